// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Flow.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a {@link Flow}, as they are counted. Not thread-safe. */
final class Numbers {
  private final Counts delivered = new Counts();
  private final Counts deferred = new Counts();
  private final Counts failed = new Counts();
  private final Counts waiting = new Counts();

  void count(Outcome outcome, long step) {
    switch (outcome) {
      case DELIVERED -> delivered.add(step, 1);
      case DEFERRED -> deferred.add(step, 1);
      case FAILED, GIVEN_UP, BOUNCED, DELETED, REFUSED, DISCARDED -> failed.add(step, 1);
      case POSTPONED, HELD -> {
        // No attempt, and no ending: a mail may be held back again and again.
      }
    }
  }

  void waiting(int mails, long step) {
    waiting.set(step, mails);
  }

  Flow flow(long last, int steps) {
    List<Point> points = new ArrayList<>(steps);
    for (long step = last - steps + 1; step <= last; step++) {
      points.add(
          new Point(
              Instant.ofEpochSecond(step * History.STEP.toSeconds()),
              delivered.at(step),
              deferred.at(step),
              failed.at(step),
              waiting.at(step)));
    }
    return new Flow(points);
  }

  Rates rates(long last) {
    int steps = Rates.STEPS;
    return Rates.of(delivered.sum(last, steps), deferred.sum(last, steps), failed.sum(last, steps));
  }

  int attempts(long last, int steps) {
    return delivered.sum(last, steps) + deferred.sum(last, steps) + failed.sum(last, steps);
  }
}
