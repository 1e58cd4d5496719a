// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.dispatch.Tempo.Kind;
import dev.postroad.core.event.DeliveryListener.Holder;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** For whom there is room, by what all sites of a kind have already. */
final class Room {
  /** Of a crowd so many are named. */
  private static final int MOST_TOLD = 10;

  private final DispatchSettings settings;
  private final Census census;
  private final Shares deliveries;
  private final Shares connections;

  Room(DispatchSettings settings, Census census) {
    this.settings = settings;
    this.census = census;
    this.deliveries = new Shares(settings.deliveries());
    this.connections = new Shares(settings.connections());
  }

  /** Whether one more delivery may begin at a site. */
  boolean toServe(Site site) {
    return census.active() < settings.deliveries()
        && deliveries.hasRoom(site.counted(), census::active)
        && connections.hasRoom(site.counted(), census::active);
  }

  /** Why no more mail may wait at a site of that kind; empty if there is room. */
  Optional<String> whyNotToWait(Kind kind) {
    return switch (kind) {
      case BRISK -> Optional.empty();
      case STEADY -> whyNoneOf(kind, "take mail in their own time");
      case UNKNOWN -> whyNoneUnproven();
      case SLOW -> whyNoneUnproven().or(() -> whyNoneOf(kind, "are slow"));
    };
  }

  private Optional<String> whyNoneUnproven() {
    return full(unprovenWaiting(), settings.unprovenWaiting(), "are slow or not known");
  }

  private Optional<String> whyNoneOf(Kind kind, String words) {
    return full(census.waiting(kind), settings.slowWaiting(), words);
  }

  private static Optional<String> full(int waiting, int most, String which) {
    return waiting < most
        ? Optional.empty()
        : Optional.of(
            waiting + " mails wait for sites that " + which + ", their share of maxInFlight");
  }

  private int unprovenWaiting() {
    return census.waiting(Kind.SLOW) + census.waiting(Kind.UNKNOWN);
  }

  /** How many deliveries are at sites that take no mail now, or are not known. */
  int unprovenActive() {
    return census.active(Kind.SLOW) + census.active(Kind.UNKNOWN);
  }

  /** How many deliveries are at sites that take mail. */
  int provenActive() {
    return census.active(Kind.BRISK) + census.active(Kind.STEADY);
  }

  /** How many there may be. */
  int unproven() {
    return deliveries.unproven();
  }

  /** Which sites, of those that take no mail now or are not known, have most of them. */
  static List<Holder> unproven(Collection<Site> sites) {
    return sites.stream()
        .filter(site -> site.active() > 0)
        .filter(site -> site.counted() == Kind.SLOW || site.counted() == Kind.UNKNOWN)
        .sorted(Comparator.comparingInt(Site::active).reversed())
        .limit(MOST_TOLD)
        .map(site -> new Holder(site.name(), site.active()))
        .toList();
  }

  /** Whether others are about to be kept from theirs by sites that show nothing. */
  boolean isCrowded() {
    return deliveries.isCrowded(census::active) || connections.isCrowded(census::active);
  }
}
