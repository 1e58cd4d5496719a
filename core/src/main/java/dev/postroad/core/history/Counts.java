// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.util.Arrays;

/**
 * A number for each of the last {@link History#STEPS} steps of time, counted from 1970. Not
 * thread-safe.
 */
final class Counts {
  private final int[] counts = new int[History.STEPS];
  private long newest;

  void add(long step, int more) {
    moveTo(step);
    counts[slot(step)] += more;
  }

  void set(long step, int count) {
    moveTo(step);
    counts[slot(step)] = count;
  }

  /** 0 for a step that is not known, or not any more. */
  int at(long step) {
    return step > newest || step <= newest - counts.length ? 0 : counts[slot(step)];
  }

  /** The sum of so many steps, the last one included. */
  int sum(long last, int steps) {
    int sum = 0;
    for (long step = last - steps + 1; step <= last; step++) {
      sum += at(step);
    }
    return sum;
  }

  private void moveTo(long step) {
    if (step <= newest - counts.length || step >= newest + counts.length) {
      // Also where the clock was set back by more than is remembered.
      Arrays.fill(counts, 0);
      newest = step;
    }
    while (newest < step) {
      newest++;
      counts[slot(newest)] = 0;
    }
  }

  private int slot(long step) {
    return (int) Math.floorMod(step, (long) counts.length);
  }
}
