// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static final long GAP = Duration.ofSeconds(2).toNanos();

  private final Slots slots = new Slots();

  @Test
  void turnsAreGivenOneAfterTheOther() {
    assertThat(slots.book(0, 0, GAP)).isEqualTo(Duration.ofSeconds(1));
    assertThat(slots.book(0, 0, GAP)).isEqualTo(Duration.ofSeconds(2));
    assertThat(slots.book(0, 0, GAP)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void turnsThatWereNotTakenAreNotKept() {
    slots.book(0, 0, GAP);
    long later = Duration.ofHours(1).toNanos();

    assertThat(slots.book(later, later, GAP)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void nobodyIsSentAwayForLongerThanFiveMinutesMoreThanNeeded() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 1_000; i++) {
      Duration next = slots.book(0, Duration.ofMinutes(2).toNanos(), GAP);
      longest = next.compareTo(longest) > 0 ? next : longest;
      assertThat(next).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
    }

    assertThat(longest).isLessThanOrEqualTo(Duration.ofMinutes(7));
  }
}
