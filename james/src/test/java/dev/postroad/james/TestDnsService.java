// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/** A DNSService that answers from memory, as Jamesian tests bind one. */
final class TestDnsService implements DNSService {
  final Map<String, List<String>> mx = new HashMap<>();
  final Map<String, List<InetAddress>> addresses = new HashMap<>();
  boolean failing;

  @Override
  public Collection<String> findMXRecords(String name) throws TemporaryResolutionException {
    if (failing) {
      throw new TemporaryResolutionException("SERVFAIL");
    }
    return mx.getOrDefault(name, List.of());
  }

  @Override
  public Collection<String> findTXTRecords(String name) {
    return List.of();
  }

  @Override
  public Collection<InetAddress> getAllByName(String host) throws UnknownHostException {
    List<InetAddress> found = addresses.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found;
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
