// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.dispatch.Tempo.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which sites have mail, and how much is under way and waits at all of a kind together. */
final class Census {
  private final Map<Kind, Sums> sums = new EnumMap<>(Kind.class);

  /** Of all kinds together. */
  private final Sums total = new Sums();

  /** Sites with mail that waits or is under way. */
  private final Set<Site> busy = new LinkedHashSet<>();

  /** Those of them with mail that waits. */
  private final Set<Site> inLine = new LinkedHashSet<>();

  /** Those of them that time alone can make slow: not the thousands that hang already. */
  private final Set<Site> onTheMove = new LinkedHashSet<>();

  Census() {
    for (Kind kind : Kind.values()) {
      sums.put(kind, new Sums());
    }
  }

  /** Leaves out a site as it was counted last, until it is added as it is then. */
  void remove(Site site) {
    of(site.counted()).add(site, -1);
    total.add(site, -1);
  }

  /** Counts a site as it is now. */
  void add(Site site) {
    of(site.counted()).add(site, 1);
    total.add(site, 1);
    keep(site, busy, !site.isIdle());
    keep(site, inLine, site.waiting() > 0);
    keep(site, onTheMove, site.active() > 0 && site.counted() != Kind.SLOW);
  }

  private static void keep(Site site, Set<Site> sites, boolean belongs) {
    boolean unused = belongs ? sites.add(site) : sites.remove(site);
  }

  /** The sites with mail that waits or is under way. */
  Collection<Site> busy() {
    return Collections.unmodifiableSet(busy);
  }

  /** Those with mail that waits now, whatever changes then. */
  List<Site> inLine() {
    return List.copyOf(inLine);
  }

  /** Those that may have become slow since they were counted, whatever changes then. */
  List<Site> onTheMove() {
    return List.copyOf(onTheMove);
  }

  /**
   * Counts anew.
   *
   * @throws IllegalStateException if it differs
   */
  void check() {
    for (Kind kind : Kind.values()) {
      int active = 0;
      int waiting = 0;
      for (Site site : busy) {
        if (site.isIdle()) {
          throw new IllegalStateException(site.name() + " is idle, and counted as busy");
        }
        active += site.counted() == kind ? site.active() : 0;
        waiting += site.counted() == kind ? site.waiting() : 0;
      }
      if (active != active(kind) || waiting != waiting(kind)) {
        throw new IllegalStateException(
            "%s: %d and %d, not %d and %d"
                .formatted(kind, active, waiting, active(kind), waiting(kind)));
      }
    }
  }

  int active() {
    return total.active;
  }

  int active(Kind kind) {
    return of(kind).active;
  }

  int waiting() {
    return total.waiting;
  }

  int waiting(Kind kind) {
    return of(kind).waiting;
  }

  private Sums of(Kind kind) {
    return Objects.requireNonNull(sums.get(kind));
  }

  private static final class Sums {
    private int active;
    private int waiting;

    void add(Site site, int times) {
      active += times * site.active();
      waiting += times * site.waiting();
    }
  }
}
