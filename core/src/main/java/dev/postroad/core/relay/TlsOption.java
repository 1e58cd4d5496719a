// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.tls.Fingerprints;
import dev.postroad.core.tls.TlsDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The option {@code tls=} of relays and routes: {@code none}, {@code opportunistic}, {@code
 * require}, {@code verify}, {@code verify:mx1.example.net,mx2.example.net}, {@code
 * pin:FINGERPRINT}.
 */
final class TlsOption {
  private static final String PIN = "pin:";

  private TlsOption() {}

  static TlsDemand parse(String value, String because) throws InvalidValueException {
    if (value.startsWith(PIN)) {
      return pinned(value.substring(PIN.length()), because);
    }
    if (value.toLowerCase(Locale.ROOT).startsWith("fingerprint")) {
      throw new InvalidValueException(
          "a certificate is told by its SHA-256 fingerprint behind pin:",
          "write tls=pin:FINGERPRINT");
    }
    int colon = value.indexOf(':');
    TlsDemand.Level level =
        ValueTypes.TLS_LEVEL.parse(colon < 0 ? value : value.substring(0, colon));
    if (colon < 0) {
      return TlsDemand.of(level, because);
    }
    if (level != TlsDemand.Level.VERIFY) {
      throw new InvalidValueException(
          "names can only be given where they are verified", "write tls=verify:NAME,NAME");
    }
    List<String> names = new ArrayList<>();
    for (String name : value.substring(colon + 1).split(",", -1)) {
      names.add(name(name));
    }
    return new TlsDemand(level, names, because);
  }

  private static TlsDemand pinned(String value, String because) throws InvalidValueException {
    List<String> pins = new ArrayList<>();
    for (String pin : value.split(",", -1)) {
      pins.add(
          Fingerprints.parse(pin)
              .orElseThrow(
                  () ->
                      new InvalidValueException(
                          "\"" + pin + "\" is no SHA-256 fingerprint",
                          "write the 64 hexadecimal digits that openssl x509 -fingerprint -sha256"
                              + " shows")));
    }
    return new TlsDemand(TlsDemand.Level.VERIFY, List.of(), pins, because);
  }

  static String write(TlsDemand tls) {
    if (!tls.pins().isEmpty()) {
      return PIN + String.join(",", tls.pins());
    }
    return tls.level().keyword()
        + (tls.names().isEmpty() ? "" : ":" + String.join(",", tls.names()));
  }

  private static String name(String text) throws InvalidValueException {
    try {
      return DomainName.parse(text).canonical();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          "\"" + text + "\" is no host name: " + e.getMessage(), "write tls=verify:NAME,NAME");
    }
  }
}
