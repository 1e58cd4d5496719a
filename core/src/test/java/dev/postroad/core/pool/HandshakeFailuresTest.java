// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.pool.HostHealth.Place;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandshakeFailuresTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final HandshakeFailures failures = new HandshakeFailures(now::get);
  private final Place place = new Place(Optional.empty(), InetAddress.getLoopbackAddress(), 25);
  private final Place other = new Place(Optional.empty(), InetAddress.getLoopbackAddress(), 26);

  @Test
  void oneFailureMayBeAnAccident() {
    failures.failed(place, "mx.test");

    assertThat(failures.areKnownAt(place, "mx.test")).isFalse();
  }

  @Test
  void twoInARowAreKnownOfThatPlaceAlone() {
    failures.failed(place, "mx.test");
    failures.failed(place, "mx.test");

    assertThat(failures.areKnownAt(place, "mx.test")).isTrue();
    assertThat(failures.areKnownAt(other, "mx.test")).isFalse();
  }

  /** A server may break off at names that are not its own, which anybody may give its address. */
  @Test
  void nameIsNotBlamedForAnotherAtTheSameAddress() {
    failures.failed(place, "mx.stranger.test");
    failures.failed(place, "mx.stranger.test");

    assertThat(failures.areKnownAt(place, "mx.test")).isFalse();
    failures.forget(place, "mx.test");
    assertThat(failures.areKnownAt(place, "mx.stranger.test")).isTrue();
  }

  @Test
  void handshakeThatGoesWellBreaksTheRow() {
    failures.failed(place, "mx.test");
    failures.forget(place, "mx.test");
    failures.failed(place, "mx.test");

    assertThat(failures.areKnownAt(place, "mx.test")).isFalse();
  }

  @Test
  void afterFiveMinutesTlsIsTriedAgainAndOneFailureIsOne() {
    failures.failed(place, "mx.test");
    failures.failed(place, "mx.test");
    now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(failures.areKnownAt(place, "mx.test")).isTrue();

    now.incrementAndGet();

    assertThat(failures.areKnownAt(place, "mx.test")).isFalse();
    failures.failed(place, "mx.test");
    assertThat(failures.areKnownAt(place, "mx.test")).isFalse();
  }
}
