// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.mx.MxHost;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A host of a delivery plan, with all that was decided about talking to it.
 *
 * @param host name, preference and addresses
 * @param port where it listens
 * @param implicitTls TLS from the first byte
 * @param tls what TLS must prove there
 * @param relay the designated relay it belongs to; empty for direct delivery
 * @param sources local addresses to connect from, one of a family at the most; empty for those of
 *     whoever delivers
 */
public record PlannedHost(
    MxHost host,
    int port,
    boolean implicitTls,
    TlsDemand tls,
    Optional<RelayHost> relay,
    List<InetAddress> sources) {
  public PlannedHost {
    sources = List.copyOf(sources);
  }

  /** Where connections to one of its addresses come from, as far as the plan says. */
  public Optional<InetAddress> sourceFor(InetAddress address) {
    return sources.stream().filter(source -> source.getClass() == address.getClass()).findFirst();
  }

  /** A host to connect to from wherever the deliverer likes. */
  public PlannedHost(
      MxHost host, int port, boolean implicitTls, TlsDemand tls, Optional<RelayHost> relay) {
    this(host, port, implicitTls, tls, relay, List.of());
  }
}
