// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Sites that were resumed, until all their mail has come back: what is on its way to where it waits
 * at that moment, and what the book of open mails has yet to learn of, comes to light later.
 */
final class Resumptions {
  /** What is on its way to where it waits has arrived there by then. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);

  private final Backlog backlog;
  private final Clock clock;
  private final Map<SiteName, Instant> resumed = new HashMap<>();

  Resumptions(Backlog backlog, Clock clock) {
    this.backlog = backlog;
    this.clock = clock;
  }

  /** A site is sent mail again. */
  synchronized void resumed(SiteName site) {
    resumed.put(site, clock.instant());
    backlog.bringBack(Set.of(site), Cause.SUSPENDED);
  }

  /** A site is sent nothing any more. */
  synchronized void suspended(SiteName site) {
    resumed.remove(site);
  }

  /** Brings back what has come to light since; to be called every few seconds. */
  synchronized void tick() {
    if (resumed.isEmpty()) {
      return;
    }
    // Asked before: what is known from now on may not be brought back by what follows.
    boolean wasAll = backlog.known().isAll();
    backlog.bringBack(Set.copyOf(resumed.keySet()), Cause.SUSPENDED);
    if (wasAll) {
      Instant past = clock.instant().minus(ON_ITS_WAY);
      resumed.values().removeIf(at -> at.isBefore(past));
    }
  }
}
