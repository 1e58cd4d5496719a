// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/**
 * The name servers of James' own {@code dnsservice.xml}.
 *
 * @param addresses as written there, in order; maybe empty
 * @param autodiscover whether the machine's own name servers are asked as well
 */
record DnsServers(List<String> addresses, boolean autodiscover) {
  DnsServers {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads them as James does: without a file the machine's own servers are used.
   *
   * @throws ConfigurationException if the file is there and cannot be read
   */
  static DnsServers of(ConfigurationProvider configurations) throws ConfigurationException {
    HierarchicalConfiguration<?> dns = configurations.getConfiguration("dnsservice");
    List<String> addresses = new ArrayList<>();
    Arrays.stream(dns.getStringArray("servers.server"))
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .forEach(addresses::add);
    return new DnsServers(addresses, dns.getBoolean("autodiscover", true));
  }
}
