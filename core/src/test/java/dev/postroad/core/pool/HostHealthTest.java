// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.pool.HostHealth.Outage;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.pool.HostHealth.Standing;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HostHealthTest {
  private final AtomicLong now = new AtomicLong();
  private final HostHealth health = new HostHealth(now::get, new NoJitter());
  private final InetAddress host = InetAddress.getLoopbackAddress();
  private final Place place = new Place(Optional.empty(), host, 25);

  @Test
  void unknownPlaceIsNotBad() {
    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
  }

  @Test
  void whatIsHeldAgainstAPlaceCanBeLookedAt() {
    assertThat(health.state(place)).isEqualTo(HostState.GOOD);
    health.failed(place, true, "refused");
    pass(Duration.ofSeconds(20));
    assertThat(health.state(place))
        .isEqualTo(new HostState(Standing.SUSPECT, false, Duration.ofSeconds(40), 1, "refused"));
    for (int failures = 1; failures < 5; failures++) {
      health.failed(place, true, "refused again");
    }
    assertThat(health.state(place))
        .isEqualTo(new HostState(Standing.DOWN, false, Duration.ofSeconds(40), 5, "refused again"));

    pass(Duration.ofSeconds(40));
    assertThat(health.state(place))
        .isEqualTo(new HostState(Standing.GOOD, false, Duration.ZERO, 5, "refused again"));
    assertThat(health.admit(place)).isTrue();
    assertThat(health.state(place))
        .isEqualTo(new HostState(Standing.DOWN, true, Duration.ofMinutes(2), 5, "refused again"));

    health.succeeded(place);
    assertThat(health.state(place)).isEqualTo(HostState.GOOD);
  }

  @Test
  void failureIsForgottenAfterItsPenalty() {
    health.failed(place, true, "refused");

    assertThat(health.standing(place)).isNotEqualTo(Standing.GOOD);
    pass(Duration.ofMinutes(1));
    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
  }

  @Test
  void penaltyDoublesToABoundEachTimeTheLastOneIsOver() {
    for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 32}) {
      health.failed(place, true, "refused");

      pass(Duration.ofMinutes(minutes).minusNanos(1));
      assertThat(health.standing(place)).isNotEqualTo(Standing.GOOD);
      pass(Duration.ofNanos(1));
      assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
    }
  }

  @Test
  void fifthFailureInARowIsTheOneThatIsToldToTakeItDown() {
    List<Optional<Standing>> told = new ArrayList<>();
    for (int failures = 0; failures < 7; failures++) {
      told.add(health.failed(place, true, "refused"));
    }

    Optional<Standing> nothing = Optional.empty();
    assertThat(told)
        .containsExactly(
            Optional.of(Standing.SUSPECT),
            nothing,
            nothing,
            nothing,
            Optional.of(Standing.DOWN),
            nothing,
            nothing);
    health.succeeded(place);
    assertThat(health.failed(place, true, "refused")).isEmpty();
  }

  @Test
  void hostThatHangsUpOnSomeAndServesOthersIsToldOnceAMinute() {
    List<Integer> told = new ArrayList<>();
    for (int second = 0; second < 150; second++) {
      if (health.failed(place, false, "hung up").isPresent()) {
        told.add(second);
      }
      health.succeeded(place);
      pass(Duration.ofSeconds(1));
    }

    assertThat(told).containsExactly(0, 60, 120);
  }

  /** Or else twenty connections that fail together would bar the host for half an hour. */
  @Test
  void failuresDuringAPenaltyDoNotLengthenIt() {
    for (int failures = 0; failures < 20; failures++) {
      health.failed(place, true, "refused");
    }

    pass(Duration.ofMinutes(1));

    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
  }

  @Test
  void hostThatShutsOutOneOfOurAddressesMayTalkToAnother() {
    health.failed(place, true, "refused");

    Place fromElsewhere = new Place(Optional.of(host), host, 25);
    assertThat(health.standing(fromElsewhere)).isEqualTo(Standing.GOOD);
  }

  @Test
  void successClearsThePlace() {
    health.failed(place, true, "refused");
    health.succeeded(place);

    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
  }

  @Test
  void anotherPortIsAnotherPlace() {
    health.failed(place, true, "refused");

    assertThat(health.standing(new Place(Optional.empty(), host, 587))).isEqualTo(Standing.GOOD);
  }

  @Test
  void whatIsOutOfReachFiveTimesInARowIsDown() {
    for (int failures = 1; failures < 5; failures++) {
      health.failed(place, true, "refused");
      assertThat(health.standing(place)).isEqualTo(Standing.SUSPECT);
      assertThat(health.admit(place)).isTrue();
    }
    health.failed(place, true, "refused at last");

    assertThat(health.standing(place)).isEqualTo(Standing.DOWN);
    assertThat(health.admit(place)).isFalse();
    assertThat(health.outage(place)).contains(new Outage(Duration.ofMinutes(1), "refused at last"));
  }

  @Test
  void hostThatRepliesIsNotDownHoweverOftenItRefuses() {
    for (int failures = 0; failures < 20; failures++) {
      health.failed(place, false, "421 later");
    }

    assertThat(health.standing(place)).isEqualTo(Standing.SUSPECT);
    assertThat(health.outage(place)).isEmpty();
  }

  @Test
  void oneAloneProbesWhenThePenaltyIsOver() {
    fail(5);
    pass(Duration.ofMinutes(1));

    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
    assertThat(health.admit(place)).isTrue();
    assertThat(health.standing(place)).isEqualTo(Standing.DOWN);
    assertThat(health.admit(place)).isFalse();
  }

  @Test
  void failedProbeMeansDownAgainForTwiceAsLong() {
    fail(5);
    pass(Duration.ofMinutes(1));
    health.admit(place);
    fail(1);

    assertThat(health.outage(place).orElseThrow().left()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void probeThatWasNotMadeMayBeMadeByAnother() {
    fail(5);
    pass(Duration.ofMinutes(1));
    health.admit(place);
    health.withdraw(place);

    assertThat(health.admit(place)).isTrue();
  }

  @Test
  void probeThatTellsNothingIsGivenUp() {
    fail(5);
    pass(Duration.ofMinutes(1));
    health.admit(place);
    pass(Duration.ofMinutes(2));

    assertThat(health.admit(place)).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      health.failed(place, true, "refused");
    }
  }

  /** Draws the least of all numbers. */
  private static final class NoJitter implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      return 0;
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
