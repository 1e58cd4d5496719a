// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adds up the reports of Surefire and Failsafe below a folder and says which tests failed, and
 * which were skipped for what reason. The last line is {@code tests: N passed, N failed, N
 * skipped}. Ends with 1 if a test failed or none ran.
 *
 * <p>Started by test.sh as {@code java build/TestSummary.java FOLDER}.
 */
public final class TestSummary {
  private static final Pattern REPORT =
      Pattern.compile(".*/target/(surefire|failsafe)-reports/TEST-[^/]*\\.xml");

  // Surefire begins each element on a line of its own. An XML parser would stop at control
  // characters that the names of parameterised tests may hold.
  private static final Pattern SUITE = Pattern.compile("^<testsuite .*");
  private static final Pattern CASE = Pattern.compile("^ *<testcase .*");
  private static final Pattern OUTCOME = Pattern.compile("^ *<(skipped|failure|error)[ />].*");
  private static final Pattern ABORTED =
      Pattern.compile("^(?:[\\w.]+Exception: )?(?:Assumption failed: )?");

  private int run;
  private final List<String> failed = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  private TestSummary() {}

  public static void main(String[] args) throws IOException {
    var summary = new TestSummary();
    for (Path report : reportsBelow(Path.of(args[0]))) {
      summary.read(report);
    }
    summary.print();
    System.exit(summary.run == 0 || !summary.failed.isEmpty() ? 1 : 0);
  }

  private static List<Path> reportsBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> REPORT.matcher(file.toString()).matches()).sorted().toList();
    }
  }

  private void read(Path report) throws IOException {
    String test = "";
    for (String line : new String(Files.readAllBytes(report), UTF_8).lines().toList()) {
      Matcher outcome = OUTCOME.matcher(line);
      if (SUITE.matcher(line).matches()) {
        run += Integer.parseInt(attribute("tests", line));
      } else if (CASE.matcher(line).matches()) {
        test = simple(attribute("classname", line)) + "." + attribute("name", line);
      } else if (outcome.matches() && outcome.group(1).equals("skipped")) {
        skipped.add(test + ": " + reason(line));
      } else if (outcome.matches()) {
        failed.add(test);
      }
    }
  }

  private static String reason(String skippedElement) {
    String told = attribute("message", skippedElement);
    if (told.isEmpty()) {
      told = skippedElement.replaceFirst(".*<!\\[CDATA\\[", "").replaceFirst("]]>.*", "");
    }
    String reason = ABORTED.matcher(told.strip()).replaceFirst("");
    return reason.isEmpty() || reason.startsWith("<") ? "no reason given" : reason;
  }

  private static String attribute(String name, String element) {
    Matcher matcher = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(element);
    return matcher.find()
        ? matcher
            .group(1)
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&")
        : "";
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private void print() {
    System.out.println();
    System.out.print(list("failed", failed));
    System.out.print(list("skipped", skipped));
    System.out.printf(
        "tests: %d passed, %d failed, %d skipped%n",
        run - failed.size() - skipped.size(), failed.size(), skipped.size());
  }

  private static String list(String title, List<String> tests) {
    return tests.isEmpty()
        ? ""
        : tests.stream().map(test -> "  " + test + "\n").collect(joining("", title + ":\n", ""));
  }
}
