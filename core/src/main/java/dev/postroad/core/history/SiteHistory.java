// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What is remembered of one site. Thread-safe. */
final class SiteHistory {
  /** As many tries are timed: enough for the slowest of twenty to be no accident. */
  static final int TIMES = 64;

  private final Numbers numbers = new Numbers();
  private final int[] millis = new int[TIMES];
  private int timed;
  private Optional<AttemptEntry> last = Optional.empty();

  synchronized void add(AttemptEntry entry, long step) {
    numbers.count(entry.outcome(), step);
    if (entry.decisive().isPresent()) {
      long took = entry.decisive().get().took().toMillis();
      millis[timed++ % TIMES] = (int) Math.min(took, Integer.MAX_VALUE);
      if (timed == 2 * TIMES) {
        timed = TIMES;
      }
      last = Optional.of(entry);
    }
  }

  synchronized void waiting(int mails, long step) {
    numbers.waiting(mails, step);
  }

  synchronized Flow flow(long step) {
    return numbers.flow(step, History.STEPS);
  }

  synchronized Rates rates(long step) {
    return numbers.rates(step);
  }

  synchronized int attempts(long step, int steps) {
    return numbers.attempts(step, steps);
  }

  /** The last one for whom a host was tried. */
  synchronized Optional<AttemptEntry> last() {
    return last;
  }

  /** Empty if none was timed. */
  Optional<TimesTaken> times() {
    int[] sorted;
    synchronized (this) {
      if (timed == 0) {
        return Optional.empty();
      }
      sorted = Arrays.copyOf(millis, Math.min(timed, TIMES));
    }
    Arrays.sort(sorted);
    return Optional.of(
        new TimesTaken(
            Duration.ofMillis(sorted[(sorted.length - 1) / 2]),
            Duration.ofMillis(sorted[(int) Math.ceil(sorted.length * 0.95) - 1])));
  }
}
