// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Locale;
import java.util.Optional;

/** The SASL mechanisms this client can authenticate with (RFC 4954). */
public enum SaslMechanism {
  /** RFC 7677: proves the password without showing it, and that the server knows it too. */
  SCRAM_SHA_256("SCRAM-SHA-256"),
  /** RFC 4616: the password itself. */
  PLAIN("PLAIN"),
  /** The password itself, in two steps; never standardised, widely deployed. */
  LOGIN("LOGIN"),
  /** RFC 2195: a digest of the password; servers must keep it in clear for that. */
  CRAM_MD5("CRAM-MD5"),
  /** RFC 7628: a bearer token. */
  OAUTHBEARER("OAUTHBEARER"),
  /** A bearer token, as large mail providers took it before RFC 7628. */
  XOAUTH2("XOAUTH2");

  private final String keyword;

  SaslMechanism(String keyword) {
    this.keyword = keyword;
  }

  /** As it stands in {@code AUTH}, and as an operator writes it. */
  public String keyword() {
    return keyword;
  }

  /** The mechanism of that name, whatever its case; empty if there is none. */
  public static Optional<SaslMechanism> of(String keyword) {
    String upper = keyword.toUpperCase(Locale.ROOT);
    for (SaslMechanism mechanism : values()) {
      if (mechanism.keyword.equals(upper)) {
        return Optional.of(mechanism);
      }
    }
    return Optional.empty();
  }

  /** Whether it takes a password, and not a bearer token. */
  boolean takesPassword() {
    return this != OAUTHBEARER && this != XOAUTH2;
  }

  @Override
  public String toString() {
    return keyword;
  }
}
