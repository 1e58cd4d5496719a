// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The zone file of the playground: the one place that says which host has which address. */
final class ZoneText {
  private static final String RESOURCE = "world.zone";
  private static final Pattern ADDRESS =
      Pattern.compile("^(\\S+)\\.\\s+A\\s+([0-9.]+)$", Pattern.MULTILINE);

  private final String text;

  private ZoneText(String text) {
    this.text = text;
  }

  static ZoneText read() throws IOException {
    try (InputStream in = ZoneText.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("no resource " + RESOURCE + " beside " + ZoneText.class);
      }
      return new ZoneText(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Returns the address of every host, in the file's order. */
  Map<String, String> addresses() {
    Map<String, String> byName = new LinkedHashMap<>();
    Matcher lines = ADDRESS.matcher(text);
    while (lines.find()) {
      byName.put(lines.group(1), lines.group(2));
    }
    return byName;
  }

  @Override
  public String toString() {
    return text;
  }
}
