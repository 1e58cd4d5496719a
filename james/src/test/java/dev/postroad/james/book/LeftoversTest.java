// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeftoversTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Leftovers leftovers = new Leftovers(2);

  @Test
  void whatIsLeftInAQueueIsRememberedUntilItComesHoweverLate() {
    assertThat(leftovers.expect("m", null)).isTrue();

    Instant late = NOW.plus(Duration.ofDays(30));
    assertThat(leftovers.has("m", null, late)).isTrue();
    assertThat(leftovers.has("m", "token", late)).isFalse();
    assertThat(leftovers.has("n", null, late)).isFalse();
    leftovers.came("m", null);
    assertThat(leftovers.has("m", null, late)).isFalse();
  }

  @Test
  void eachOfTheItemsOfOneMailIsKnownByItsToken() {
    assertThat(leftovers.expect("m", null)).isTrue();
    assertThat(leftovers.expect("m", "first")).isTrue();

    leftovers.came("m", "first");

    assertThat(leftovers.has("m", null, NOW)).isTrue();
    assertThat(leftovers.has("m", "first", NOW)).isFalse();
  }

  @Test
  void anItemBelongsToWhoeverAsksFirst() {
    assertThat(leftovers.expect("m", null)).isTrue();
    assertThat(leftovers.expect("m", null)).isFalse();
  }

  @Test
  void noneIsForgottenForAnother() {
    assertThat(leftovers.expect("m", null)).isTrue();
    assertThat(leftovers.expect("n", null)).isTrue();
    assertThat(leftovers.isFull()).isTrue();
    assertThat(leftovers.expect("o", null)).isFalse();

    leftovers.removed("m", null, NOW);

    assertThat(leftovers.isFull()).isFalse();
    assertThat(leftovers.expect("o", null)).isTrue();
    assertThat(leftovers.has("n", null, NOW)).isTrue();
  }

  @Test
  void whatWasRemovedIsKnownForAsLongAsItMayHaveBeenOnItsWay() {
    leftovers.expect("m", null);

    leftovers.removed("m", null, NOW);

    assertThat(leftovers.has("m", null, NOW.plusSeconds(59))).isTrue();
    assertThat(leftovers.has("m", null, NOW.plusSeconds(61))).isFalse();
  }
}
