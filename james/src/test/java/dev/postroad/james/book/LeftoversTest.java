// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeftoversTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Leftovers leftovers = new Leftovers(2);

  @Test
  void whatIsLeftInAQueueIsRememberedUntilItComesThoughThatTakesWeeks() {
    assertThat(leftovers.expect("m", null, NOW)).isTrue();

    Instant late = NOW.plus(Duration.ofDays(29));
    assertThat(leftovers.has("m", null, late)).isTrue();
    assertThat(leftovers.has("m", "token", late)).isFalse();
    assertThat(leftovers.has("n", null, late)).isFalse();
    leftovers.came("m", null);
    assertThat(leftovers.has("m", null, late)).isFalse();
  }

  @Test
  void whatNoQueueCanHaveAnyMoreIsForgottenAndMakesRoom() {
    assertThat(leftovers.expect("m", null, NOW)).isTrue();
    assertThat(leftovers.expect("n", null, NOW.plus(Duration.ofDays(9)))).isTrue();
    Instant late = NOW.plus(Duration.ofDays(31));

    assertThat(leftovers.expect("o", null, late)).isTrue();

    assertThat(leftovers.has("m", null, late)).isFalse();
    assertThat(leftovers.has("n", null, late)).isTrue();
  }

  @Test
  void noMoreAreTakenOverFromBeforeThanAreRemembered() {
    Map<Leftovers.Item, Instant> before = new LinkedHashMap<>();
    for (String mail : List.of("k", "l", "m")) {
      before.put(new Leftovers.Item(mail, null), NOW);
    }

    leftovers.keepIn(Leftovers.Diary.NONE, before);

    assertThat(leftovers.has("l", null, NOW)).isTrue();
    assertThat(leftovers.has("m", null, NOW)).isFalse();
    assertThat(leftovers.isFull()).isTrue();
  }

  @Test
  void eachOfTheItemsOfOneMailIsKnownByItsToken() {
    assertThat(leftovers.expect("m", null, NOW)).isTrue();
    assertThat(leftovers.expect("m", "first", NOW)).isTrue();

    leftovers.came("m", "first");

    assertThat(leftovers.has("m", null, NOW)).isTrue();
    assertThat(leftovers.has("m", "first", NOW)).isFalse();
  }

  @Test
  void anItemBelongsToWhoeverAsksFirst() {
    assertThat(leftovers.expect("m", null, NOW)).isTrue();
    assertThat(leftovers.expect("m", null, NOW)).isFalse();
  }

  @Test
  void noneIsForgottenForAnother() {
    assertThat(leftovers.expect("m", null, NOW)).isTrue();
    assertThat(leftovers.expect("n", null, NOW)).isTrue();
    assertThat(leftovers.isFull()).isTrue();
    assertThat(leftovers.expect("o", null, NOW)).isFalse();

    leftovers.removed("m", null, NOW);

    assertThat(leftovers.isFull()).isFalse();
    assertThat(leftovers.expect("o", null, NOW)).isTrue();
    assertThat(leftovers.has("n", null, NOW)).isTrue();
  }

  @Test
  void whatWasRemovedIsKnownForAsLongAsItMayHaveBeenOnItsWay() {
    leftovers.expect("m", null, NOW);

    leftovers.removed("m", null, NOW);

    assertThat(leftovers.has("m", null, NOW.plusSeconds(59))).isTrue();
    assertThat(leftovers.has("m", null, NOW.plusSeconds(61))).isFalse();
  }
}
