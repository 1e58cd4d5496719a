// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsServers;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.dns.DnsjavaClient;
import java.net.InetSocketAddress;
import java.util.List;

/** Opens clients of name servers. */
@FunctionalInterface
interface DnsClients {

  /**
   * A client.
   *
   * @param servers to ask, in this order; none means those of the system
   * @param trace told of every exchange
   */
  DnsClient open(List<InetSocketAddress> servers, DnsTrace trace);

  /** Over the network. */
  DnsClients REAL =
      (servers, trace) ->
          new DnsjavaClient(
              servers.isEmpty() ? DnsServers.ofThisMachine() : DnsServers.of(servers),
              System::nanoTime,
              trace);
}
