// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that moves only when told. Safe for use by any thread.
 *
 * <pre>{@code
 * FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
 * clock.advance(Duration.ofMinutes(15));
 * assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:15:00Z"));
 * }</pre>
 */
public final class FakeClock extends Clock {
  private final Hand hand;
  private final ZoneId zone;

  private FakeClock(Hand hand, ZoneId zone) {
    this.hand = hand;
    this.zone = zone;
  }

  /** A clock that stands at that instant, in UTC. */
  public static FakeClock at(Instant instant) {
    return new FakeClock(new Hand(instant), ZoneOffset.UTC);
  }

  /** A clock that stands at that instant, written as ISO 8601, in UTC. */
  public static FakeClock at(String instant) {
    return at(Instant.parse(instant));
  }

  /** Moves on, or back if the duration is negative; returns the new instant. */
  public Instant advance(Duration by) {
    return hand.advance(by);
  }

  /** Jumps. */
  public void set(Instant instant) {
    hand.set(instant);
  }

  @Override
  public Instant instant() {
    return hand.instant();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock in another zone: they move together. */
  @Override
  public FakeClock withZone(ZoneId other) {
    return new FakeClock(hand, other);
  }

  @Override
  public String toString() {
    return "FakeClock[" + hand.instant() + "]";
  }

  /** The one time that clocks of several zones share. */
  private static final class Hand {
    private Instant instant;

    Hand(Instant instant) {
      this.instant = instant;
    }

    synchronized Instant instant() {
      return instant;
    }

    synchronized void set(Instant to) {
      instant = to;
    }

    synchronized Instant advance(Duration by) {
      instant = instant.plus(by);
      return instant;
    }
  }
}
