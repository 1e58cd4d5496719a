// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.dnsservice.api.DNSService;

/** Knows the hosts of some domains, all of them at 127.0.0.1; no other has any address. */
final class FakeDnsService implements DNSService {
  private final Map<String, List<String>> hosts = new ConcurrentHashMap<>();

  void mx(String domain, String... names) {
    hosts.put(domain, List.of(names));
  }

  @Override
  public Collection<String> findMXRecords(String domain) {
    return hosts.getOrDefault(domain, List.of());
  }

  @Override
  public Collection<String> findTXTRecords(String name) {
    return List.of();
  }

  @Override
  public Collection<InetAddress> getAllByName(String host) throws UnknownHostException {
    if (hosts.values().stream().noneMatch(names -> names.contains(host))) {
      return List.of();
    }
    return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  @Override
  public InetAddress getByName(String host) throws UnknownHostException {
    return getAllByName(host).iterator().next();
  }

  @Override
  public InetAddress getLocalHost() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public String getHostName(InetAddress address) {
    return address.getHostAddress();
  }
}
