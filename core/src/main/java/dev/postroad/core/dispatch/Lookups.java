// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Hold.Reason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Mail that waits for the DNS. That takes no thread and no turn, but a place in the window: whoever
 * has waited longest gives it to whoever comes, since most of those wait for names that nobody
 * answers for. Guarded by the dispatcher's lock.
 */
final class Lookups {
  /** Who gave way comes again when its name may have been answered for, or given up. */
  private static final long AGAIN = Duration.ofSeconds(10).toNanos();

  private final int most;
  private final Set<Task> waiting = new LinkedHashSet<>();
  private final Slots slots = new Slots();

  /**
   * @param most how many may wait, 1 or more
   */
  Lookups(int most) {
    this.most = most;
  }

  /** One more waits, to whom another may have to give way. */
  void add(Task task, long now, Moves moves) {
    if (waiting.size() >= most) {
      Task longest = waiting.iterator().next();
      waiting.remove(longest);
      moves.turnAway(longest, overflow(now));
    }
    waiting.add(task);
  }

  private Hold overflow(long now) {
    return new Hold(
        Reason.SHARE,
        most + " mails wait for the DNS already, their share of maxInFlight",
        slots.book(now, now + AGAIN, AGAIN / most));
  }

  /** Takes one away that need not wait any more; returns whether it did. */
  boolean remove(Task task) {
    return waiting.remove(task);
  }

  /** Takes all away. */
  List<Task> drain() {
    List<Task> drained = List.copyOf(waiting);
    waiting.clear();
    return drained;
  }
}
