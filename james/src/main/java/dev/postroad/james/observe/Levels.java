// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.james.operations.MailCounts;
import dev.postroad.james.operations.SiteStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What all gauges show, seen at one moment.
 *
 * @param now that moment
 * @param mails how many are open
 * @param sites all of them
 * @param connections all that are open
 */
record Levels(
    Instant now, MailCounts mails, List<SiteStatus> sites, List<ConnectionsView> connections) {

  /** The mails that wait, by site; no site without any. */
  Map<String, Integer> waiting() {
    Map<String, Integer> waiting = new LinkedHashMap<>();
    for (SiteStatus site : sites) {
      if (site.waiting() + site.active() > 0) {
        waiting.put(site.name().text(), site.waiting() + site.active());
      }
    }
    return waiting;
  }

  /**
   * The series of a gauge.
   *
   * @param named the sites that have series of their own
   */
  Map<List<String>, Long> of(Instrument gauge, Set<String> named) {
    return switch (gauge) {
      case WAITING_MAILS -> one(sum(SiteStatus::waiting));
      case IN_FLIGHT_MAILS -> one(sum(SiteStatus::active));
      case DEFERRED_MAILS -> one(mails.deferred());
      case HELD_MAILS -> one(mails.held());
      case OLDEST_MAIL -> one(age(mails.oldest()));
      case CONNECTIONS ->
          Map.of(
              List.of("busy"), connections.stream().mapToLong(ConnectionsView::busy).sum(),
              List.of("idle"), connections.stream().mapToLong(ConnectionsView::idle).sum());
      case SUSPENDED_SITES ->
          one(sites.stream().filter(site -> site.suspension().isPresent()).count());
      case SITES -> byState();
      case SITE_WAITING_MAILS -> bySite(named, SiteStatus::waiting);
      case SITE_ACTIVE_MAILS -> bySite(named, SiteStatus::active);
      case SITE_DEFERRED_MAILS -> bySite(named, SiteStatus::deferred);
      case SITE_OLDEST -> oldestBySite(named);
      default -> throw new IllegalArgumentException(gauge + " is no gauge of this");
    };
  }

  private static Map<List<String>, Long> one(long value) {
    return Map.of(List.of(), value);
  }

  private long sum(ToLongFunction<SiteStatus> part) {
    return sites.stream().mapToLong(part).sum();
  }

  private Map<List<String>, Long> byState() {
    Map<List<String>, Long> counts = new LinkedHashMap<>();
    for (SiteStatus.State state : SiteStatus.State.values()) {
      counts.put(
          List.of(state.word()), sites.stream().filter(site -> site.state() == state).count());
    }
    return counts;
  }

  private Map<List<String>, Long> bySite(Set<String> named, ToLongFunction<SiteStatus> part) {
    Map<List<String>, Long> values = new LinkedHashMap<>();
    long others = 0;
    for (SiteStatus site : sites) {
      if (named.contains(site.name().text())) {
        values.put(List.of(site.name().text()), part.applyAsLong(site));
      } else {
        others += part.applyAsLong(site);
      }
    }
    values.put(List.of(BusiestSites.OTHER), others);
    return values;
  }

  private Map<List<String>, Long> oldestBySite(Set<String> named) {
    Map<List<String>, Long> values = new LinkedHashMap<>();
    for (SiteStatus site : sites) {
      String own = named.contains(site.name().text()) ? site.name().text() : BusiestSites.OTHER;
      values.merge(List.of(own), age(site), Math::max);
    }
    values.putIfAbsent(List.of(BusiestSites.OTHER), 0L);
    return values;
  }

  /** Of the mail of a site that has waited longest, in seconds. */
  private long age(SiteStatus site) {
    return age(site.oldest());
  }

  private long age(Optional<Instant> since) {
    return since.map(begin -> Math.max(0, Duration.between(begin, now).toSeconds())).orElse(0L);
  }
}
