// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The breaker of each place: what lately failed is tried after its equals for a while, and what was
 * out of reach again and again is not tried at all. After its {@link Penalty} one mail probes the
 * place; when it is served, all is forgotten. The memory of a failure always expires, since hosts
 * come back.
 */
public final class HostHealth {
  /** A place out of reach so often in a row is down: as many as a site begins with. */
  private static final int DOWN = 5;

  /** So that places that fell together are not probed together. */
  private static final int JITTER_PERCENT = 10;

  private static final Duration SWEEP = Duration.ofSeconds(10);

  /** How long ago trouble was, as whoever looks for a host to try sees it. */
  public enum Standing {
    /** Nothing is known against it, or it is time to see whether it is back. */
    GOOD,
    /** It failed lately: others of the same preference first. */
    SUSPECT,
    /** It is not to be tried now. */
    DOWN
  }

  private final ConcurrentMap<Place, Trouble> troubles = new ConcurrentHashMap<>();

  /** Which of them were told to be suspect lately, and when. */
  private final ConcurrentMap<Place, Long> suspected = new ConcurrentHashMap<>();

  private final LongSupplier nanoTicker;
  private final RandomGenerator random;
  private final AtomicLong lastSweep;

  /**
   * A health book on the given clock.
   *
   * @param random for jitter; thread-safe
   */
  public HostHealth(LongSupplier nanoTicker, RandomGenerator random) {
    this.nanoTicker = nanoTicker;
    this.random = random;
    this.lastSweep = new AtomicLong(nanoTicker.getAsLong());
  }

  /** How a place stands. */
  public Standing standing(Place place) {
    if (troubles.isEmpty()) {
      return Standing.GOOD;
    }
    Trouble trouble = troubles.get(place);
    return trouble == null ? Standing.GOOD : trouble.standing(nanoTicker.getAsLong());
  }

  /** Whether nothing is held against a place, not even what is long past. */
  public boolean isBlank(Place place) {
    return !troubles.containsKey(place);
  }

  /**
   * Takes leave to try a place now. Where it is time to see whether a place that was down is back,
   * only one is given leave until that has been seen.
   *
   * @return whether leave is given
   */
  public boolean admit(Place place) {
    if (troubles.isEmpty()) {
      return true;
    }
    long now = nanoTicker.getAsLong();
    Trouble trouble = troubles.get(place);
    if (trouble == null || trouble.outOfReach < DOWN) {
      return true;
    }
    return trouble.standing(now) == Standing.GOOD
        && troubles.replace(place, trouble, trouble.probed(Optional.of(now)));
  }

  /** The probe that leave was given for is not made after all. */
  public void withdraw(Place place) {
    troubles.computeIfPresent(place, (same, trouble) -> trouble.probed(Optional.empty()));
  }

  /** How long until a place that is down may be tried, and what it said last; empty if it may. */
  public Optional<Outage> outage(Place place) {
    long now = nanoTicker.getAsLong();
    return Optional.ofNullable(troubles.get(place))
        .filter(trouble -> trouble.standing(now) == Standing.DOWN)
        .map(
            trouble ->
                new Outage(Duration.ofNanos(trouble.penalty.blockedFor(now)), trouble.words));
  }

  /** What is held against a place, for whoever looks. */
  public HostState state(Place place) {
    long now = nanoTicker.getAsLong();
    Trouble trouble = troubles.get(place);
    return trouble == null || trouble.penalty.isForgotten(now)
        ? HostState.GOOD
        : new HostState(
            trouble.standing(now),
            trouble.penalty.probe().isPresent() && trouble.penalty.blockedFor(now) > 0,
            Duration.ofNanos(Math.max(0, trouble.penalty.blockedFor(now))),
            trouble.outOfReach,
            trouble.words);
  }

  /**
   * A place failed. What fails while that is already known lengthens nothing.
   *
   * @param outOfReach whether no session with it could be opened, and it did not say why
   * @param words how, for humans
   * @return how it stands from now on, if that is news
   */
  public Optional<Standing> failed(Place place, boolean outOfReach, String words) {
    long now = nanoTicker.getAsLong();
    Trouble after =
        troubles.compute(
            place,
            (same, known) -> {
              Trouble before = known == null || known.penalty.isForgotten(now) ? null : known;
              int inRow = outOfReach ? (before == null ? 1 : before.outOfReach + 1) : 0;
              if (before != null && before.penalty.isRunning(now)) {
                return new Trouble(before.penalty, inRow, words);
              }
              Penalty penalty = before == null ? Penalty.first(now) : before.penalty.next(now);
              long jitter = random.nextLong(penalty.length() * JITTER_PERCENT / 100 + 1);
              return new Trouble(penalty.longerBy(jitter), inRow, words);
            });
    forgetLongExpired(now);
    if (after.outOfReach == DOWN) {
      return Optional.of(Standing.DOWN);
    }
    return after.outOfReach < DOWN && isNews(place, now)
        ? Optional.of(Standing.SUSPECT)
        : Optional.empty();
  }

  /** A host that serves some and hangs up on others would be suspect again with every mail. */
  private boolean isNews(Place place, long now) {
    Long last = suspected.putIfAbsent(place, now);
    return last == null
        || (now - last >= Penalty.FIRST.toNanos() && suspected.replace(place, last, now));
  }

  /** A place served us well: all is forgotten. */
  public void succeeded(Place place) {
    if (!troubles.isEmpty()) {
      troubles.remove(place);
    }
  }

  /** Keeps the book as small as the trouble is, looking through it now and then. */
  private void forgetLongExpired(long now) {
    long last = lastSweep.get();
    if (now - last >= SWEEP.toNanos() && lastSweep.compareAndSet(last, now)) {
      troubles.values().removeIf(trouble -> trouble.penalty.isForgotten(now));
      suspected.values().removeIf(told -> now - told >= Penalty.FIRST.toNanos());
    }
  }

  /**
   * A place that is not tried for a while.
   *
   * @param left how long; positive
   * @param words what it last failed with
   */
  public record Outage(Duration left, String words) {}

  /**
   * Where a session would lead, and from where: a host that shuts out one of our addresses may well
   * talk to another. Names make no difference: until TLS begins the host does not hear them, and
   * what it thinks of one in TLS is for {@link HandshakeFailures}.
   *
   * @param source local address to bind to; empty lets the system choose
   * @param port 1 to 65535
   */
  public record Place(Optional<InetAddress> source, InetAddress address, int port) {}

  /**
   * What is held against a place.
   *
   * @param outOfReach how often in a row it could not be talked to
   */
  private record Trouble(Penalty penalty, int outOfReach, String words) {

    Standing standing(long now) {
      if (penalty.blockedFor(now) <= 0) {
        return Standing.GOOD;
      }
      return outOfReach >= DOWN ? Standing.DOWN : Standing.SUSPECT;
    }

    Trouble probed(Optional<Long> began) {
      return new Trouble(penalty.probed(began), outOfReach, words);
    }
  }
}
