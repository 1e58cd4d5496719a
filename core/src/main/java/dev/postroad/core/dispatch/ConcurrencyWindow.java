// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.Visit.Sign;
import java.util.OptionalInt;

/**
 * How many deliveries at once a site bears, as it shows: one more for each that went well while all
 * were in use, one less for each plea for less and each silence, between one and a ceiling. After an outage one alone
 * finds out whether it is over.
 */
final class ConcurrencyWindow {
  private final int start;
  private int ceiling;

  /** An operator's, which holds instead. */
  private OptionalInt ordered = OptionalInt.empty();

  private int size;
  private boolean onTrial;

  ConcurrencyWindow(int start, int ceiling) {
    this.start = start;
    this.ceiling = ceiling;
    this.size = Math.min(start, ceiling);
  }

  /** How many there may be now. */
  int size() {
    return onTrial ? 1 : Math.min(size, ceiling());
  }

  /** How many there may be at the most. */
  int ceiling() {
    return ordered.orElse(ceiling);
  }

  /** For as long as an operator says so, this is the ceiling; empty to have the usual one again. */
  void order(OptionalInt other) {
    ordered = other;
  }

  /** Of ceilings that differ the lowest holds. */
  void lowerCeiling(int other) {
    ceiling = Math.min(ceiling, other);
  }

  /** The site was out of reach as a whole: one goes first. */
  void tryOut() {
    onTrial = true;
    size = Math.min(start, ceiling());
  }

  /**
   * Learns what a delivery showed.
   *
   * @param active how many were under way, this one included
   */
  void learn(Sign sign, int active) {
    switch (sign) {
      case SERVED -> {
        onTrial = false;
        if (size < ceiling() && size < active + start) {
          size++;
        }
      }
      case LOST -> {
        // One sender's mail that a host hangs up on would cost all others their connections.
      }
      case BUSY, OUT_OF_REACH -> size = Math.max(1, size - 1);
    }
  }
}
