// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private static RetrySchedule minutes(int expiryMinutes, int... delays) {
    List<Duration> list = new ArrayList<>();
    for (int delay : delays) {
      list.add(Duration.ofMinutes(delay));
    }
    return RetrySchedule.until(Duration.ofMinutes(expiryMinutes), list, 0);
  }

  private static Instant at(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void eachAttemptWaitsForItsOwnDelayAndTheLastDelayRepeats() {
    RetrySchedule schedule = minutes(10_000, 5, 10, 20);

    assertThat(List.of(1, 2, 3, 4, 50))
        .extracting(attempts -> schedule.delayAfter(attempts, new Random(1)).toMinutes())
        .containsExactly(5L, 10L, 20L, 20L, 20L);
  }

  @Test
  void theLastAttemptFallsOnTheExpiryAndNoneFollowsIt() {
    RetrySchedule schedule = minutes(60, 25);
    Random random = new Random(1);

    assertThat(schedule.next(1, START, START, random)).contains(at(25));
    assertThat(schedule.next(2, START, at(25), random)).contains(at(50));
    assertThat(schedule.next(3, START, at(50), random)).contains(at(60));
    assertThat(schedule.next(4, START, at(60), random)).isEmpty();
    assertThat(schedule.expired(START, at(59))).isFalse();
    assertThat(schedule.expired(START, at(60))).isTrue();
  }

  @Test
  void aSlowAttemptCountsFromItsEnd() {
    assertThat(minutes(60, 5).next(1, START, at(7), new Random(1))).contains(at(12));
  }

  @Test
  void aCountedScheduleEndsAfterItsRetriesWhateverTheAge() {
    RetrySchedule schedule = RetrySchedule.counted(2, List.of(Duration.ofHours(6)));
    Instant muchLater = START.plus(Duration.ofDays(1000));
    Random random = new Random(1);

    assertThat(schedule.next(1, START, muchLater, random))
        .contains(muchLater.plus(Duration.ofHours(6)));
    assertThat(schedule.next(2, START, muchLater, random)).isPresent();
    assertThat(schedule.next(3, START, muchLater, random)).isEmpty();
    assertThat(schedule.expired(START, muchLater)).isFalse();
    assertThat(schedule.deadline(START)).isAfter(muchLater);
  }

  @Test
  void moreDelaysThanRetriesRaiseTheRetriesAsRemoteDeliveryDoes() {
    RetrySchedule schedule =
        RetrySchedule.counted(1, List.of(Duration.ofMinutes(1), Duration.ofMinutes(2)));

    assertThat(schedule.maxRetries()).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> minutes(60));
    assertThatIllegalArgumentException().isThrownBy(() -> minutes(60, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> minutes(0, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RetrySchedule.until(Duration.ofDays(1), List.of(Duration.ofDays(1)), -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> minutes(60, 5).delayAfter(0, new Random(1)));
  }

  @Property(tries = 300)
  void baseDelaysNeverShrinkWhenTheWrittenOnesDoNot(@ForAll("schedules") RetrySchedule schedule) {
    for (int attempts = 1; attempts < 60; attempts++) {
      assertThat(schedule.baseDelayAfter(attempts + 1))
          .isGreaterThanOrEqualTo(schedule.baseDelayAfter(attempts));
    }
  }

  @Property(tries = 300)
  void jitterLengthensADelayByAtMostItsRatio(
      @ForAll("schedules") RetrySchedule schedule,
      @ForAll @IntRange(min = 1, max = 1000) int attempts,
      @ForAll long seed) {
    long base = schedule.baseDelayAfter(attempts).toMillis();

    assertThat(schedule.delayAfter(attempts, new Random(seed)).toMillis())
        .isBetween(base, base + base * schedule.jitterPercent() / 100);
  }

  @Property(tries = 300)
  void noAttemptFallsBeyondTheExpiryAndEveryScheduleEnds(
      @ForAll("schedules") RetrySchedule schedule, @ForAll long seed) {
    Random random = new Random(seed);
    Instant now = START;
    int attempts = 1;
    for (Optional<Instant> next = schedule.next(attempts, START, now, random);
        next.isPresent();
        next = schedule.next(attempts, START, now, random)) {
      assertThat(next.get()).isAfter(now).isBeforeOrEqualTo(schedule.deadline(START));
      now = next.get();
      attempts++;
    }
    assertThat(now).isEqualTo(schedule.deadline(START));
  }

  @Provide
  Arbitrary<RetrySchedule> schedules() {
    Arbitrary<List<Duration>> delays =
        Arbitraries.longs()
            .between(60_000, 1_000_000_000)
            .list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .map(
                millis ->
                    millis.stream()
                        .sorted(Comparator.naturalOrder())
                        .map(Duration::ofMillis)
                        .toList());
    return Combinators.combine(
            delays, Arbitraries.integers().between(0, 100), Arbitraries.integers().between(1, 200))
        .as((list, jitter, hours) -> RetrySchedule.until(Duration.ofHours(hours), list, jitter));
  }
}
