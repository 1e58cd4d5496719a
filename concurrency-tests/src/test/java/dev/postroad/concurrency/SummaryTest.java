// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
  private static String runs(int planned, int passed, int failed, int soft, int hard) {
    return "(Results: %d planned; %d passed, %d failed, %d soft errs, %d hard errs)\n"
        .formatted(planned, passed, failed, soft, hard);
  }

  private static String tests(int tests) {
    return "  All remaining tests: %d matching test results. Use -v to print them.\n"
        .formatted(tests);
  }

  @ParameterizedTest
  @CsvSource({
    "14, 14, 0, 0, 0, 7, true",
    "7, 7, 0, 0, 0, 7, true",
    "14, 4, 10, 0, 0, 7, false",
    "14, 13, 1, 0, 0, 7, false",
    "14, 13, 0, 1, 0, 7, false",
    "14, 13, 0, 0, 1, 7, false",
    "14, 13, 0, 0, 0, 7, false",
    "12, 12, 0, 0, 0, 6, false",
    "13, 13, 0, 0, 0, 7, false",
    "0, 0, 0, 0, 0, 0, false",
  })
  void allSevenPassedOnlyIfAllRanAndNoneFailed(
      int planned, int passed, int failed, int soft, int hard, int tests, boolean isAllPassed) {
    Summary summary = Summary.lastOf(runs(planned, passed, failed, soft, hard) + tests(tests));

    assertThat(summary.isAllPassed(7)).isEqualTo(isAllPassed);
  }

  @Test
  void onlyTheLastSummaryCounts() {
    String output = runs(14, 1, 0, 0, 0) + runs(14, 13, 1, 0, 0) + tests(7);

    assertThat(Summary.lastOf(output)).isEqualTo(new Summary(14, 13, 1, 0, 0, 7));
  }

  @Test
  void noTestsAreNoSuccess() {
    assertThat(Summary.lastOf(runs(0, 0, 0, 0, 0) + tests(0)).isAllPassed(0)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> Summary.lastOf("FATAL: No tests"));
  }
}
