// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.config.Rate;
import dev.postroad.core.mx.SiteName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A post office on the way of a mail: the recipients' own, or one designated relay. Mail waits for
 * its turn at each next hop it comes to, and what is limited is limited there.
 *
 * @param site what the mail is scheduled under; the same whichever route leads here
 * @param hosts the machines of this post office, best first; at least one, at least one of them
 *     with an address
 * @param connections most deliveries at once that were set for this site; empty if none was
 * @param messageRate most mails in a time that were set for it
 * @param connectionRate most new connections in a time that were set for it
 */
public record NextHop(
    SiteName site,
    List<PlannedHost> hosts,
    OptionalInt connections,
    Optional<Rate> messageRate,
    Optional<Rate> connectionRate) {
  public NextHop {
    hosts = List.copyOf(hosts);
  }

  /** A next hop without rates of its own. */
  public NextHop(SiteName site, List<PlannedHost> hosts, OptionalInt connections) {
    this(site, hosts, connections, Optional.empty(), Optional.empty());
  }
}
