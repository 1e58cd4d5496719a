// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Reply;
import dev.postroad.core.smtp.Stage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CeilingsTest {
  private static final Place PLACE =
      new Place(Optional.empty(), InetAddress.getLoopbackAddress(), 25);
  private static final Evidence PLEA =
      new Evidence.Replied(
          Stage.GREETING,
          new Reply(
              421, Optional.of(new EnhancedStatus(4, 7, 0)), List.of("too many connections")));

  private final Ceilings ceilings = new Ceilings(Duration.ofMillis(200));
  private long now;

  @Test
  void placeThatHasSaidNothingTakesAnyNumber() {
    open(100);

    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void pleaWhileOthersAreOpenMakesTheirNumberTheCeiling() {
    open(5);

    Hold hold = refuse().orElseThrow();

    assertThat(hold.reason()).isEqualTo(Hold.Reason.HOST_CONNECTIONS);
    assertThat(hold.detail())
        .startsWith("5 connections to 127.0.0.1:25, which wants no more: 421 4.7.0");
    assertThat(ceilings.full(PLACE, now)).isPresent();
    ceilings.closed(PLACE, now);
    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void fullPlaceIsWantedAsLongAsMailLooksForRoomThere() {
    open(5);
    assertThat(ceilings.isWanted(PLACE, now)).isFalse();

    refuse();

    assertThat(ceilings.isAnyWanted(now)).isTrue();
    assertThat(ceilings.isWanted(PLACE, now)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(ceilings.isAnyWanted(now)).isFalse();
    assertThat(ceilings.full(PLACE, now)).isPresent();
    assertThat(ceilings.isWanted(PLACE, now)).isTrue();
  }

  @Test
  void pleaToTheOnlyOneThereIsSaysNothingOfHowManyItTakes() {
    assertThat(refuse()).isEmpty();

    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void peerMayStillCountWhatIsJustOver() {
    open(1);
    ceilings.closed(PLACE, now);
    assertThat(refuse()).isPresent();
    pass(Duration.ofSeconds(1));

    assertThat(refuse()).as("now it is alone").isEmpty();
  }

  @Test
  void otherFailuresSayNothingOfHowManyItTakes() {
    open(5);
    ceilings.opening(PLACE, now);

    assertThat(
            ceilings.notOpened(
                PLACE,
                Optional.of(
                    new Evidence.Failed(Stage.GREETING, Evidence.Failure.TIMED_OUT, "silent")),
                now))
        .isEmpty();

    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void whatWasBeingOpenedAtAPleaAndIsTakenCountsToo() {
    for (int i = 0; i < 10; i++) {
      ceilings.opening(PLACE, now);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(ceilings.notOpened(PLACE, Optional.of(PLEA), now)).isPresent();
    }
    for (int i = 0; i < 5; i++) {
      ceilings.opened(PLACE);
    }
    assertThat(ceilings.full(PLACE, now)).isPresent();

    ceilings.closed(PLACE, now);

    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void afterAMinuteOneMoreFindsOutWhetherItTakesMore() {
    open(5);
    refuse();
    pass(Duration.ofSeconds(61));

    assertThat(ceilings.full(PLACE, now)).isEmpty();
    ceilings.opening(PLACE, now);
    assertThat(ceilings.full(PLACE, now)).as("one at a time").isPresent();
    ceilings.opened(PLACE);

    assertThat(ceilings.full(PLACE, now)).as("and the next").isEmpty();
  }

  @Test
  void eachPleaAfterThatLastsTwiceAsLong() {
    open(5);
    refuse();
    pass(Duration.ofSeconds(61));
    refuse();
    pass(Duration.ofSeconds(61));

    assertThat(ceilings.full(PLACE, now)).isPresent();
    pass(Duration.ofSeconds(60));
    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  @Test
  void placeIsForgottenWhenItHasNotPleadedForLong() {
    open(5);
    refuse();
    pass(Duration.ofSeconds(121));
    open(50);

    assertThat(ceilings.full(PLACE, now)).isEmpty();
  }

  private void open(int sessions) {
    for (int i = 0; i < sessions; i++) {
      ceilings.opening(PLACE, now);
      ceilings.opened(PLACE);
    }
  }

  private Optional<Hold> refuse() {
    ceilings.opening(PLACE, now);
    return ceilings.notOpened(PLACE, Optional.of(PLEA), now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
