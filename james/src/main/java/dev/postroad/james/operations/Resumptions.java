// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Orders that hold mail back no longer, taken back or over, until all their mail has come back:
 * what is on its way to where it waits at that moment, and what the book of open mails has yet to
 * learn of, comes to light later. It sees by itself which orders are none any more, so that it is
 * all one how they came to their end, and when: also while James was down.
 */
final class Resumptions {
  /** What is on its way to where it waits has arrived there by then. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);

  private final Backlog backlog;
  private final Clock clock;
  private final Map<Held, Lifted> lifted = new HashMap<>();
  private SiteOrders followed;

  /** Mail that an order holds back. */
  private record Held(SiteName site, Cause cause) {}

  /**
   * @param before the orders that mail may have been held back by when James ended
   */
  Resumptions(Backlog backlog, SiteOrders before, Clock clock) {
    this.backlog = backlog;
    this.followed = before;
    this.clock = clock;
  }

  /** These orders are followed from now on; what others held back comes back at once. */
  synchronized void follow(SiteOrders orders) {
    SiteOrders before = followed;
    followed = orders;
    orders.suspensions().keySet().forEach(site -> lifted.remove(new Held(site, Cause.SUSPENDED)));
    for (SiteName site : before.sites()) {
      if (before.suspension(site).isPresent() && orders.suspension(site).isEmpty()) {
        lift(site, Cause.SUSPENDED);
      }
      // What other limits had postponed is asked anew: it may go now.
      if (before.limitsOf(site).isPresent()
          && !before.limitsOf(site).equals(orders.limitsOf(site))) {
        lift(site, Cause.LIMIT);
      }
    }
  }

  private void lift(SiteName site, Cause cause) {
    Lifted now = new Lifted(site, cause, clock.instant());
    lifted.put(new Held(site, cause), now);
    backlog.bringBack(Set.of(now));
  }

  /** Brings back what has come to light since; to be called every few seconds. */
  synchronized void tick() {
    if (lifted.isEmpty()) {
      return;
    }
    // Asked before: what is known from now on may not be brought back by what follows.
    boolean wasAll = backlog.known().isAll();
    backlog.bringBack(List.copyOf(lifted.values()));
    if (wasAll) {
      Instant past = clock.instant().minus(ON_ITS_WAY);
      lifted.values().removeIf(own -> own.isOlderThan(past));
    }
  }
}
