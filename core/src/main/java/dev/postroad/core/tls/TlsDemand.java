// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.util.List;
import java.util.Locale;

/**
 * What TLS must prove before mail may travel over a connection.
 *
 * @param level how much
 * @param names with {@link Level#VERIFY}, the names one of which the certificate must carry; empty
 *     means the host's own name
 * @param pins with {@link Level#VERIFY}, the {@linkplain Fingerprints SHA-256 fingerprints} one of
 *     which the certificate must have, whoever signed it and whatever its name; empty to look at
 *     chain and name
 * @param because who demands it, for the operator: {@code the default}, a rule, a relay
 */
public record TlsDemand(Level level, List<String> names, List<String> pins, String because) {

  /** From least to most. */
  public enum Level {
    /** Never use TLS. */
    NONE,
    /** Use TLS where offered, unverified; in clear where not, or where the handshake fails. */
    OPPORTUNISTIC,
    /** Encrypted or not at all; whom we talk to is not verified. */
    REQUIRE,
    /** Encrypted, certificate chain and name verified. */
    VERIFY;

    /** As the operator writes it. */
    public String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TlsDemand {
    names = List.copyOf(names);
    pins = List.copyOf(pins);
  }

  /** A demand without pinned certificates. */
  public TlsDemand(Level level, List<String> names, String because) {
    this(level, names, List.of(), because);
  }

  public static TlsDemand of(Level level, String because) {
    return new TlsDemand(level, List.of(), because);
  }

  /** Whether mail may go in clear when there is no TLS to be had. */
  public boolean allowsClear() {
    return level == Level.NONE || level == Level.OPPORTUNISTIC;
  }

  /** Whether TLS is tried when the peer offers it. */
  public boolean wantsTls() {
    return level != Level.NONE;
  }

  public boolean mustVerify() {
    return level == Level.VERIFY;
  }

  @Override
  public String toString() {
    return level.keyword();
  }
}
