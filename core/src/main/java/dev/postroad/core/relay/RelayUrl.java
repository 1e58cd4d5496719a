// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a relay is: {@code smtp://example.net} (its MX hosts), {@code smtp://[mx.example.net]:587}
 * (that host), {@code smtps://192.0.2.1}, {@code smtp://[2001:db8::1]:25}.
 *
 * @param service whose SRV records lead to its hosts (RFC 6186): {@code submission}, {@code
 *     submissions}; empty for the others
 * @param lmtp whether it is {@code lmtp}
 * @param implicitTls whether it is {@code smtps}
 * @param host canonical domain or host name, or bare address
 * @param mxLookup whether the MX records of the host are used
 * @param port the one that is written, or 25, or 465 with TLS from the first byte, or 24 with LMTP
 */
public record RelayUrl(
    Optional<String> service,
    boolean lmtp,
    boolean implicitTls,
    String host,
    boolean mxLookup,
    int port) {
  private static final List<String> SCHEMES =
      List.of("smtp", "smtps", "lmtp", "submission", "submissions");
  private static final Pattern SERVICE = Pattern.compile("_(submissions?)\\._tcp\\.(.+)");
  private static final String REMEDY = "write smtp://HOST:PORT or smtps://HOST:PORT";

  /**
   * Reads a URL without credentials.
   *
   * @throws InvalidValueException if it is none; shows nothing of the text that may be a password
   */
  public static RelayUrl parse(String text) throws InvalidValueException {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean smtps = lower.startsWith("smtps://");
    boolean lmtp = lower.startsWith("lmtp://");
    boolean submission = lower.startsWith("submission://");
    boolean submissions = lower.startsWith("submissions://");
    if (!smtps && !lmtp && !submission && !submissions && !lower.startsWith("smtp://")) {
      throw new InvalidValueException(
          "a relay's URL begins with smtp:// or smtps://, with lmtp://, or with submission:// or"
              + " submissions://",
          nearestScheme(lower));
    }
    String authority = text.substring(text.indexOf("://") + 3);
    if (authority.indexOf('@') >= 0) {
      throw new InvalidValueException(
          "its URL holds credentials, which are never written into the configuration itself",
          "remove them, put user and password on two lines of a file, and write"
              + " auth=file://conf/secrets/NAME");
    }
    if (authority.indexOf('/') >= 0 || authority.indexOf('?') >= 0) {
      throw new InvalidValueException("its URL goes on behind the port", REMEDY);
    }
    if (submission || submissions) {
      return byService(authority, submissions);
    }
    int defaultPort = smtps ? 465 : lmtp ? 24 : 25;
    RelayUrl url =
        authority.startsWith("[")
            ? bracketed(authority, smtps, defaultPort)
            : plain(authority, smtps, defaultPort);
    return lmtp ? url.speakingLmtp() : url;
  }

  private static String nearestScheme(String text) {
    int end = text.indexOf("://");
    return end < 0
        ? REMEDY
        : Suggestions.nearest(text.substring(0, end), SCHEMES)
            .map(near -> "did you mean " + near + "://?")
            .orElse(REMEDY);
  }

  /** RFC 6186 §3.1, RFC 8314 §5.1: the domain's SRV records say host and port. */
  private static RelayUrl byService(String authority, boolean implicitTls)
      throws InvalidValueException {
    if (authority.indexOf(':') >= 0 || authority.indexOf('[') >= 0) {
      throw new InvalidValueException(
          "its hosts and ports are what the SRV records of a domain say",
          "write submission://DOMAIN, or smtp://[HOST]:PORT");
    }
    if (IpAddresses.tryParse(authority).isPresent()) {
      throw new InvalidValueException(
          "an address has no SRV records",
          "write submission://DOMAIN, or smtp://[" + authority + "]:587");
    }
    String service = (implicitTls ? "_submissions" : "_submission") + "._tcp";
    return new RelayUrl(
        Optional.of(service),
        false,
        implicitTls,
        hostName(authority),
        false,
        implicitTls ? 465 : 587);
  }

  /** Nobody has MX records for LMTP, so it is a host that is named. */
  private RelayUrl speakingLmtp() {
    return new RelayUrl(Optional.empty(), true, false, host, false, port);
  }

  private static RelayUrl bracketed(String authority, boolean smtps, int defaultPort)
      throws InvalidValueException {
    int end = authority.indexOf(']');
    if (end < 0) {
      throw new InvalidValueException("its URL lacks the closing bracket", "write [HOST]:PORT");
    }
    String inside = authority.substring(1, end);
    String rest = authority.substring(end + 1);
    if (!rest.isEmpty() && !rest.startsWith(":")) {
      throw new InvalidValueException(
          "behind the closing bracket there can only be a port", "write [HOST]:PORT");
    }
    int port = rest.isEmpty() ? defaultPort : port(rest.substring(1));
    String address = inside.regionMatches(true, 0, "IPv6:", 0, 5) ? inside.substring(5) : inside;
    Optional<InetAddress> literal = IpAddresses.tryParse(address);
    if (literal.isPresent()) {
      return new RelayUrl(
          Optional.empty(), false, smtps, IpAddresses.format(literal.get()), false, port);
    }
    return new RelayUrl(Optional.empty(), false, smtps, hostName(inside), false, port);
  }

  private static RelayUrl plain(String authority, boolean smtps, int defaultPort)
      throws InvalidValueException {
    if (IpAddresses.tryParse(authority).isPresent() && authority.indexOf(':') >= 0) {
      throw new InvalidValueException(
          "an IPv6 address stands in brackets", "write [" + authority + "]:" + defaultPort);
    }
    int colon = authority.lastIndexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = colon < 0 ? defaultPort : port(authority.substring(colon + 1));
    Optional<InetAddress> literal = IpAddresses.tryParse(host);
    if (literal.isPresent()) {
      return new RelayUrl(
          Optional.empty(), false, smtps, IpAddresses.format(literal.get()), false, port);
    }
    Matcher service = SERVICE.matcher(host);
    if (service.matches()) {
      throw new InvalidValueException(
          "its name is that of SRV records, which only submission:// and submissions:// ask for",
          "write " + service.group(1) + "://" + service.group(2));
    }
    return new RelayUrl(Optional.empty(), false, smtps, hostName(host), true, port);
  }

  private static String hostName(String text) throws InvalidValueException {
    try {
      return DomainName.parse(text).canonical();
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), REMEDY);
    }
  }

  private static int port(String text) throws InvalidValueException {
    try {
      return ValueTypes.PORT.parse(text);
    } catch (InvalidValueException e) {
      boolean number = text.matches("[0-9]{1,9}");
      throw new InvalidValueException(
          "its port" + (number ? " \"" + text + "\"" : "") + " is none: " + e.why(), REMEDY);
    }
  }

  /** As an operator would write it, with its port. */
  @Override
  public String toString() {
    if (service.isPresent()) {
      return (implicitTls ? "submissions://" : "submission://") + host;
    }
    return (lmtp ? "lmtp://" : implicitTls ? "smtps://" : "smtp://")
        + (mxLookup ? host : "[" + host + "]")
        + ":"
        + port;
  }
}
