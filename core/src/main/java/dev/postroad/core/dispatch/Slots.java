// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import java.time.Duration;

/**
 * Turns in the time to come, given out one after the other to mail that has no room to wait. Times
 * are in nanoseconds.
 */
final class Slots {
  private static final long LEAST = Duration.ofSeconds(1).toNanos();

  /** Nobody knows how a site does later than this. */
  private static final long MOST = Duration.ofMinutes(5).toNanos();

  private long next;
  private boolean given;

  /**
   * The next turn.
   *
   * @param from when there may be turns at the earliest
   * @param gap from one turn to the next
   * @return how long from now
   */
  Duration book(long now, long from, long gap) {
    if (!given || next - from < 0) {
      next = from;
    }
    given = true;
    long ahead = next - now;
    long most = MOST + (from - now);
    // Who would have to wait for longer is spread over the second half of that time.
    next = ahead > most ? now + most / 2 : next + gap;
    return Duration.ofNanos(Math.max(LEAST, Math.min(ahead, most)));
  }
}
