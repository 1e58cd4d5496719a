// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.domain.TooManyStepsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of regular expressions that could not tell of a name, where mail goes on without an answer.
 * Whoever makes up names makes up many: each expression is told of once an hour at the most.
 */
final class UndecidedPatterns implements Consumer<TooManyStepsException> {
  private static final Duration SILENCE = Duration.ofHours(1);

  /** More than anybody has, though files change. */
  private static final int MOST = 1_000;

  private final LongSupplier nanoTime;
  private final Consumer<String> told;

  /** When which was told last. */
  private final Map<String, Long> tellings = new HashMap<>();

  /**
   * @param told is given the words for the log
   */
  UndecidedPatterns(LongSupplier nanoTime, Consumer<String> told) {
    this.nanoTime = nanoTime;
    this.told = told;
  }

  @Override
  public void accept(TooManyStepsException why) {
    if (isToBeTold(why.pattern())) {
      told.accept(why.getMessage() + "; until then such a domain counts as unknown");
    }
  }

  private synchronized boolean isToBeTold(String pattern) {
    long now = nanoTime.getAsLong();
    Long last = tellings.get(pattern);
    if (last != null && now - last < SILENCE.toNanos()) {
      return false;
    }
    if (tellings.size() >= MOST) {
      tellings.clear();
    }
    tellings.put(pattern, now);
    return true;
  }
}
