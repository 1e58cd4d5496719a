// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A block of IP addresses in CIDR notation (RFC 4632): {@code 192.0.2.0/24}, {@code 2001:db8::/32},
 * or a single address.
 */
public final class Network {
  /** Nobody was ever given more than this. */
  private static final int LARGEST_IPV4 = 8;

  private static final int LARGEST_IPV6 = 16;

  /** What there is of IPv6 for hosts in the Internet (RFC 4291 §2.4). */
  private static final Network GLOBAL_IPV6 = parse("2000::/3");

  private final byte[] base;
  private final int prefixLength;

  private Network(byte[] base, int prefixLength) {
    this.base = base;
    this.prefixLength = prefixLength;
  }

  /**
   * Reads a network; without a slash, the one address.
   *
   * @throws IllegalArgumentException saying what is wrong, bits beyond the prefix included
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash), text);
    byte[] base = address.getAddress();
    int bits = 8 * base.length;
    int length = slash < 0 ? bits : prefixLength(text.substring(slash + 1), bits, text);
    byte[] masked = mask(base, length);
    if (!Arrays.equals(base, masked)) {
      throw new IllegalArgumentException(
          "the network "
              + text
              + " has bits set beyond its prefix; it begins at "
              + new Network(masked, length));
    }
    return new Network(base, length);
  }

  private static InetAddress address(String address, String text) {
    return IpAddresses.tryParse(address)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a network such as 192.0.2.0/24 or 2001:db8::/32: \""
                        + DomainName.printable(text)
                        + "\""));
  }

  /** Whether all addresses of another network lie in this one. */
  public boolean contains(Network other) {
    return other.base.length == base.length
        && other.prefixLength >= prefixLength
        && Arrays.equals(mask(other.base, prefixLength), base);
  }

  /** All networks that hold this one, the largest first and this one last. */
  public Stream<Network> around() {
    return IntStream.rangeClosed(0, prefixLength)
        .mapToObj(length -> new Network(mask(base, length), length));
  }

  /** Whether it is larger than what anybody has: most of the Internet, or all of it. */
  public boolean isEverybodys() {
    return prefixLength < (base.length == 4 ? LARGEST_IPV4 : LARGEST_IPV6);
  }

  /**
   * Whether networks hold half of all addresses of IPv4 together, or of those of IPv6 that are
   * given out, or more of them. Nobody has so many, however they are divided.
   */
  public static boolean areEverybodys(Collection<Network> networks) {
    Set<Network> all = new HashSet<>(networks);
    double ipv4 = 0;
    double ipv6 = 0;
    for (Network network : all) {
      if (network.isWithinOneOf(all)) {
        continue;
      }
      double share = Math.scalb(1.0, -network.prefixLength);
      if (network.base.length == 4) {
        ipv4 += share;
      } else if (GLOBAL_IPV6.contains(network) || network.contains(GLOBAL_IPV6)) {
        ipv6 += Math.min(1, share * 8);
      }
    }
    return ipv4 >= 0.5 || ipv6 >= 0.5;
  }

  /** Networks lie one in another, or have nothing in common. */
  private boolean isWithinOneOf(Set<Network> all) {
    return around().limit(prefixLength).anyMatch(all::contains);
  }

  private static int prefixLength(String length, int bits, String text) {
    boolean digits = length.matches("\\d{1,3}");
    if (!digits || Integer.parseInt(length) > bits) {
      throw new IllegalArgumentException(
          "the prefix length of "
              + DomainName.printable(text)
              + " must be a number from 0 to "
              + bits);
    }
    return Integer.parseInt(length);
  }

  private static byte[] mask(byte[] address, int length) {
    byte[] masked = address.clone();
    for (int bit = length; bit < 8 * masked.length; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return masked;
  }

  /** Whether the address lies in this network. IPv4 and IPv6 never contain each other. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == base.length && Arrays.equals(mask(bytes, prefixLength), base);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that
        && that.prefixLength == prefixLength
        && Arrays.equals(that.base, base);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(base) + prefixLength;
  }

  /** In CIDR notation. */
  @Override
  public String toString() {
    return IpAddresses.format(address()) + "/" + prefixLength;
  }

  private InetAddress address() {
    try {
      return InetAddress.getByAddress(base);
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException("a network has 4 or 16 bytes", impossible);
    }
  }
}
