// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayTerms;
import dev.postroad.core.relay.RelayUrl;
import dev.postroad.core.tls.TlsDemand;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The relay of {@code --relay smtp[s]://[user[:password]@]host:port}: a {@link RelayUrl} as
 * configurations have it, and a login. Never prints the password.
 *
 * <p>User and password may be percent-encoded (RFC 3986 §2.1), and must be where they hold a colon,
 * a percent sign or an at sign.
 */
public final class LoginUrl {
  private static final String LOCALHOST = "localhost";

  private final RelayUrl relay;
  private final Optional<String> user;
  private final Optional<String> password;

  private LoginUrl(RelayUrl relay, Optional<String> user, Optional<String> password) {
    this.relay = relay;
    this.user = user;
    this.password = password;
  }

  /**
   * Reads a relay.
   *
   * @throws IllegalArgumentException saying what is wrong, without showing the password
   */
  public static LoginUrl parse(String text) {
    int begin = text.indexOf("://") < 0 ? 0 : text.indexOf("://") + 3;
    String scheme = text.substring(0, begin);
    String behind = text.substring(begin);
    String rest = behind.endsWith("/") ? behind.substring(0, behind.length() - 1) : behind;
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
    return new LoginUrl(relay(scheme, rest.substring(at + 1), at >= 0), user, password);
  }

  private static RelayUrl relay(String scheme, String host, boolean withLogin) {
    boolean bareIpv6 = host.indexOf(':') >= 0 && IpAddresses.tryParse(host).isPresent();
    try {
      return RelayUrl.parse(scheme + (bareIpv6 ? "[" + host + "]" : host));
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException(
          e.why()
              + "; "
              + e.remedy()
              + (withLogin ? "" : ", with a login smtp://USER:PASSWORD@HOST:PORT"),
          e);
    }
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

  /** Where the relay is. */
  public RelayUrl relay() {
    return relay;
  }

  public Optional<String> user() {
    return user;
  }

  /** The password the operator should rather have kept in a file. */
  Optional<String> password() {
    return password;
  }

  /** The relay to deliver through; it must prove the name that was written. */
  RelayHost relayHost(
      TlsDemand tls, Optional<CredentialSource> credentials, boolean passwordInClear) {
    boolean local = relay.host().equals(LOCALHOST); // which no name server knows
    boolean named = local && tls.mustVerify() && tls.names().isEmpty();
    return new RelayHost(
        relay.host(),
        local ? IpAddresses.format(InetAddress.getLoopbackAddress()) : relay.host(),
        relay.mxLookup() && !local,
        relay.port(),
        relay.implicitTls(),
        named ? new TlsDemand(tls.level(), List.of(LOCALHOST), tls.because()) : tls,
        credentials,
        passwordInClear,
        OptionalInt.empty(),
        RelayTerms.of(relay));
  }

  @Override
  public String toString() {
    String shown = relay.toString();
    int begin = shown.indexOf("://") + 3;
    return shown.substring(0, begin)
        + user.map(name -> name + (password.isPresent() ? ":***@" : "@")).orElse("")
        + shown.substring(begin);
  }
}
