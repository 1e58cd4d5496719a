// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the host's logging fails to write. It keeps that to itself: a full disk loses records
 * without a word. Logback tells it to whoever asks; of other logging nothing is known.
 */
final class LostRecords {
  private static final Logger LOGGER = LoggerFactory.getLogger(LostRecords.class);

  /** On a full disk Logback takes one record as written between two that are not. */
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final Counter counter;
  private final Clock clock;
  private Optional<Trouble> trouble = Optional.empty();
  private Instant told = Instant.MIN;

  LostRecords(Counter counter, Clock clock) {
    this.counter = counter;
    this.clock = clock;
  }

  /**
   * That something cannot be written.
   *
   * @param since when that was told first
   * @param words which file, and what is wrong
   */
  record Trouble(Instant since, String words) {}

  /** One that listens to the host's logging. */
  static LostRecords watching(Counter counter, Clock clock) {
    LostRecords records = new LostRecords(counter, clock);
    LogbackTrouble.listen(LoggerFactory.getILoggerFactory(), records);
    return records;
  }

  /** What cannot be written now; empty if all can, as far as is known. */
  synchronized Optional<Trouble> trouble() {
    return trouble;
  }

  /** Something could not be written. */
  void failed(String words) {
    counter.increment();
    Instant now = clock.instant();
    boolean isToBeTold;
    synchronized (this) {
      isToBeTold = told.isBefore(now.minus(BETWEEN_LINES));
      told = isToBeTold ? now : told;
      trouble = Optional.of(new Trouble(trouble.map(Trouble::since).orElse(now), words));
    }
    if (isToBeTold) {
      LOGGER.error(
          "James' logging cannot write: {}. Records of deliveries are lost as long as that lasts, no"
              + " mail is",
          words);
    }
  }

  /** It can be written again. */
  synchronized void recovered() {
    trouble = Optional.empty();
  }
}
