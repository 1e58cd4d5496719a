// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import java.util.List;
import java.util.Optional;

/** Where one request may be delivered: decided whole, before any connection is made. */
public sealed interface DeliveryPlan {

  /**
   * There are hosts to try, best first.
   *
   * @param site what the mail is scheduled under
   * @param hosts at least one with an address
   * @param unknown set if some host could not be resolved for the time being: then failure at all
   *     the others is not yet for good
   */
  record Hosts(SiteName site, List<PlannedHost> hosts, Optional<DeliveryStatus> unknown)
      implements DeliveryPlan {
    public Hosts {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * There is nowhere to go, for now or for good as the status says.
   *
   * @param status why
   */
  record Nowhere(DeliveryStatus status) implements DeliveryPlan {}
}
