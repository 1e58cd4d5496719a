// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.ResolverConfig;

/**
 * Whom to ask, and how patiently.
 *
 * @param addresses tried in this order, the next at once when one cannot be reached; may be empty,
 *     then every lookup is told to try again
 * @param timeout how long to wait for one server at one try
 * @param tries how often to go round the servers that stay silent, 1 or more
 */
public record DnsServers(List<InetSocketAddress> addresses, Duration timeout, int tries) {
  public static final int DNS_PORT = 53;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int TRIES = 2;

  public DnsServers {
    addresses = List.copyOf(addresses);
    if (timeout.isNegative() || timeout.isZero() || tries < 1) {
      throw new IllegalArgumentException("no time to answer: " + timeout + " x " + tries);
    }
  }

  /** These servers, with the usual patience: two rounds of three seconds each. */
  public static DnsServers of(List<InetSocketAddress> addresses) {
    return new DnsServers(addresses, TIMEOUT, TRIES);
  }

  /** The servers this machine is set up to use. */
  public static DnsServers ofThisMachine() {
    return of(ResolverConfig.getCurrentConfig().servers());
  }
}
