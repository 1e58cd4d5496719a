// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Keeps the rate of new connections of a site, and knows of those being opened. Thread-safe. */
final class SiteGate implements ConnectionGate {
  private final Terms terms;
  private final BooleanSupplier isHurried;
  private final LongSupplier nanoTicker;
  private final AtomicInteger opening = new AtomicInteger();
  private volatile long lastSettled;

  /**
   * @param isHurried whether a connection has to be ready soon; thread-safe
   */
  SiteGate(Terms terms, BooleanSupplier isHurried, LongSupplier nanoTicker) {
    this.terms = terms;
    this.isHurried = isHurried;
    this.nanoTicker = nanoTicker;
    this.lastSettled = nanoTicker.getAsLong();
  }

  /** Whether one is being opened now. */
  boolean isOpening() {
    return opening.get() > 0;
  }

  /** For how long none has been opened, or has failed to be: since the site was known if never. */
  long stillFor(long now) {
    return now - lastSettled;
  }

  @Override
  public Optional<Hold> pass() {
    Optional<Hold> tooFast = terms.passConnection();
    if (tooFast.isEmpty()) {
      opening.incrementAndGet();
    }
    return tooFast;
  }

  @Override
  public void settled() {
    lastSettled = nanoTicker.getAsLong();
    opening.decrementAndGet();
  }

  @Override
  public boolean isHurried() {
    return isHurried.getAsBoolean();
  }

  @Override
  public ConnectionGate ofProbe() {
    return new ConnectionGate() {
      @Override
      public Optional<Hold> pass() {
        return terms.passConnection();
      }

      @Override
      public boolean isHurried() {
        return SiteGate.this.isHurried();
      }
    };
  }
}
