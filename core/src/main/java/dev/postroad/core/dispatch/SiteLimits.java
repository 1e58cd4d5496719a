// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.relay.RelayHost;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who may send now: how many deliveries one site takes at once.
 *
 * @param connections for a site without a limit of its own; 1 or more
 */
public record SiteLimits(int connections) {
  public static final SiteLimits STANDARD = new SiteLimits(20);

  public SiteLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("a site needs a connection: " + connections);
    }
  }

  /** How many deliveries of this plan's site may be under way at once: its relay's, or ours. */
  int connectionsFor(DeliveryPlan.Hosts plan) {
    Optional<RelayHost> relay = plan.hosts().get(0).relay();
    OptionalInt own = relay.map(RelayHost::connections).orElseGet(OptionalInt::empty);
    return own.orElse(connections);
  }
}
