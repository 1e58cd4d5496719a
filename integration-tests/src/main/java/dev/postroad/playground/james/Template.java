// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with {@code @name@} places, kept as a resource beside this class. */
record Template(String name, String text) {
  private static final Pattern PLACE = Pattern.compile("@([a-zA-Z0-9.]+)@");

  /** Reads the template {@code conf/NAME}. */
  static Template named(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream("conf/" + name)) {
      if (in == null) {
        throw new IOException("no template conf/" + name + " beside " + Template.class);
      }
      return new Template(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Returns the text with every place filled.
   *
   * @throws IllegalArgumentException if a place has no value
   */
  String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalArgumentException(name + " asks for @" + place.group(1) + "@");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
