// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Keeps the rate of new connections of a site, and counts those being opened. Thread-safe. */
final class SiteGate implements ConnectionGate {
  private final Terms terms;
  private final BooleanSupplier isHurried;
  private final AtomicInteger opening = new AtomicInteger();

  /**
   * @param isHurried whether a connection has to be ready soon; thread-safe
   */
  SiteGate(Terms terms, BooleanSupplier isHurried) {
    this.terms = terms;
    this.isHurried = isHurried;
  }

  /** Whether one is being opened now. */
  boolean isOpening() {
    return opening.get() > 0;
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
