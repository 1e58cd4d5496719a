// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class FakeClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeClock clock = FakeClock.at(START);

  @Test
  void standsUntilTold() {
    assertThat(clock.instant()).isEqualTo(START);
    assertThat(clock.advance(Duration.ofMinutes(15))).isEqualTo(START.plusSeconds(900));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(900));
    assertThat(clock.millis()).isEqualTo(START.plusSeconds(900).toEpochMilli());
    clock.set(START);
    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void movesInAllZonesTogether() {
    Clock elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));

    clock.advance(Duration.ofHours(1));

    assertThat(elsewhere.instant()).isEqualTo(START.plusSeconds(3600));
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
  }
}
