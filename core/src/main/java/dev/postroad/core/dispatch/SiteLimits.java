// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.NextHop;

/**
 * Who may send now: how many deliveries one site takes at once.
 *
 * @param connections for a site without a limit of its own; 1 or more
 */
public record SiteLimits(int connections) {
  public SiteLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("a site needs a connection: " + connections);
    }
  }

  /** How many deliveries may be under way at once at a next hop: its own limit, or ours. */
  int connectionsAt(NextHop hop) {
    return hop.connections().orElse(connections);
  }
}
