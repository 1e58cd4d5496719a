// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations in buckets, for Prometheus, and the last thousand of them, for James, whose timers
 * measure by themselves and cannot be told. Any thread may add; nobody waits.
 */
final class Histogram {
  private static final int LATEST = 1_024;
  private static final double MILLIS = 1_000;

  private final double[] bounds;
  private final LongAdder[] counts;
  private final LongAdder sumMillis = new LongAdder();
  private final AtomicLongArray latest = new AtomicLongArray(LATEST);
  private final AtomicInteger added = new AtomicInteger();

  /**
   * @param bounds upper ends of the buckets in seconds, inclusive and ascending; one more bucket
   *     takes what is longer
   */
  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, i -> new LongAdder());
  }

  /**
   * What was added so far.
   *
   * @param bounds in seconds
   * @param counts of each bucket alone, and of what is longer
   * @param sum of all, in seconds
   */
  record Snapshot(List<Double> bounds, List<Long> counts, double sum) {
    Snapshot {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }
  }

  void add(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    int found = Arrays.binarySearch(bounds, millis / MILLIS);
    counts[found >= 0 ? found : -found - 1].increment();
    sumMillis.add(millis);
    latest.set(Math.floorMod(added.getAndIncrement(), LATEST), millis);
  }

  Snapshot snapshot() {
    return new Snapshot(
        Arrays.stream(bounds).boxed().toList(),
        Arrays.stream(counts).map(LongAdder::sum).toList(),
        sumMillis.sum() / MILLIS);
  }

  /**
   * What a share of the latest did not exceed, in milliseconds; 0 if there were none.
   *
   * @param share 0 to 1
   */
  long latest(double share) {
    int total = added.get();
    int size = total < 0 ? LATEST : Math.min(total, LATEST);
    if (size == 0) {
      return 0;
    }
    long[] values = new long[size];
    Arrays.setAll(values, latest::get);
    Arrays.sort(values);
    return values[Math.max(0, (int) Math.ceil(size * share) - 1)];
  }
}
