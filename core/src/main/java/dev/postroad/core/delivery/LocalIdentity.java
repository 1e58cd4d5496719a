// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who we are to our peers.
 *
 * @param ehloName what to say after EHLO: our public host name, or an address literal in brackets
 * @param sourceAddresses local addresses to send from, at most one of each family; a family without
 *     one lets the system choose
 */
public record LocalIdentity(String ehloName, List<InetAddress> sourceAddresses) {
  public LocalIdentity {
    sourceAddresses = List.copyOf(sourceAddresses);
  }

  /** The address to bind to when going to a peer: the one of the peer's own family. */
  public Optional<InetAddress> sourceAddressFor(InetAddress peer) {
    return sourceAddresses.stream()
        .filter(address -> address.getClass() == peer.getClass())
        .findFirst();
  }
}
