// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.dispatch.SiteView;
import dev.postroad.core.history.History.SiteSummary;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.james.operations.SiteStatus.Held;
import dev.postroad.james.operations.SiteStatus.State;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts together what several know of a site. */
final class StatusMaker {
  private final SiteOrders orders;
  private final Instant now;

  /**
   * @param orders that are in force
   */
  StatusMaker(SiteOrders orders, Instant now) {
    this.orders = orders;
    this.now = now;
  }

  /**
   * The status of a site.
   *
   * @param view what the engine has of it now; empty if it has nothing
   * @param summary what was lately
   * @param load what waits elsewhere; empty if nothing does
   */
  SiteStatus status(
      SiteName name, Optional<SiteView> view, SiteSummary summary, Optional<Backlog.Load> load) {
    Optional<Order> suspension = orders.suspension(name);
    return new SiteStatus(
        name,
        state(view, load, suspension),
        view.map(SiteView::waiting).orElse(0),
        view.map(SiteView::active).orElse(0),
        view.map(SiteView::window).orElse(0),
        view.map(SiteView::ceiling).orElse(0),
        load.map(Backlog.Load::deferred).orElse(0),
        oldest(view, load),
        summary.rates(),
        summary.times(),
        view.flatMap(SiteView::hold).map(this::held),
        suspension,
        orders.limitsOf(name),
        summary.last());
  }

  private static State state(
      Optional<SiteView> view, Optional<Backlog.Load> load, Optional<Order> suspension) {
    if (suspension.isPresent()) {
      return State.SUSPENDED;
    }
    int active = view.map(SiteView::active).orElse(0);
    Optional<Hold.Reason> hold = view.flatMap(SiteView::hold).map(Hold::reason);
    if (hold.isPresent() && hold.get() == Hold.Reason.DOWN) {
      return State.DOWN;
    }
    if (hold.isPresent() && !(hold.get().isOfConnections() && active > 0)) {
      return State.HELD;
    }
    if (active > 0) {
      return State.SENDING;
    }
    boolean waits = view.map(SiteView::waiting).orElse(0) > 0 || load.isPresent();
    return waits ? State.WAITING : State.IDLE;
  }

  private Optional<Instant> oldest(Optional<SiteView> view, Optional<Backlog.Load> load) {
    return Stream.concat(
            view.flatMap(SiteView::waitOfNext).map(now::minus).stream(),
            load.map(Backlog.Load::oldest).stream())
        .min(Instant::compareTo);
  }

  private Held held(Hold hold) {
    return new Held(hold.reason(), hold.detail(), now.plus(hold.length()));
  }
}
