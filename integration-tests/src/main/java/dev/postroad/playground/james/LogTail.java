// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The last words of a log, for a message that says why a server did not start. */
final class LogTail {
  private static final int LINES = 25;

  /** Guice explains its class names at length after every error. */
  private static final Pattern LEGEND =
      Pattern.compile("=+|(Full|End of) classname legend:|[\\w$]+:\\s+\"[\\w.$]+\"");

  private LogTail() {}

  /**
   * Returns the last lines of the files that exist, without stack frames and other indented lines.
   */
  static String of(Path... files) {
    List<String> tail = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = telling(file);
      if (!lines.isEmpty()) {
        tail.add("--- " + file);
        tail.addAll(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
      }
    }
    return String.join("\n", tail);
  }

  private static List<String> telling(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().filter(LogTail::tells).toList();
    } catch (IOException e) {
      return List.of("could not be read: " + e);
    }
  }

  private static boolean tells(String line) {
    return !line.isBlank()
        && !Character.isWhitespace(line.charAt(0))
        && !LEGEND.matcher(line).matches();
  }
}
