// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has all who ask at about the same time see the same moment: to look at thousands of sites takes
 * processor time that mail in passing needs, and a page that is open asks several things at once.
 * Whoever has done something sees what came of it. Thread-safe.
 */
final class Moments {
  /** Nobody sees what is older. */
  static final Duration SHARED = Duration.ofMillis(250);

  private final Supplier<Moment> look;
  private final LongSupplier done;
  private final LongSupplier nanoTicker;
  private @Nullable Moment last;
  private long lookedAt;
  private long doneBefore;

  /**
   * @param look begins a moment
   * @param done how much operators have done so far
   */
  Moments(Supplier<Moment> look, LongSupplier done, LongSupplier nanoTicker) {
    this.look = look;
    this.done = done;
    this.nanoTicker = nanoTicker;
  }

  synchronized Moment now() {
    long now = nanoTicker.getAsLong();
    long doneByNow = done.getAsLong();
    if (last == null || now - lookedAt > SHARED.toNanos() || doneByNow != doneBefore) {
      last = look.get();
      lookedAt = now;
      doneBefore = doneByNow;
    }
    return last;
  }
}
