// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dns.CachingDnsClient;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsListener;
import dev.postroad.core.dns.DnsServers;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.dns.DnsjavaClient;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/**
 * Whom to ask for DNS records: the servers an operator names for Postroad, or else those of James'
 * own {@code dnsservice.xml}, read as James reads it.
 */
final class JamesDns {
  private static final String JAMES_OWN = "org.apache.james.dnsservice.dnsjava.";
  private static final String FILE = "dnsservice.xml";

  private final DNSService service;
  private final ConfigurationProvider configurations;
  private final DnsListener listener;

  /**
   * @param listener hears what clients are asked, where they ask name servers themselves
   */
  JamesDns(DNSService service, ConfigurationProvider configurations, DnsListener listener) {
    this.service = service;
    this.configurations = configurations;
    this.listener = listener;
  }

  /**
   * A client.
   *
   * @param named servers that an operator names; empty for James' own
   * @throws MessagingException if {@code dnsservice.xml} cannot be used
   */
  DnsClient client(List<InetSocketAddress> named) throws MessagingException {
    if (named.isEmpty() && !service.getClass().getName().startsWith(JAMES_OWN)) {
      return new DNSServiceClient(service);
    }
    DnsServers servers = DnsServers.of(named.isEmpty() ? servers() : named);
    return new CachingDnsClient(
        new DnsjavaClient(servers, System::nanoTime, DnsTrace.NONE), System::nanoTime, listener);
  }

  /** The machine's servers first, unless {@code autodiscover} is off; then those written there. */
  List<InetSocketAddress> servers() throws MessagingException {
    HierarchicalConfiguration<?> dns;
    try {
      dns = configurations.getConfiguration("dnsservice");
    } catch (ConfigurationException e) {
      throw new MessagingException(FILE + " cannot be read: " + e.getMessage(), e);
    }
    List<InetSocketAddress> servers = new ArrayList<>();
    if (dns.getBoolean("autodiscover", true)) {
      servers.addAll(DnsServers.ofThisMachine().addresses());
    }
    for (String address : dns.getStringArray("servers.server")) {
      if (!address.isBlank()) {
        servers.add(server(address.strip()));
      }
    }
    if (servers.isEmpty()) {
      servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), DnsServers.DNS_PORT));
    }
    return servers;
  }

  private static InetSocketAddress server(String address) throws MessagingException {
    return IpAddresses.tryParse(address)
        .map(ip -> new InetSocketAddress(ip, DnsServers.DNS_PORT))
        .orElseThrow(
            () ->
                new MessagingException(
                    FILE + " servers/server: \"" + address + "\" is no IP address"));
  }
}
