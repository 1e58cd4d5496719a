// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dispatch.Tempo.Kind;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TempoTest {
  private static final long QUICK = Duration.ofMillis(1).toNanos();
  private static final long BUSY = Duration.ofMillis(80).toNanos();
  private static final long STALLED = Duration.ofSeconds(90).toNanos();

  private final Tempo tempo = new Tempo();

  @Test
  void quickSiteIsNotTakenForSlowWhileOurOwnMachineIsBusy() {
    tempo.ended(QUICK, 0);
    for (int i = 1; i <= 1_000; i++) {
      tempo.ended(BUSY, i * BUSY / 4);
    }

    assertThat(tempo.expectedWait(10, 1, 0)).isEqualTo(10 * QUICK);
  }

  @Test
  void whatOurOwnMachineTakesForManyAtOnceIsNotTheSites() {
    for (int i = 1; i <= 5; i++) {
      tempo.ended(BUSY, i * BUSY);
    }

    assertThat(tempo.expectedWait(10, 1, 200)).isEqualTo(10 * (BUSY - 50 * QUICK));
    assertThat(tempo.expectedWait(10, 1, 2_000)).isZero();
  }

  /** Whatever the clock's origin: System.nanoTime may be negative. */
  @Property
  void bestTimeIsForgottenAfterAMinuteOfWorseOnes(@ForAll long origin) {
    Tempo own = new Tempo();
    own.ended(QUICK, origin);
    for (int second = 1; second <= 70; second++) {
      own.ended(BUSY, origin + Duration.ofSeconds(second).toNanos());
    }

    assertThat(own.expectedWait(10, 1, 0)).isEqualTo(10 * BUSY);
  }

  @Test
  void nothingIsExpectedOfASiteThatIsForgotten() {
    tempo.ended(STALLED, STALLED);
    tempo.forget();

    assertThat(tempo.kind(0, true, STALLED)).isEqualTo(Kind.UNKNOWN);
    assertThat(tempo.expectedWait(10, 1, 0)).isZero();
  }

  @Test
  void siteThatTakesMailSlowlyIsSteadyUntilItStandsStill() {
    long slow = Duration.ofSeconds(8).toNanos();
    tempo.ended(slow, slow);

    assertThat(tempo.kind(1, true, 2 * slow)).isEqualTo(Kind.STEADY);
    assertThat(tempo.kind(1, true, 3 * slow)).as("twice as long as usual").isEqualTo(Kind.SLOW);
    assertThat(tempo.kind(1, false, 2 * slow)).as("it took none").isEqualTo(Kind.SLOW);
  }

  @Test
  void siteIsExpectedToMoveAfterAsLongAsItStoodStillBetweenTenSecondsAndFiveMinutes() {
    tempo.began(0);

    assertThat(tempo.movesAt(1, 0)).isEqualTo(Tempo.STALL);
    assertThat(tempo.movesAt(1, STALLED)).isEqualTo(2 * STALLED);
    assertThat(tempo.movesAt(1, 100 * STALLED))
        .isEqualTo(100 * STALLED + Duration.ofMinutes(5).toNanos());
    assertThat(tempo.movesAt(0, STALLED)).as("nobody is there").isEqualTo(STALLED + Tempo.STALL);
  }
}
