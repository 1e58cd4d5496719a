// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.config.Rate;
import dev.postroad.core.mx.SiteName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What operators have ordered of sites: a value. Whoever changes it makes another one, which the
 * {@link Dispatcher} is given to follow.
 *
 * @param suspensions the sites that are sent nothing
 * @param limits the sites that have limits of their own for a time
 */
public record SiteOrders(Map<SiteName, Order> suspensions, Map<SiteName, Limits> limits) {

  /** No orders. */
  public static final SiteOrders NONE = new SiteOrders(Map.of(), Map.of());

  public SiteOrders {
    suspensions = Map.copyOf(suspensions);
    limits = Map.copyOf(limits);
  }

  /**
   * Who ordered something, why, and for how long.
   *
   * @param by who, as far as the host knows
   * @param reason in the operator's words, maybe empty
   * @param since when it was given
   * @param until when it ends by itself; empty if it holds until it is taken back
   */
  public record Order(String by, String reason, Instant since, Optional<Instant> until) {

    /** Whether its time is over. */
    public boolean isOver(Instant now) {
      return until.filter(end -> !end.isAfter(now)).isPresent();
    }
  }

  /**
   * Limits of a site that hold instead of those of the configuration, lower or higher. What is not
   * given stays as it is.
   *
   * @param order whose they are
   * @param connections most deliveries at once, 1 or more
   * @param messageRate most mails in a time
   * @param connectionRate most new connections in a time
   */
  public record Limits(
      Order order,
      OptionalInt connections,
      Optional<Rate> messageRate,
      Optional<Rate> connectionRate) {
    public Limits {
      if (connections.isPresent() && connections.getAsInt() < 1) {
        throw new IllegalArgumentException("who may have no connection is suspended");
      }
    }
  }

  /** The sites that something is ordered of. */
  public Set<SiteName> sites() {
    Set<SiteName> sites = new TreeSet<>(suspensions.keySet());
    sites.addAll(limits.keySet());
    return sites;
  }

  /** The order that a site be sent nothing, if there is one. */
  public Optional<Order> suspension(SiteName site) {
    return Optional.ofNullable(suspensions.get(site));
  }

  /** The limits that were ordered for a site, if any were. */
  public Optional<Limits> limitsOf(SiteName site) {
    return Optional.ofNullable(limits.get(site));
  }

  /** The same with a site suspended. */
  public SiteOrders suspend(SiteName site, Order order) {
    Map<SiteName, Order> more = new HashMap<>(suspensions);
    more.put(site, order);
    return new SiteOrders(more, limits);
  }

  /** The same with a site not suspended. */
  public SiteOrders resume(SiteName site) {
    return new SiteOrders(without(suspensions, site::equals), limits);
  }

  /** The same with other limits for a site. */
  public SiteOrders limit(SiteName site, Limits own) {
    Map<SiteName, Limits> more = new HashMap<>(limits);
    more.put(site, own);
    return new SiteOrders(suspensions, more);
  }

  /** The same with a site under the limits of the configuration. */
  public SiteOrders unlimit(SiteName site) {
    return new SiteOrders(suspensions, without(limits, site::equals));
  }

  /** The same without what is over. */
  public SiteOrders inForce(Instant now) {
    return new SiteOrders(
        without(suspensions, site -> suspension(site).filter(own -> own.isOver(now)).isPresent()),
        without(limits, site -> limitsOf(site).filter(own -> own.order().isOver(now)).isPresent()));
  }

  private static <V> Map<SiteName, V> without(Map<SiteName, V> all, Predicate<SiteName> gone) {
    Map<SiteName, V> left = new HashMap<>(all);
    left.keySet().removeIf(gone);
    return left;
  }
}
