// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what failed is left alone: a minute, and twice as long each time it fails again after
 * that, to half an hour at the most. Then one probe shows whether it is back.
 *
 * @param doublings how often the first minute was doubled
 * @param until when it is over, by the clock of whoever keeps it
 * @param probe when the probe under way began
 */
record Penalty(int doublings, long until, Optional<Long> probe) {
  static final Duration FIRST = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 5;

  /** A probe that has told nothing for so long is given up, and another may be made. */
  private static final Duration PROBE = Duration.ofMinutes(2);

  /** For the first failure in a long time. */
  static Penalty first(long now) {
    return of(0, now);
  }

  private static Penalty of(int doublings, long now) {
    return new Penalty(doublings, now + lengthAfter(doublings), Optional.empty());
  }

  private static long lengthAfter(int doublings) {
    return FIRST.toNanos() << doublings;
  }

  /** For a failure after this one was over. */
  Penalty next(long now) {
    return of(Math.min(doublings + 1, MAX_DOUBLINGS), now);
  }

  /** Nanoseconds that it lasts, without what was added to it. */
  long length() {
    return lengthAfter(doublings);
  }

  Penalty longerBy(long nanos) {
    return new Penalty(doublings, until + nanos, probe);
  }

  Penalty probed(Optional<Long> began) {
    return new Penalty(doublings, until, began);
  }

  /** Whether it is not over; what fails meanwhile lengthens nothing. */
  boolean isRunning(long now) {
    return now - until < 0;
  }

  /** How long until it is over, or the probe after it; not positive if it may be tried. */
  long blockedFor(long now) {
    return probe.map(began -> began + PROBE.toNanos()).orElse(until) - now;
  }

  /** What is twice its penalty past starts anew. */
  boolean isForgotten(long now) {
    return now - until > length();
  }
}
