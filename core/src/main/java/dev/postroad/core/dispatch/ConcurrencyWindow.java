// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.Visit.Sign;

/**
 * How many deliveries at once a site bears, as it shows: one more for each that went well while all
 * were in use, one less for each plea for less and each silence, between one and a ceiling. After
 * an outage one alone finds out whether it is over.
 */
final class ConcurrencyWindow {
  private final int start;
  private int ceiling;

  private int size;
  private boolean onTrial;

  ConcurrencyWindow(int start, int ceiling) {
    this.start = start;
    this.ceiling = ceiling;
    this.size = Math.min(start, ceiling);
  }

  /** How many there may be now. */
  int size() {
    return onTrial ? 1 : Math.min(size, ceiling);
  }

  /** How many there may be at the most. */
  int ceiling() {
    return ceiling;
  }

  /** From now on this is the ceiling, lower or higher; what is above it ends as its mails do. */
  void keepTo(int most) {
    ceiling = most;
  }

  /** The site was out of reach as a whole: one goes first. */
  void tryOut() {
    onTrial = true;
    size = Math.min(start, ceiling);
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
        if (size < ceiling && size < active + start) {
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
