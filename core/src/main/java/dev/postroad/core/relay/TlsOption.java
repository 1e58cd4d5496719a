// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.tls.TlsDemand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The option {@code tls=} of relays and routes: {@code none}, {@code opportunistic}, {@code
 * require}, {@code verify}, {@code verify:mx1.example.net,mx2.example.net}.
 */
final class TlsOption {
  private TlsOption() {}

  static TlsDemand parse(String value, String because) throws InvalidValueException {
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

  static Optional<TlsDemand> tryParse(String value, String because) {
    try {
      return Optional.of(parse(value, because));
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  static String write(TlsDemand tls) {
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
