// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Where a WebAdmin is, and how one is let in. Never prints the secret.
 *
 * @param base its root, without a slash at the end
 * @param secret what to show; empty where WebAdmin asks for nothing
 * @param tls whose certificates are believed; empty for those that Java believes
 * @param timeout how long a connection, and then an answer, may take
 */
public record Access(
    URI base, Optional<Secret> secret, Optional<SSLContext> tls, Duration timeout) {
  private static final String PAGE = "/postroad";

  /**
   * What is shown to be let in, in a header.
   *
   * @param header its name: {@code Authorization} or {@code Password}
   * @param value printable ASCII
   * @param source where it is from, for messages
   */
  public record Secret(String header, String value, String source) {
    private static final String BEARER = "Bearer ";
    private static final Pattern BEARER_BEFORE = Pattern.compile("(?i)^bearer(\\s+|$)");
    private static final int FIRST = 0x20;
    private static final int LAST = 0x7e;

    public Secret {
      if (value.isEmpty()) {
        throw new IllegalArgumentException(source + " is empty");
      }
      if (!value.chars().allMatch(c -> c >= FIRST && c <= LAST)) {
        throw new IllegalArgumentException(
            source + " has a character that cannot stand in a header of HTTP");
      }
    }

    /**
     * A JSON web token, for WebAdmin with {@code jwt.enabled=true}; with or without the word {@code
     * Bearer} before it.
     */
    public static Secret token(String token, String source) {
      // As it stands in a header, which people copy whole.
      String bare = BEARER_BEFORE.matcher(token.strip()).replaceFirst("");
      return new Secret("Authorization", bare.isEmpty() ? bare : BEARER + bare, source);
    }

    /** One of those in {@code password=} of webadmin.properties. */
    public static Secret password(String password, String source) {
      return new Secret("Password", password, source);
    }

    @Override
    public String toString() {
      return header + " of " + source;
    }
  }

  /**
   * Reads the root of a WebAdmin. The address of Postroad's page there is taken, too.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static URI parse(String text) {
    String hint = "write http://HOST:PORT or https://HOST:PORT";
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("that is no URL: " + hint, malformed);
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a URL with a login would be seen by others: keep the secret in a file, and name that"
              + " with --token-file or --password-file");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException("\"" + text + "\" is no URL of a WebAdmin: " + hint);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("there is something behind the root: " + hint);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String root = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (root.endsWith(PAGE)) {
      root = root.substring(0, root.length() - PAGE.length());
    }
    return URI.create(scheme + "://" + uri.getRawAuthority() + root);
  }

  /** Whether others on the network could read the secret. */
  public boolean showsSecret() {
    return secret.isPresent() && base.getScheme().equals("http") && !isLoopback(base.getHost());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return true; // which is told when it is asked, and nothing is sent
    }
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
