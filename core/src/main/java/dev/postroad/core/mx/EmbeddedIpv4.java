// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.domain.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** IPv6 addresses that lead to an IPv4 address: by NAT64 (RFC 6052) or 6to4 (RFC 3056). */
final class EmbeddedIpv4 {
  private static final Network NAT64 = Network.parse("64:ff9b::/96");
  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

  private EmbeddedIpv4() {}

  /** The IPv4 address inside; empty if there is none. */
  static Optional<InetAddress> of(InetAddress address) {
    if (NAT64.contains(address)) {
      return Optional.of(slice(address, 12));
    }
    return SIX_TO_FOUR.contains(address) ? Optional.of(slice(address, 2)) : Optional.empty();
  }

  private static InetAddress slice(InetAddress address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an IPv4 address", impossible);
    }
  }
}
