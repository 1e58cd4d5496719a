// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/** Knows the hosts of some domains, all of them at 127.0.0.1; no other has any address. */
final class FakeDnsService implements DNSService {
  private final Map<String, List<String>> hosts = new ConcurrentHashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  void mx(String domain, String... names) {
    hosts.put(domain, List.of(names));
  }

  /** No server answers for this domain, until it has hosts. */
  void silence(String domain) {
    hosts.remove(domain);
    silent.add(domain);
  }

  @Override
  public Collection<String> findMXRecords(String domain) throws TemporaryResolutionException {
    if (silent.contains(domain) && !hosts.containsKey(domain)) {
      throw new TemporaryResolutionException("no answer for " + domain);
    }
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
