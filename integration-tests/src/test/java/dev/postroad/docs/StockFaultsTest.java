// SPDX-License-Identifier: Apache-2.0
package dev.postroad.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every fault that {@code docs/stock-faults.md} lists has tests, and every test it names exists.
 */
final class StockFaultsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int FAULTS = 12;

  /** Number, what stock does, what Postroad does, the tests. */
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+) \\| [^|]+ \\| [^|]+ \\| ([^|]+) \\|");

  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @Test
  void everyFaultNamesATest() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (Matcher row : rows()) {
      numbers.add(Integer.parseInt(row.group(1)));
      assertThat(row.group(2)).as("tests of fault %s", row.group(1)).containsPattern(NAMED_TEST);
    }

    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, FAULTS).boxed().toList());
  }

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, Path> sources = testSources();
    for (Matcher row : rows()) {
      Matcher test = NAMED_TEST.matcher(row.group(2));
      while (test.find()) {
        assertThat(sources).as("fault %s", row.group(1)).containsKey(test.group(1) + ".java");
        assertThat(Files.readString(sources.get(test.group(1) + ".java")))
            .as("fault %s", row.group(1))
            .contains("\n  void " + test.group(2) + "(");
      }
    }
  }

  /** Nothing else in backticks could be taken for a test, and go unchecked. */
  @Test
  void everyTestIsNamedWithItsClass() throws IOException {
    for (Matcher row : rows()) {
      assertThat(NAMED_TEST.matcher(row.group(2)).replaceAll(""))
          .as("tests of fault %s", row.group(1))
          .doesNotContainPattern("`[^.]\\w*`");
    }
  }

  private static List<Matcher> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/stock-faults.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .toList();
  }

  private static Map<String, Path> testSources() throws IOException {
    List<Path> modules;
    try (Stream<Path> folders = Files.list(ROOT)) {
      modules =
          folders
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList();
    }
    List<Path> files = new ArrayList<>();
    for (Path module : modules) {
      try (Stream<Path> all = Files.walk(module)) {
        files.addAll(all.filter(file -> file.toString().endsWith("Test.java")).toList());
      }
    }
    return files.stream()
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString(), Function.identity(), (a, b) -> a));
  }
}
