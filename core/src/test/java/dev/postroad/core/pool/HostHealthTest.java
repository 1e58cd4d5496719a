// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostHealthTest {
  private final AtomicLong now = new AtomicLong();
  private final HostHealth health = new HostHealth(now::get);
  private final InetAddress host = InetAddress.getLoopbackAddress();

  @Test
  void unknownPlaceIsNotBad() {
    assertThat(health.isKnownBad(host, 25)).isFalse();
  }

  @Test
  void failureIsForgottenAfterItsPenalty() {
    health.failed(host, 25);

    assertThat(health.isKnownBad(host, 25)).isTrue();
    pass(Duration.ofMinutes(1));
    assertThat(health.isKnownBad(host, 25)).isFalse();
  }

  @Test
  void penaltyDoublesToABoundEachTimeTheLastOneIsOver() {
    for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 32}) {
      health.failed(host, 25);

      pass(Duration.ofMinutes(minutes).minusNanos(1));
      assertThat(health.isKnownBad(host, 25)).isTrue();
      pass(Duration.ofNanos(1));
      assertThat(health.isKnownBad(host, 25)).isFalse();
    }
  }

  /** Or else twenty connections that fail together would bar the host for half an hour. */
  @Test
  void failuresDuringAPenaltyDoNotLengthenIt() {
    for (int failures = 0; failures < 20; failures++) {
      health.failed(host, 25);
    }

    pass(Duration.ofMinutes(1));

    assertThat(health.isKnownBad(host, 25)).isFalse();
  }

  @Test
  void successClearsThePlace() {
    health.failed(host, 25);
    health.succeeded(host, 25);

    assertThat(health.isKnownBad(host, 25)).isFalse();
  }

  @Test
  void anotherPortIsAnotherPlace() {
    health.failed(host, 25);

    assertThat(health.isKnownBad(host, 587)).isFalse();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
