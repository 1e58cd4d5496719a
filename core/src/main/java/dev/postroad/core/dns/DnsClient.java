// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetAddress;

/**
 * Asks the DNS. Calls block, for as long as the client's own time-out at the most, and never throw
 * for what the network or a server does: every fault is an answer.
 *
 * <p>Names are absolute; no search path is applied.
 */
public interface DnsClient {

  /** The MX records of a name, unsorted. */
  DnsAnswer<MxRecord> mx(String name);

  /** The A or AAAA records of a host. */
  DnsAnswer<InetAddress> addresses(String host, AddressFamily family);

  /**
   * The SRV records of a name such as {@code _submission._tcp.example.net}, unsorted. A client that
   * cannot ask for them says so, for now.
   */
  default DnsAnswer<SrvRecord> services(String name) {
    return new DnsAnswer.TryAgain<>("this DNS client cannot be asked for SRV records");
  }

  /**
   * The same answers as far as they are at hand: never blocks, and throws {@link NotKnownException}
   * where the DNS would have to be asked.
   */
  default DnsClient atHand() {
    return new DnsClient() {
      @Override
      public DnsAnswer<MxRecord> mx(String name) {
        throw new NotKnownException(name);
      }

      @Override
      public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
        throw new NotKnownException(host);
      }

      @Override
      public DnsAnswer<SrvRecord> services(String name) {
        throw new NotKnownException(name);
      }
    };
  }

  /** IPv4 or IPv6. */
  enum AddressFamily {
    IPV4,
    IPV6
  }
}
