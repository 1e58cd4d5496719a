// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,500",
    "30s,30000",
    "30 sec,30000",
    "5m,300000",
    "1 h,3600000",
    "2D,172800000",
    "1 week,604800000",
    "6 hours,21600000"
  })
  void aNumberAndAUnitAreADuration(String text, long millis) throws InvalidValueException {
    assertThat(Durations.parse(text)).hasMillis(millis);
  }

  @Test
  void aBareNumberIsMillisecondsOnlyWhereRemoteDeliverySaysSo() throws InvalidValueException {
    assertThat(Durations.parseOrMillis("180000")).hasMillis(180_000);
    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(() -> Durations.parse("180000"))
        .withMessage("a duration needs a unit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-5m", "1.5h", "5 fortnights", "99999999999999999999s", "4000d"})
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Durations.parse(text));
  }
}
