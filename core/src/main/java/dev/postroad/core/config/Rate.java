// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.time.Duration;

/**
 * So many in a time. All of them may come at once; who has used them up gets new ones little by
 * little.
 *
 * @param count 1 or more
 * @param period positive
 */
public record Rate(int count, Duration period) {
  public Rate {
    if (count < 1 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("no rate: " + count + " in " + period);
    }
  }

  /** As an operator writes it where the period is a usual one: {@code 100/m}. */
  @Override
  public String toString() {
    return count
        + "/"
        + switch ((int) Math.min(period.toSeconds(), Integer.MAX_VALUE)) {
          case 1 -> "s";
          case 60 -> "m";
          case 3_600 -> "h";
          case 86_400 -> "d";
          default -> period.toString();
        };
  }
}
