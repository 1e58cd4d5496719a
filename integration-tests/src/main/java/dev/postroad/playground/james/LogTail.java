// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The last words of a log, for a message that says why a server did not start. */
final class LogTail {
  /** Lines at the left margin; what is indented below them comes along, however many lines. */
  private static final int LINES = 25;

  /** Where it happened in the code, by Java and by Guice. */
  private static final Pattern FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d|\\\\_ ).*");

  /** Guice explains its class names at length after every error. */
  private static final Pattern LEGEND =
      Pattern.compile("\\s*(=+|(Full|End of) classname legend:|[\\w$]+:\\s+\"[\\w.$]+\")");

  private LogTail() {}

  /**
   * Returns the last lines of the files that exist, without stack frames, and each text once: an
   * exception is told again by every layer that wraps it.
   */
  static String of(Path... files) {
    List<String> tail = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = telling(file);
      if (!lines.isEmpty()) {
        tail.add("--- " + file);
        tail.addAll(last(lines));
      }
    }
    return String.join("\n", tail);
  }

  private static List<String> telling(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return List.copyOf(
          Files.readString(file, StandardCharsets.UTF_8)
              .lines()
              .filter(LogTail::tells)
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    } catch (IOException e) {
      return List.of("could not be read: " + e);
    }
  }

  private static boolean tells(String line) {
    return !line.isBlank() && !FRAME.matcher(line).matches() && !LEGEND.matcher(line).matches();
  }

  private static List<String> last(List<String> lines) {
    int from = lines.size();
    for (int heads = 0; from > 0 && heads < LINES; from--) {
      if (!Character.isWhitespace(lines.get(from - 1).charAt(0))) {
        heads++;
      }
    }
    return lines.subList(from, lines.size());
  }
}
