// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is ordered of one site, on the dispatcher's own clock.
 *
 * @param suspension why the site is sent nothing; empty if nothing is ordered
 * @param suspendedUntil in nanoseconds; empty if there is no end
 * @param limits of its own; empty if none are ordered
 * @param limitedUntil in nanoseconds; empty if there is no end
 */
record Standing(
    Optional<Hold> suspension,
    OptionalLong suspendedUntil,
    Optional<Limits> limits,
    OptionalLong limitedUntil) {

  /** Nothing is ordered. */
  static final Standing NONE =
      new Standing(Optional.empty(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

  /**
   * When mail for a site that is suspended without end is looked at again, in case nobody brings it
   * back.
   */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(30);

  /** Further away than nanoseconds reach is without end. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  /**
   * What is ordered of each site.
   *
   * @param at the time that is {@code now} on the dispatcher's clock
   */
  static Map<SiteName, Standing> of(SiteOrders orders, Instant at, long now) {
    Map<SiteName, Standing> standings = new HashMap<>();
    for (SiteName site : orders.sites()) {
      Optional<Order> suspension = orders.suspension(site);
      Optional<Limits> limits = orders.limitsOf(site);
      standings.put(
          site,
          new Standing(
              suspension.map(order -> why(site)),
              end(suspension, at, now),
              limits,
              end(limits.map(Limits::order), at, now)));
    }
    return standings;
  }

  /** A sender may come to read it: who suspended the site, and why, is the operators' business. */
  private static Hold why(SiteName site) {
    return new Hold(Hold.Reason.SUSPENDED, "mail to " + site + " is suspended", LOOK_AGAIN);
  }

  private static OptionalLong end(Optional<Order> order, Instant at, long now) {
    Optional<Duration> left =
        order
            .flatMap(Order::until)
            .map(until -> Duration.between(at, until))
            .filter(length -> length.compareTo(LONGEST) < 0);
    return left.isPresent() ? OptionalLong.of(now + left.get().toNanos()) : OptionalLong.empty();
  }

  /** Why the site is sent nothing now, and for how much longer; empty if it may be sent mail. */
  Optional<Hold> suspension(long now) {
    if (suspension.isEmpty() || isOver(suspendedUntil, now)) {
      return Optional.empty();
    }
    return suspendedUntil.isPresent()
        ? Optional.of(suspension.get().lasting(Duration.ofNanos(suspendedUntil.getAsLong() - now)))
        : suspension;
  }

  /** The limits that hold now. */
  Optional<Limits> limits(long now) {
    return isOver(limitedUntil, now) ? Optional.empty() : limits;
  }

  private static boolean isOver(OptionalLong end, long now) {
    return end.isPresent() && now - end.getAsLong() >= 0;
  }
}
