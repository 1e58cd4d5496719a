// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.NextHop;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that is known of a site at a moment.
 *
 * @param view the same in short
 * @param byPriority how many mails wait, by their priority from -9 to 9
 * @param lastHop the plan that mail last came with; empty if none has come since it is known
 * @param connections most deliveries at once
 * @param messageRate most mails in a time; the value is empty where there is no limit
 * @param connectionRate most new connections in a time; the value is empty where there is no limit
 */
public record SiteDetails(
    SiteView view,
    SortedMap<Integer, Integer> byPriority,
    Optional<NextHop> lastHop,
    Limit<Integer> connections,
    Limit<Optional<Rate>> messageRate,
    Limit<Optional<Rate>> connectionRate) {

  /**
   * A limit that holds now.
   *
   * @param from who has set it
   */
  public record Limit<T>(T value, Source from) {}

  /** Who sets limits of a site. */
  public enum Source {
    /** The keys of the configuration, or their defaults. */
    SETTINGS,
    /** What is said of one relay. */
    RELAY,
    /** An operator, for a time. */
    ORDER
  }
}
