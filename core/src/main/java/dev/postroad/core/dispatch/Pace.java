// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.config.Rate;
import dev.postroad.core.outcome.Hold;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Holds something back that would otherwise happen more often than a {@link Rate}. Thread-safe. */
final class Pace {
  private final Rate rate;
  private final Bucket bucket;
  private final Hold.Reason reason;
  private final String detail;

  /**
   * @param what is limited, in words
   */
  Pace(Rate rate, Hold.Reason reason, String what, LongSupplier nanoTicker) {
    this.rate = rate;
    this.bucket =
        Bucket.builder()
            .withCustomTimePrecision(new Ticks(nanoTicker))
            .addLimit(
                Bandwidth.builder()
                    .capacity(rate.count())
                    .refillGreedy(rate.count(), rate.period())
                    .build())
            .build();
    this.reason = reason;
    this.detail = rate + " " + what;
  }

  /** Lets one pass; why not, and until when, if it may not. */
  Optional<Hold> pass() {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(new Hold(reason, detail, Duration.ofNanos(probe.getNanosToWaitForRefill())));
  }

  /** One that was let pass has not happened. */
  void giveBack() {
    bucket.addTokens(1);
  }

  /** From one to the next where there is no end of them, in nanoseconds. */
  long interval() {
    return Math.max(1, rate.period().toNanos() / rate.count());
  }

  /** Whether it holds nothing against anybody: so many may come at once as at the beginning. */
  boolean isForgotten() {
    return bucket.getAvailableTokens() >= rate.count();
  }

  private record Ticks(LongSupplier nanoTicker) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTicker.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
