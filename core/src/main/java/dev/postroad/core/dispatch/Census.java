// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.dispatch.Tempo.Kind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How much is under way and waits at all sites of a kind together. */
final class Census {
  private final Map<Kind, Sums> sums = new EnumMap<>(Kind.class);

  Census() {
    for (Kind kind : Kind.values()) {
      sums.put(kind, new Sums());
    }
  }

  /** Leaves out a site as it was counted last. */
  void remove(Site site) {
    of(site.counted()).add(site, -1);
  }

  /** Counts a site as it is now. */
  void add(Site site) {
    of(site.counted()).add(site, 1);
  }

  /**
   * Counts anew.
   *
   * @param busy all sites that have mail
   * @throws IllegalStateException if it differs
   */
  void check(Collection<Site> busy) {
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
    return sums.values().stream().mapToInt(sum -> sum.active).sum();
  }

  int active(Kind kind) {
    return of(kind).active;
  }

  int waiting() {
    return sums.values().stream().mapToInt(sum -> sum.waiting).sum();
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
