// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.dispatch.SiteDetails;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.dispatch.SiteView;
import dev.postroad.core.domain.Printable;
import dev.postroad.core.history.By;
import dev.postroad.core.history.History;
import dev.postroad.core.history.History.SiteSummary;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Outbound;
import dev.postroad.james.StandingOrders;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** The sites that mail goes to, and what operators order of them. Thread-safe. */
public final class Sites {
  /** So many sites may be suspended or limited at once. */
  public static final int MOST_ORDERS = 1_000;

  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_NAME = 200;

  private final Outbound outbound;
  private final StandingOrders orders;
  private final History history;
  private final Backlog backlog;
  private final Resumptions resumptions;
  private final ActionLog log;
  private final Clock clock;

  /** Orders are followed in the order in which they are given. */
  private final ReentrantLock ordering = new ReentrantLock();

  Sites(
      Outbound outbound,
      StandingOrders orders,
      History history,
      Backlog backlog,
      ActionLog log,
      Clock clock) {
    this.outbound = outbound;
    this.orders = orders;
    this.history = history;
    this.backlog = backlog;
    this.resumptions = new Resumptions(backlog, orders.atStart(), clock);
    this.log = log;
    this.clock = clock;
  }

  /**
   * The sites that have mail, had some lately, or are under an order; in no order.
   *
   * @param loads what waits elsewhere, by site
   */
  List<SiteStatus> all(Map<SiteName, Backlog.Load> loads) {
    Instant now = clock.instant();
    Map<SiteName, SiteView> views = new HashMap<>();
    outbound
        .engine()
        .ifPresent(
            engine -> engine.dispatcher().sites().forEach(view -> views.put(view.name(), view)));
    Map<SiteName, SiteSummary> summaries = history.sites(now);
    SiteSummary ofOthers = history.ofOthers();
    SiteOrders ordered = orders.now();
    Set<SiteName> names = new HashSet<>(views.keySet());
    names.addAll(summaries.keySet());
    names.addAll(loads.keySet());
    names.addAll(ordered.sites());
    StatusMaker maker = new StatusMaker(ordered, now);
    return names.stream()
        .map(
            name ->
                maker.status(
                    name,
                    Optional.ofNullable(views.get(name)),
                    summaries.getOrDefault(name, ofOthers),
                    Optional.ofNullable(loads.get(name))))
        .toList();
  }

  /** How many connections are open, to all hosts together. */
  public int connections() {
    return outbound
        .engine()
        .map(engine -> engine.connections().stream().mapToInt(own -> own.busy() + own.idle()).sum())
        .orElse(0);
  }

  /** All that is known of one site; empty if nothing is. */
  public Optional<SiteDetail> get(SiteName name) {
    Seen seen = see(name);
    return seen.isKnown()
        ? Optional.of(
            new DetailMaker(outbound, history, seen.now())
                .detail(seen.status(), seen.details(), seen.load()))
        : Optional.empty();
  }

  private Seen see(SiteName name) {
    Instant now = clock.instant();
    return new Seen(
        name,
        now,
        outbound.engine().flatMap(running -> running.dispatcher().site(name)),
        history.site(name, now),
        backlog.of(name),
        orders.now());
  }

  /** What each of those who may know something of a site knows at one moment. */
  private record Seen(
      SiteName name,
      Instant now,
      Optional<SiteDetails> details,
      SiteSummary summary,
      Optional<Backlog.Load> load,
      SiteOrders ordered) {

    boolean isKnown() {
      return details.isPresent()
          || load.isPresent()
          || summary.isOfSomething()
          || ordered.sites().contains(name);
    }

    SiteStatus status() {
      return new StatusMaker(ordered, now)
          .status(name, details.map(SiteDetails::view), summary, load);
    }
  }

  /**
   * Has a site sent nothing. Mail that waits for it, or comes for it, is postponed, which is no
   * attempt; what is under way goes on to its end.
   *
   * @param length for how long; empty until it is taken back
   * @param by on whose word
   * @throws IllegalArgumentException if the order makes no sense, saying why
   * @throws IOException if it cannot be kept over a restart; then it is not given
   */
  public SiteStatus suspend(SiteName site, Optional<Duration> length, By by) throws IOException {
    Order order = order(length, by);
    change(before -> before.suspend(site, order));
    log.enter(by.who(), "suspend", site.text(), by.reason(), end(order));
    return status(site);
  }

  /**
   * Has a site sent mail again; what was postponed comes back at once, and what is not {@link
   * #known} yet as soon as it is. Exceptions as above.
   */
  public SiteStatus resume(SiteName site, By by) throws IOException {
    boolean wasSuspended = orders.now().suspension(site).isPresent();
    change(before -> before.resume(site));
    Known known = backlog.known();
    log.enter(
        by.who(),
        "resume",
        site.text(),
        by.reason(),
        !wasSuspended
            ? "was not suspended"
            : known.isAll()
                ? "done"
                : "done; "
                    + known.inWords()
                    + ", the others are brought back as they become known");
    return status(site);
  }

  /**
   * Changes the limits that hold for a site instead of those of the configuration; the others of
   * them stay. Exceptions as above.
   */
  public SiteStatus limit(SiteName site, LimitChange limits, By by) throws IOException {
    if (!limits.isAsked()) {
      throw new IllegalArgumentException(
          "limits: give at least one of connections, messageRate and connectionRate");
    }
    Order order = order(limits.length().value(), by);
    SiteOrders after =
        change(
            before ->
                limits
                    .after(before.limitsOf(site), order)
                    .map(own -> before.limit(site, own))
                    .orElseGet(() -> before.unlimit(site)));
    log.enter(
        by.who(),
        "limit",
        site.text(),
        by.reason(),
        after
            .limitsOf(site)
            .map(own -> LimitChange.inWords(own) + "; " + end(own.order()))
            .orElse("none is left"));
    return status(site);
  }

  /**
   * Has the limits of the configuration hold again; what had been postponed for the others comes
   * back at once.
   */
  public SiteStatus unlimit(SiteName site, By by) throws IOException {
    change(before -> before.unlimit(site));
    log.enter(by.who(), "unlimit", site.text(), by.reason(), "done");
    return status(site);
  }

  private static String end(Order order) {
    return order.until().map(until -> "until " + until).orElse("until it is taken back");
  }

  /** How much of the mail that waits is known, and so comes back at a resumption. */
  public Known known() {
    return backlog.known();
  }

  /** What is wrong with the orders that outlived a restart; empty if nothing is. */
  public List<String> problems() {
    return orders.problems();
  }

  private Order order(Optional<Duration> length, By by) {
    Instant now = clock.instant();
    if (length.isPresent() && (length.get().isNegative() || length.get().isZero())) {
      throw new IllegalArgumentException("for: an order holds for some time");
    }
    if (length.isPresent() && length.get().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "for: at most ten years; leave it out to have it hold until it is taken back");
    }
    return new Order(
        Printable.cut(Printable.spaced(by.who()), LONGEST_NAME),
        Printable.cut(Printable.spaced(by.reason()), LONGEST_REASON),
        now,
        length.map(now::plus));
  }

  private SiteOrders change(UnaryOperator<SiteOrders> change) throws IOException {
    ordering.lock();
    try {
      SiteOrders ordered =
          orders.change(
              before -> {
                SiteOrders after = change.apply(before);
                if (after.sites().size() > MOST_ORDERS) {
                  throw new IllegalArgumentException(
                      "there are orders for "
                          + MOST_ORDERS
                          + " sites already, as many as there may be; take some back first");
                }
                return after;
              });
      followOrders();
      return ordered;
    } finally {
      ordering.unlock();
    }
  }

  private SiteStatus status(SiteName site) {
    return see(site).status();
  }

  /** Has what is ordered now followed. May be done again: clocks drift apart. */
  private void followOrders() {
    SiteOrders now = orders.now();
    outbound.engine().ifPresent(engine -> engine.dispatcher().follow(now, clock.instant()));
    // After the engine, which would hold back anew what comes back before it knows.
    resumptions.follow(now);
  }

  /**
   * Sees to what time alone changes; to be called every few seconds. Does not block: while an order
   * is being written it leaves all to the next call.
   */
  void tick() {
    if (!ordering.tryLock()) {
      return;
    }
    try {
      followOrders();
      resumptions.tick();
    } finally {
      ordering.unlock();
    }
  }
}
