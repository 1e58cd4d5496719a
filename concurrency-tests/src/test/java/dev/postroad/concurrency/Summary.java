// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The last of what jcstress said of its runs; a run is one test in one configuration.
 *
 * @param tests how many tests have nothing but acceptable results
 */
record Summary(int planned, int passed, int failed, int softErrors, int hardErrors, int tests) {
  private static final Pattern RUNS =
      Pattern.compile(
          "\\(Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard"
              + " errs\\)");
  private static final Pattern TESTS =
      Pattern.compile("All remaining tests: (\\d+) matching test results");

  /**
   * Reads what jcstress has printed, which has a summary now and then and one at the end.
   *
   * @throws IllegalArgumentException if there is none, as when jcstress found no test
   */
  static Summary lastOf(String output) {
    MatchResult runs = last(RUNS, output);
    return new Summary(
        number(runs, 1),
        number(runs, 2),
        number(runs, 3),
        number(runs, 4),
        number(runs, 5),
        number(last(TESTS, output), 1));
  }

  private static MatchResult last(Pattern pattern, String output) {
    return pattern
        .matcher(output)
        .results()
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new IllegalArgumentException("no \"" + pattern + "\" in: " + output));
  }

  private static int number(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }

  /** Whether each of so many tests ran, each as often as the others, and all passed. */
  boolean isAllPassed(int expectedTests) {
    return expectedTests > 0
        && tests == expectedTests
        && planned >= expectedTests
        && planned % expectedTests == 0
        && passed == planned
        && failed + softErrors + hardErrors == 0;
  }
}
