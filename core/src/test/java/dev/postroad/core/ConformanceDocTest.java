// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/rfcs.md claims to be shown by a test is shown by one that exists. */
final class ConformanceDocTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");
  private static final Pattern CLASS = Pattern.compile("`([a-z]+)\\.([A-Z]\\w+)`");

  /** The rows of all tables whose last column names tests. */
  static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    boolean namesTests = false;
    for (String line : Files.readAllLines(ROOT.resolve("docs/rfcs.md"))) {
      if (!line.startsWith("|")) {
        namesTests = false;
      } else if (line.endsWith("| test |")) {
        namesTests = true;
      } else if (namesTests && !line.startsWith("|---")) {
        rows.add(line);
      }
    }
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowNamesTestsThatExist(String row) throws IOException {
    int lastCell = row.lastIndexOf('|', row.length() - 2);
    Matcher test = TEST.matcher(row.substring(lastCell));
    int tests = 0;
    while (test.find()) {
      tests++;
      List<Path> files = sources("test", test.group(1));
      assertThat(files).as("a test class %s", test.group(1)).isNotEmpty();
      if (test.group(2) != null) {
        assertThat(Files.readString(files.get(0))).contains("void " + test.group(2) + "(");
      }
    }
    assertThat(tests).as("tests named").isPositive();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowNamesClassesThatExist(String row) throws IOException {
    Matcher named = CLASS.matcher(row);
    while (named.find()) {
      assertThat(sources("main", named.group(2)))
          .as(named.group())
          .anyMatch(file -> file.getParent().endsWith(named.group(1)));
    }
  }

  private static List<Path> sources(String kind, String name) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve(Path.of("src", kind, "java"));
        if (Files.isDirectory(sources)) {
          found.addAll(named(sources, name + ".java"));
        }
      }
    }
    return found;
  }

  private static List<Path> named(Path directory, String fileName) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith(fileName)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
