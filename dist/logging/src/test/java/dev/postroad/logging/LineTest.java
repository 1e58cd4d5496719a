// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LineTest {
  private final Throwable cause = new IllegalStateException("cause");

  @Test
  void eachPlaceholderTakesTheNextArgument() {
    assertThat(Line.of("{}: {} of {}", "a", 1, null)).isEqualTo(new Line("a: 1 of null", null));
  }

  @Test
  void placeholdersWithoutArgumentsStay() {
    assertThat(Line.of("{} {}", "a")).isEqualTo(new Line("a {}", null));
  }

  @Test
  void surplusArgumentsAreDropped() {
    assertThat(Line.of("{}", "a", "b")).isEqualTo(new Line("a", null));
  }

  @Test
  void throwableLeftOverIsTheCause() {
    assertThat(Line.of("no answer from {}", "ns", cause))
        .isEqualTo(new Line("no answer from ns", cause));
    assertThat(Line.of("no answer", cause)).isEqualTo(new Line("no answer", cause));
  }

  @Test
  void throwableInAPlaceholderIsText() {
    assertThat(Line.of("{}", cause)).isEqualTo(new Line(cause.toString(), null));
  }

  @Test
  void missingTemplateIsWrittenAsNull() {
    assertThat(Line.of(null)).isEqualTo(new Line("null", null));
  }
}
