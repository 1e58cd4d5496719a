// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The static files of the page, out of the jar. They are the same for everybody and hold nothing of
 * this server.
 */
final class Page {
  private static final String FOLDER = "/dev/postroad/webadmin/page/";
  private static final String ROOT = "/postroad";
  private static final String INDEX = "index.html";

  /** Names without a dot at the beginning of any part: nothing leads out of the folder. */
  private static final Pattern STATIC =
      Pattern.compile(
          "/postroad/static/((?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*)");

  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "woff2", "font/woff2");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  private static final int TAG_LENGTH = 32;

  private final Map<String, File> files = new ConcurrentHashMap<>();

  private static final class File {
    private final byte[] content;
    private final String type;
    private final String tag;

    File(byte[] content, String type) {
      this.content = content;
      this.type = type;
      this.tag = Page.tag(content);
    }
  }

  /** Whether that is a file of the page, or would be if there were one of that name. */
  static boolean isPage(String method, String uri) {
    return METHODS.contains(method)
        && (uri.equals(ROOT) || uri.equals(ROOT + "/") || STATIC.matcher(uri).matches());
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, List.of(), Page::leadIn),
        Endpoint.get(ROOT + "/", List.of(), call -> file(call, INDEX)),
        Endpoint.get(ROOT + "/static/*", List.of(), this::named));
  }

  /** The page refers to its files from where it is, which only a final slash makes certain. */
  private static Object leadIn(Call call) {
    call.isAt("postroad/");
    return "";
  }

  private Object named(Call call) throws IOException {
    Matcher matcher = STATIC.matcher(call.uri());
    if (!matcher.matches()) {
      throw notThere(call.uri());
    }
    return file(call, matcher.group(1));
  }

  private Object file(Call call, String name) throws IOException {
    File file = find(name).orElseThrow(() -> notThere(name));
    call.setType(file.type);
    call.setHeader("Content-Security-Policy", POLICY);
    call.setHeader("Cache-Control", "no-cache");
    call.setHeader("ETag", file.tag);
    @Nullable String known = call.header("If-None-Match");
    if (known != null && known.contains(file.tag)) {
      call.isNotModified();
      return "";
    }
    return file.content;
  }

  private static RuntimeException notThere(String name) {
    return Refusal.notFound("the page has no file " + Refusal.shown(name));
  }

  private Optional<File> find(String name) throws IOException {
    File known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    @Nullable String type =
        TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    try (@Nullable InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      File file = new File(in.readAllBytes(), type);
      files.put(name, file);
      return Optional.of(file);
    }
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest).substring(0, TAG_LENGTH) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
