// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

/**
 * Recipients a minute, on the average of the last five minutes.
 *
 * @param delivered who got their mail
 * @param deferred who were tried in vain, and are again
 * @param failed who never will
 */
public record Rates(double delivered, double deferred, double failed) {
  /** Nothing happened. */
  public static final Rates NONE = new Rates(0, 0, 0);

  private static final int MINUTES = 5;

  /** How many steps are looked at. */
  static final int STEPS = MINUTES * 60 / (int) History.STEP.toSeconds();

  static Rates of(int delivered, int deferred, int failed) {
    return delivered + deferred + failed == 0
        ? NONE
        : new Rates(
            (double) delivered / MINUTES, (double) deferred / MINUTES, (double) failed / MINUTES);
  }
}
