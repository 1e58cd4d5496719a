// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.tls.TlsDemand;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The relay of {@code --relay smtp[s]://[user[:password]@]host:port}. Never prints the password.
 *
 * <p>User and password may be percent-encoded (RFC 3986 §2.1), and must be where they hold a colon,
 * a percent sign or an at sign. The host is a domain, whose MX records are followed as for any
 * domain; a host name in brackets, of which only the addresses count; or an IP address, with or
 * without brackets.
 */
public final class RelayUrl {
  private static final int SMTP_PORT = 25;
  private static final int SMTPS_PORT = 465;

  private final boolean implicitTls;
  private final Optional<String> user;
  private final Optional<String> password;
  private final String host;
  private final boolean bracketed;
  private final int port;

  private RelayUrl(
      boolean implicitTls,
      Optional<String> user,
      Optional<String> password,
      String host,
      boolean bracketed,
      int port) {
    this.implicitTls = implicitTls;
    this.user = user;
    this.password = password;
    this.host = host;
    this.bracketed = bracketed;
    this.port = port;
  }

  /**
   * Reads a relay; a missing port is 25, or 465 with {@code smtps}.
   *
   * @throws IllegalArgumentException saying what is wrong, without showing the password
   */
  public static RelayUrl parse(String text) {
    boolean implicitTls = text.regionMatches(true, 0, "smtps://", 0, 8);
    if (!implicitTls && !text.regionMatches(true, 0, "smtp://", 0, 7)) {
      throw new IllegalArgumentException("a relay begins with smtp:// or smtps://");
    }
    String rest = text.substring(implicitTls ? 8 : 7);
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int at = rest.lastIndexOf('@');
    Optional<String> user = Optional.empty();
    Optional<String> password = Optional.empty();
    if (at >= 0) {
      String identity = rest.substring(0, at);
      int colon = identity.indexOf(':');
      user = Optional.of(decode(colon < 0 ? identity : identity.substring(0, colon)));
      password = colon < 0 ? Optional.empty() : Optional.of(decode(identity.substring(colon + 1)));
      if (user.get().isEmpty()) {
        throw new IllegalArgumentException("there is no user name before the @ of the relay");
      }
    }
    return host(implicitTls, user, password, rest.substring(at + 1));
  }

  private static RelayUrl host(
      boolean implicitTls, Optional<String> user, Optional<String> password, String text) {
    boolean bracketed = text.startsWith("[");
    int end = bracketed ? text.indexOf(']') + 1 : hostEnd(text);
    String name = bracketed && end > 0 ? text.substring(1, end - 1) : text.substring(0, end);
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("there is no host in the relay: " + text);
    }
    String behind = text.substring(end);
    int port = implicitTls ? SMTPS_PORT : SMTP_PORT;
    if (!behind.isEmpty()) {
      if (behind.charAt(0) != ':') {
        throw new IllegalArgumentException("write host:port, not " + text);
      }
      port = portOf(behind.substring(1));
    }
    boolean address = IpAddresses.tryParse(name).isPresent();
    String canonical = address ? name : DomainName.parse(name).canonical();
    return new RelayUrl(implicitTls, user, password, canonical, bracketed, port);
  }

  /** A bare IPv6 address has many colons and no port. */
  private static int hostEnd(String text) {
    int colon = text.indexOf(':');
    return colon < 0 || colon != text.lastIndexOf(':') ? text.length() : colon;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "a percent sign in user or password must be written %25");
        }
        bytes.write(high * 16 + low);
        i += 3;
      } else {
        int codePoint = text.codePointAt(i);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** TLS from the first byte. */
  public boolean implicitTls() {
    return implicitTls;
  }

  public Optional<String> user() {
    return user;
  }

  /** The password the operator should rather have kept in a file. */
  Optional<String> password() {
    return password;
  }

  /** A domain, host name or IP address, without brackets. */
  public String host() {
    return host;
  }

  /** Whether the host was in brackets: no MX records are asked for. */
  public boolean bracketed() {
    return bracketed;
  }

  public int port() {
    return port;
  }

  /** The relay to deliver through. */
  RelayHost relayHost(
      TlsDemand tls, Optional<CredentialSource> credentials, boolean passwordInClear) {
    Optional<InetAddress> literal =
        host.equalsIgnoreCase("localhost")
            ? Optional.of(InetAddress.getLoopbackAddress()) // which no name server knows
            : IpAddresses.tryParse(host);
    return new RelayHost(
        host,
        literal.map(IpAddresses::format).orElse(host),
        literal.isEmpty() && !bracketed,
        port,
        implicitTls,
        tls,
        credentials,
        passwordInClear,
        OptionalInt.empty());
  }

  @Override
  public String toString() {
    return (implicitTls ? "smtps://" : "smtp://")
        + user.map(name -> name + (password.isPresent() ? ":***@" : "@")).orElse("")
        + (bracketed ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /** What stands where the port belongs may be a password whose host was forgotten. */
  private static int portOf(String text) {
    try {
      return Ports.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a port from 1 to 65535 belongs behind the last colon; with a login write"
              + " user:password@host:port");
    }
  }
}
