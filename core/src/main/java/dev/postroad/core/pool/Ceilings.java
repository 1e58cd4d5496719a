// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.smtp.Evidence;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many sessions each place takes from us, whatever site they are for: any number, until it
 * greets one with a plea for less while there are others. Then as many as are open are its ceiling,
 * for as long as a {@link Penalty}; after that each one more that it takes raises it, and another
 * plea brings it back. Guarded by the pool's lock.
 */
final class Ceilings {
  /** Whoever was held back looks again by then, unless it found another way. */
  private static final long WANTED_FOR = Duration.ofSeconds(1).toNanos();

  /** A peer may notice so late that a session is over. */
  private static final long COMPANY = Duration.ofSeconds(1).toNanos();

  private final Duration lookAgain;
  private final Map<Place, Crowd> crowds = new HashMap<>();

  /** Those of them that have no session now: no others can be forgotten. */
  private final Set<Place> left = new HashSet<>();

  /** When the last of all places will have been wanted for so long. */
  private Optional<Long> wantedUntil = Optional.empty();

  /**
   * @param lookAgain how soon a mail that found no room looks again
   */
  Ceilings(Duration lookAgain) {
    this.lookAgain = lookAgain;
  }

  /** Why there may not be one more at a place; empty if there may. */
  Optional<Hold> full(Place place, long now) {
    return Optional.ofNullable(crowds.get(place))
        .filter(crowd -> crowd.isFull(now))
        .map(crowd -> hold(place, crowd, now));
  }

  /** Whether mail waits for a session to a place that takes no more of them. */
  boolean isWanted(Place place, long now) {
    Crowd crowd = crowds.get(place);
    return crowd != null && crowd.wantedUntil.filter(until -> now - until < 0).isPresent();
  }

  /** Whether there may be such a place: to be asked for each mail. */
  boolean isAnyWanted(long now) {
    return wantedUntil.isPresent() && now - wantedUntil.get() < 0;
  }

  private Hold hold(Place place, Crowd crowd, long now) {
    wantedUntil = Optional.of(now + WANTED_FOR);
    crowd.wantedUntil = wantedUntil;
    return new Hold(
        Hold.Reason.HOST_CONNECTIONS,
        "%d connections to %s:%d, which wants no more: %s"
            .formatted(crowd.open, place.address().getHostAddress(), place.port(), crowd.words),
        lookAgain);
  }

  /** One more is being opened. */
  void opening(Place place, long now) {
    Crowd crowd = crowds.computeIfAbsent(place, first -> new Crowd());
    if (crowd.all() > 0) {
      crowd.hasCompany(now);
    }
    crowd.opening++;
    boolean unused = left.remove(place);
  }

  /** What was being opened is open. */
  void opened(Place place) {
    crowds.computeIfPresent(
        place,
        (same, crowd) -> {
          crowd.opening--;
          crowd.open++;
          crowd.ceiling = Math.max(crowd.ceiling, crowd.open);
          return crowd;
        });
  }

  /**
   * What was being opened is not.
   *
   * @param why what came instead; empty if that was nothing of the peer's
   * @return why mail waits, if that is because there are others already, or were just now
   */
  Optional<Hold> notOpened(Place place, Optional<Evidence> why, long now) {
    Crowd crowd = crowds.get(place);
    if (crowd == null) {
      return Optional.empty();
    }
    crowd.opening--;
    Optional<String> plea = why.flatMap(ReplyClassifier::pleaAtTheDoor);
    Optional<Hold> hold = Optional.empty();
    if (plea.isPresent() && (crowd.all() > 0 || crowd.hadCompany(now))) {
      crowd.learn(plea.get(), now);
      hold = Optional.of(hold(place, crowd, now));
    }
    noteIfLeft(place, crowd);
    return hold;
  }

  /** One that was open is not any more, for the peer neither. */
  void closed(Place place, long now) {
    Crowd crowd = crowds.get(place);
    if (crowd != null) {
      crowd.open--;
      crowd.hasCompany(now);
      noteIfLeft(place, crowd);
    }
  }

  private void noteIfLeft(Place place, Crowd crowd) {
    if (crowd.all() == 0) {
      boolean unused = left.add(place);
    }
  }

  /** Forgets what is long past; does not look at the thousands that have sessions. */
  void sweep(long now) {
    for (Iterator<Place> places = left.iterator(); places.hasNext(); ) {
      Place place = places.next();
      Crowd crowd = crowds.get(place);
      if (crowd == null || crowd.isForgotten(now)) {
        crowds.remove(place);
        places.remove();
      }
    }
  }

  /** The sessions of one place. */
  private static final class Crowd {
    private int opening;
    private int open;

    /** How many it has been seen to take; counts while there is a penalty. */
    private int ceiling;

    /** Until when those that are gone may still count with the peer. */
    private Optional<Long> companyUntil = Optional.empty();

    private Optional<Penalty> penalty = Optional.empty();
    private Optional<Long> wantedUntil = Optional.empty();
    private String words = "";

    int all() {
      return open + opening;
    }

    void hasCompany(long now) {
      companyUntil = Optional.of(now + COMPANY);
    }

    boolean hadCompany(long now) {
      return companyUntil.isPresent() && now - companyUntil.get() < 0;
    }

    boolean isFull(long now) {
      if (penalty.isEmpty() || penalty.get().isForgotten(now)) {
        return false;
      }
      int most = penalty.get().isRunning(now) ? ceiling : ceiling + 1;
      return all() >= most;
    }

    void learn(String plea, long now) {
      words = plea;
      ceiling = Math.max(1, open);
      if (penalty.filter(known -> known.isRunning(now)).isEmpty()) {
        penalty =
            Optional.of(
                penalty
                    .filter(known -> !known.isForgotten(now))
                    .map(known -> known.next(now))
                    .orElseGet(() -> Penalty.first(now)));
      }
    }

    boolean isForgotten(long now) {
      return !hadCompany(now) && penalty.map(known -> known.isForgotten(now)).orElse(true);
    }
  }
}
