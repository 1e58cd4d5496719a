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
    failures.failed(place);

    assertThat(failures.areKnownAt(place)).isFalse();
  }

  @Test
  void twoInARowAreKnownOfThatPlaceAlone() {
    failures.failed(place);
    failures.failed(place);

    assertThat(failures.areKnownAt(place)).isTrue();
    assertThat(failures.areKnownAt(other)).isFalse();
  }

  @Test
  void handshakeThatGoesWellBreaksTheRow() {
    failures.failed(place);
    failures.forget(place);
    failures.failed(place);

    assertThat(failures.areKnownAt(place)).isFalse();
  }

  @Test
  void afterFiveMinutesTlsIsTriedAgainAndOneFailureIsOne() {
    failures.failed(place);
    failures.failed(place);
    now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(failures.areKnownAt(place)).isTrue();

    now.incrementAndGet();

    assertThat(failures.areKnownAt(place)).isFalse();
    failures.failed(place);
    assertThat(failures.areKnownAt(place)).isFalse();
  }
}
