// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.domain.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * IPv6 addresses that lead to an IPv4 address: by NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC
 * 4380) or ISATAP (RFC 5214).
 */
final class EmbeddedIpv4 {
  private static final Network NAT64 = Network.parse("64:ff9b::/96");
  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");

  private static final Network TEREDO = Network.parse("2001::/32");

  private EmbeddedIpv4() {}

  /** The IPv4 address inside; empty if there is none. */
  static Optional<InetAddress> of(InetAddress address) {
    if (NAT64.contains(address)) {
      return Optional.of(slice(address, 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(slice(address, 2));
    }
    if (TEREDO.contains(address)) {
      return Optional.of(inverted(address));
    }
    return isIsatap(address.getAddress()) ? Optional.of(slice(address, 12)) : Optional.empty();
  }

  /** RFC 5214 §6.1: the interface identifier begins with 0000:5efe, or 0200:5efe. */
  private static boolean isIsatap(byte[] bytes) {
    return bytes.length == 16
        && (bytes[8] & ~0x02) == 0
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && bytes[11] == (byte) 0xfe;
  }

  /** RFC 4380 §4: the client's address, each bit of it inverted. */
  private static InetAddress inverted(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (int at = 12; at < bytes.length; at++) {
      bytes[at] = (byte) ~bytes[at];
    }
    return slice(bytes, 12);
  }

  private static InetAddress slice(InetAddress address, int from) {
    return slice(address.getAddress(), from);
  }

  private static InetAddress slice(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an IPv4 address", impossible);
    }
  }
}
