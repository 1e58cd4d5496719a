// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.MxRecord;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/**
 * Asks James' DNSService where it is not James' own: a Jamesian test binds one that answers from
 * memory, and expects to be asked.
 *
 * <p>A DNSService gives no preferences, so the order of its hosts counts; no time to live, so
 * nothing is kept; and no reasons: whether a host that it does not know does not exist, or its
 * server did not answer, it does not say. So nothing is ever held not to exist, and mail waits.
 */
final class DNSServiceClient implements DnsClient {
  private static final Duration NOT_KEPT = Duration.ZERO;

  private final DNSService dns;

  DNSServiceClient(DNSService dns) {
    this.dns = dns;
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    try {
      Collection<String> hosts = dns.findMXRecords(name);
      List<MxRecord> records = new ArrayList<>();
      for (String host : hosts) {
        records.add(new MxRecord(records.size(), withoutDot(host)));
      }
      return records.isEmpty()
          ? new DnsAnswer.NoData<>(NOT_KEPT, false)
          : new DnsAnswer.Records<>(records, NOT_KEPT, false);
    } catch (TemporaryResolutionException e) {
      return new DnsAnswer.TryAgain<>("James' DNSService: " + e.getMessage());
    }
  }

  private static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  @Override
  public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
    try {
      List<InetAddress> addresses =
          dns.getAllByName(host).stream().filter(address -> isOf(family, address)).toList();
      return addresses.isEmpty()
          ? new DnsAnswer.NoData<>(NOT_KEPT, false)
          : new DnsAnswer.Records<>(addresses, NOT_KEPT, false);
    } catch (UnknownHostException e) {
      return new DnsAnswer.TryAgain<>("James' DNSService does not know " + host);
    }
  }

  private static boolean isOf(AddressFamily family, InetAddress address) {
    return (address instanceof Inet4Address) == (family == AddressFamily.IPV4);
  }
}
