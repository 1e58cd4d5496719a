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
  private final Bucket bucket;
  private final Hold.Reason reason;
  private final String detail;

  /**
   * @param what is limited, in words
   */
  Pace(Rate rate, Hold.Reason reason, String what, LongSupplier nanoTicker) {
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
