// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When the engine was last heard of. For how long it has been silent does not go by the clock of
 * the day, which may be set.
 */
final class Pulse implements Watcher {
  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile Beat lastTick;
  private volatile Beat lastBegun;

  /**
   * Something that was heard.
   *
   * @param at when that was, for whoever reads it
   * @param nanos the same, for comparison
   */
  private record Beat(Instant at, long nanos) {}

  /**
   * @param clock tells the time of the day
   * @param nanoTime as {@link System#nanoTime}
   */
  Pulse(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    lastTick = beat();
    lastBegun = lastTick;
  }

  private Beat beat() {
    return new Beat(clock.instant(), nanoTime.getAsLong());
  }

  private Duration since(Beat beat) {
    return Duration.ofNanos(nanoTime.getAsLong() - beat.nanos());
  }

  @Override
  public void waiting(Map<SiteName, Integer> mails) {
    lastTick = beat();
  }

  @Override
  public void begun(String id, SiteName site) {
    lastBegun = beat();
  }

  /** When it last looked after its deliveries; when this began if it never has. */
  Instant lastTick() {
    return lastTick.at();
  }

  /** For how long it has not. */
  Duration sinceTick() {
    return since(lastTick);
  }

  /** When a mail was last tried; when this began if none was. */
  Instant lastBegun() {
    return lastBegun.at();
  }

  /** For how long none was. */
  Duration sinceBegun() {
    return since(lastBegun);
  }
}
