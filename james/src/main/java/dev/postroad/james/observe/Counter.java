// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.util.concurrent.atomic.LongAdder;
import org.apache.james.metrics.api.Metric;

/** One series that only grows: ours for Prometheus, and the one of that name in James. */
final class Counter {
  private final LongAdder own = new LongAdder();
  private final Metric james;

  Counter(Metric james) {
    this.james = james;
  }

  void increment() {
    own.increment();
    james.increment();
  }

  /** Since the process began. */
  long sum() {
    return own.sum();
  }
}
