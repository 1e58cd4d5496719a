// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.dispatch.SiteDetails.Limit;
import dev.postroad.core.dispatch.SiteDetails.Source;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Hold.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * On which terms a site is sent mail: an operator's orders before what the plans of its mail say,
 * and that before the settings. Guarded by the dispatcher's lock, but for {@link #suspension} and
 * {@link #passConnection}.
 */
final class Terms {
  /**
   * Of limits of connections that differ from plan to plan the lowest holds, until none has had it
   * for so long: it was raised since.
   */
  private static final long LOWEST_HOLDS = Duration.ofSeconds(30).toNanos();

  private final SiteName site;
  private final SiteLimits settings;
  private final LongSupplier nanoTicker;

  /** The limit of connections by plans: of several that differ the lowest. */
  private Limit<Integer> planned;

  /** When a plan last had it. */
  private long plannedAt;

  private boolean isUnplanned = true;
  private Optional<NextHop> lastHop = Optional.empty();
  private volatile Standing standing = Standing.NONE;
  private Optional<Rate> messageRate = Optional.empty();
  private Optional<Rate> connectionRate = Optional.empty();
  private Optional<Pace> mails = Optional.empty();
  private volatile Optional<Pace> connections = Optional.empty();

  Terms(SiteName site, SiteLimits settings, LongSupplier nanoTicker) {
    this.site = site;
    this.settings = settings;
    this.planned = new Limit<>(settings.connections(), Source.SETTINGS);
    this.nanoTicker = nanoTicker;
    keepTo(settings.messageRate(), settings.connectionRate());
  }

  /** Mail comes with this plan for the site. */
  void follow(NextHop hop, long now) {
    lastHop = Optional.of(hop);
    Limit<Integer> own =
        hop.connections().isPresent()
            ? new Limit<>(hop.connections().getAsInt(), Source.RELAY)
            : new Limit<>(settings.connections(), Source.SETTINGS);
    if (isUnplanned || own.value() <= planned.value() || now - plannedAt >= LOWEST_HOLDS) {
      isUnplanned = false;
      planned = own;
      plannedAt = now;
    }
    refresh(now);
  }

  /** From now on this is ordered. */
  void follow(Standing orders, long now) {
    standing = orders;
    refresh(now);
  }

  /** What was ordered for a time may be over. */
  void refresh(long now) {
    keepTo(messageRate(now).value(), connectionRate(now).value());
  }

  /** One that stays the same goes on as it is. */
  private void keepTo(Optional<Rate> mostMails, Optional<Rate> mostConnections) {
    if (!mostMails.equals(messageRate)) {
      messageRate = mostMails;
      mails = mostMails.map(rate -> pace(rate, Reason.MESSAGE_RATE, "mails", "messageRate"));
    }
    if (!mostConnections.equals(connectionRate)) {
      connectionRate = mostConnections;
      connections =
          mostConnections.map(
              rate -> pace(rate, Reason.CONNECTION_RATE, "connections", "connectionRate"));
    }
  }

  private Pace pace(Rate rate, Reason reason, String what, String key) {
    return new Pace(rate, reason, what + " to " + site + " (" + key + ")", nanoTicker);
  }

  /** Why the site is sent nothing now, and for how much longer. Thread-safe. */
  Optional<Hold> suspension(long now) {
    return standing.suspension(now);
  }

  /** Takes leave for one more connection, as far as their rate goes. Thread-safe. */
  Optional<Hold> passConnection() {
    return connections.flatMap(Pace::pass);
  }

  /** What paces mails; empty if nothing does. */
  Optional<Pace> mails() {
    return mails;
  }

  /** Whether rates hold nothing back. */
  boolean isForgotten() {
    return mails.map(Pace::isForgotten).orElse(true)
        && connections.map(Pace::isForgotten).orElse(true);
  }

  Optional<NextHop> lastHop() {
    return lastHop;
  }

  /** The limit of connections. */
  Limit<Integer> connections(long now) {
    OptionalInt byOrder = standing.limits(now).map(Limits::connections).orElse(OptionalInt.empty());
    if (byOrder.isPresent()) {
      return new Limit<>(byOrder.getAsInt(), Source.ORDER);
    }
    return planned;
  }

  Limit<Optional<Rate>> messageRate(long now) {
    return rate(Limits::messageRate, NextHop::messageRate, settings.messageRate(), now);
  }

  Limit<Optional<Rate>> connectionRate(long now) {
    return rate(Limits::connectionRate, NextHop::connectionRate, settings.connectionRate(), now);
  }

  private Limit<Optional<Rate>> rate(
      Function<Limits, Optional<Rate>> ordered,
      Function<NextHop, Optional<Rate>> planned,
      Optional<Rate> set,
      long now) {
    Optional<Rate> byOrder = standing.limits(now).flatMap(ordered);
    if (byOrder.isPresent()) {
      return new Limit<>(byOrder, Source.ORDER);
    }
    Optional<Rate> byRelay = lastHop.flatMap(planned);
    return byRelay.isPresent()
        ? new Limit<>(byRelay, Source.RELAY)
        : new Limit<>(set, Source.SETTINGS);
  }
}
