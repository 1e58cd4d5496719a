// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.event.DeliveryListener.Holder;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import java.util.ArrayList;
import java.util.List;

/** What the {@link Floor} has decided and is to be done when its lock is free again. */
final class Moves {
  /** A mail that is at work now, and wants a thread. */
  record Work(Site site, Task task) {}

  /** A mail that has no place here for now. */
  record TurnedAway(Task task, Hold why) {}

  /** A site whose mail waits for another reason than before. */
  record HeldBack(SiteName site, Hold why) {}

  /** A mail that something went wrong with. */
  record Broken(Task task, Throwable why) {}

  private final List<Work> starts = new ArrayList<>(1);
  private final List<TurnedAway> turnedAway = new ArrayList<>(0);
  private final List<Task> abandoned = new ArrayList<>(0);
  private final List<HeldBack> heldBack = new ArrayList<>(0);
  private final List<Broken> broken = new ArrayList<>(0);
  private final List<Broken> unexpected = new ArrayList<>(0);
  private List<Holder> crowd = List.of();

  void start(Work work) {
    starts.add(work);
  }

  void turnAway(Task task, Hold why) {
    turnedAway.add(new TurnedAway(task, why));
  }

  /** For a mail that came when it was too late. */
  void abandon(Task task) {
    abandoned.add(task);
  }

  /** Has a mail come to its next place; if that breaks, all the same something becomes of it. */
  void place(Task task, Runnable placing) {
    try {
      placing.run();
    } catch (RuntimeException | Error e) {
      // Only now, under the lock, can it be told whether others will answer it.
      boolean isSomewhere = task.line().isPresent() || has(task);
      (isSomewhere ? unexpected : broken).add(new Broken(task, e));
    }
  }

  private boolean has(Task task) {
    return starts.stream().anyMatch(work -> work.task() == task)
        || turnedAway.stream().anyMatch(gone -> gone.task() == task)
        || abandoned.contains(task);
  }

  void tell(SiteName site, Hold why) {
    heldBack.add(new HeldBack(site, why));
  }

  /** Others wait for what these have. */
  void tellCrowd(List<Holder> holders) {
    crowd = holders;
  }

  List<Work> starts() {
    return starts;
  }

  List<TurnedAway> turnedAway() {
    return turnedAway;
  }

  List<Task> abandoned() {
    return abandoned;
  }

  /** Those that have come to no place, so that nobody else will answer them. */
  List<Broken> broken() {
    return broken;
  }

  List<Holder> crowd() {
    return crowd;
  }

  List<HeldBack> heldBack() {
    return heldBack;
  }

  /** Tells of what has changed. */
  void tellOf(DeliveryListener listener) {
    heldBack.forEach(held -> listener.heldBack(held.site(), held.why()));
    if (!crowd.isEmpty()) {
      listener.crowded(crowd);
    }
    unexpected.forEach(
        gone ->
            listener.unexpected("what follows for mail " + gone.task().request.id(), gone.why()));
  }
}
