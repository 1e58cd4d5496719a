// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.OptionalInt;

/**
 * A host, with its port if one is written: {@code mail.example.org:587}, {@code 192.0.2.53}, {@code
 * 2001:db8::53}, {@code [2001:db8::53]:53}.
 *
 * @param host as written, without brackets; not checked
 * @param port 1 to 65535
 */
public record HostAndPort(String host, OptionalInt port) {

  /**
   * Divides the two.
   *
   * @throws InvalidValueException if there is no host, the brackets are not closed, or the port is
   *     none
   */
  public static HostAndPort parse(String text) throws InvalidValueException {
    HostAndPort read = text.startsWith("[") ? bracketed(text) : plain(text);
    if (read.host.isBlank()) {
      throw new InvalidValueException("there is no host", "write HOST:PORT");
    }
    return read;
  }

  private static HostAndPort bracketed(String text) throws InvalidValueException {
    int end = text.indexOf(']');
    String rest = end < 0 ? "" : text.substring(end + 1);
    if (end < 0 || (!rest.isEmpty() && !rest.startsWith(":"))) {
      throw new InvalidValueException("its brackets are not closed", "write [HOST]:PORT");
    }
    return new HostAndPort(
        text.substring(1, end), rest.isEmpty() ? OptionalInt.empty() : port(rest.substring(1)));
  }

  /** A bare IPv6 address has many colons and no port. */
  private static HostAndPort plain(String text) throws InvalidValueException {
    int colon = text.indexOf(':');
    return colon < 0 || colon != text.lastIndexOf(':')
        ? new HostAndPort(text, OptionalInt.empty())
        : new HostAndPort(text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static OptionalInt port(String text) throws InvalidValueException {
    return OptionalInt.of(ValueTypes.PORT.parse(text));
  }
}
