// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.tls.TlsDemand;
import java.util.List;
import java.util.Optional;

/** The way a mail goes to a recipient, as the rules decide it. */
public sealed interface Route {

  /**
   * From our post office straight to the recipient's own.
   *
   * @param tls what the rule demands of TLS, if anything
   */
  record Direct(Optional<TlsDemand> tls) implements Route {}

  /**
   * Through designated relay hosts, tried in this order.
   *
   * @param hops at least one
   */
  record Via(List<RelayHost> hops) implements Route {
    public Via {
      hops = List.copyOf(hops);
      if (hops.isEmpty()) {
        throw new IllegalArgumentException("via needs a relay");
      }
    }
  }

  /** Kept until an operator releases it. */
  record Hold() implements Route {}

  /** Not taken; the sender is told so. */
  record Refuse(DeliveryStatus status) implements Route {}
}
