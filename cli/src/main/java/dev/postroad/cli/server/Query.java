// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of a request: names and values as they are meant, encoded at the end. */
public final class Query {
  private final Map<String, String> words = new LinkedHashMap<>();

  /** Adds a word; null adds nothing. */
  public Query with(String name, @Nullable Object value) {
    if (value != null) {
      words.put(name, value.toString());
    }
    return this;
  }

  /** Adds all words of another. */
  public Query with(Query other) {
    words.putAll(other.words);
    return this;
  }

  public boolean isEmpty() {
    return words.isEmpty();
  }

  /** With a question mark before it; empty if there are no words. */
  @Override
  public String toString() {
    return words.isEmpty()
        ? ""
        : words.entrySet().stream()
            .map(word -> encoded(word.getKey()) + "=" + encoded(word.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** A text as a segment of a path or a word of a query may have it (RFC 3986 §2.1). */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
