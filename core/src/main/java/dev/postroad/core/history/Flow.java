// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import java.time.Instant;
import java.util.List;

/**
 * What became of mail in the last half hour, step by step. Counted are recipients; what was only
 * held back is not.
 *
 * @param points one for each {@link History#STEP}, the oldest first; the last one is not over yet
 */
public record Flow(List<Point> points) {
  public Flow {
    points = List.copyOf(points);
  }

  /**
   * One step of time.
   *
   * @param from when it began
   * @param delivered recipients who got their mail
   * @param deferred who were tried in vain, and are again
   * @param failed who never will
   * @param waiting mails in hand that waited for their turn, near its end
   */
  public record Point(Instant from, int delivered, int deferred, int failed, int waiting) {}
}
