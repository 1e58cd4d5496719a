// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import java.net.InetAddress;
import java.util.List;

/**
 * One host that takes mail for a domain, as planned.
 *
 * @param name canonical host name, or the bare address of an address literal
 * @param preference its MX preference; 0 for an implicit MX or a literal
 * @param addresses where to connect, in the order to try them; empty if they could not be resolved,
 *     {@code problem} then says why
 * @param authentic whether MX and address records were all vouched for by DNSSEC
 * @param problem why there are no (or not all) addresses; empty text if nothing is wrong
 */
public record MxHost(
    String name, int preference, List<InetAddress> addresses, boolean authentic, String problem) {
  public MxHost {
    addresses = List.copyOf(addresses);
  }
}
