// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Reads and writes IP addresses as text, strictly, and never asks the DNS: unlike {@link
 * InetAddress#getByName}, which takes what it cannot read for a host name.
 */
public final class IpAddresses {
  private static final int IPV6_GROUPS = 8;

  private IpAddresses() {}

  /**
   * Reads an IPv4 address as four decimal numbers, or an IPv6 address in any form of RFC 4291 §2.2.
   * Leading zeros in IPv4 numbers, scopes ({@code %eth0}) and abbreviated IPv4 forms are refused.
   * An IPv4-mapped IPv6 address is the IPv4 address it maps.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static InetAddress parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not an IPv4 or IPv6 address: " + DomainName.printable(text)));
  }

  /** As {@link #parse}, but empty where that throws. */
  public static Optional<InetAddress> tryParse(String text) {
    byte[] bytes = text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
    return bytes.length == 0 ? Optional.empty() : Optional.of(ofBytes(bytes));
  }

  /** An address as text: IPv4 in dotted decimal, IPv6 as RFC 5952 wants it, without scope. */
  public static String format(InetAddress address) {
    return address instanceof Inet4Address
        ? address.getHostAddress()
        : formatIpv6(address.getAddress());
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", impossible);
    }
  }

  /** The four bytes, or none if the text is no IPv4 address. */
  private static byte[] parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return new byte[0];
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = decimalOctet(parts[i]);
      if (value < 0) {
        return new byte[0];
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static int decimalOctet(String text) {
    if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value <= 255 ? value : -1;
  }

  /** The sixteen bytes, or none if the text is no IPv6 address. */
  private static byte[] parseIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] groups = groups(text);
      return groups.length == IPV6_GROUPS ? toBytes(groups, new int[0]) : new byte[0];
    }
    String headText = text.substring(0, gap);
    String tailText = text.substring(gap + 2);
    int[] head = headText.isEmpty() ? new int[0] : groups(headText);
    int[] tail = tailText.isEmpty() ? new int[0] : groups(tailText);
    boolean broken =
        (head.length == 0 && !headText.isEmpty())
            || (tail.length == 0 && !tailText.isEmpty())
            || headText.indexOf('.') >= 0
            || head.length + tail.length >= IPV6_GROUPS;
    return broken ? new byte[0] : toBytes(head, tail);
  }

  /** The 16-bit groups between colons, a trailing IPv4 address as two; none if malformed. */
  private static int[] groups(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > IPV6_GROUPS) {
      return new int[0];
    }
    boolean endsInIpv4 = parts[parts.length - 1].indexOf('.') >= 0;
    int[] groups = new int[parts.length + (endsInIpv4 ? 1 : 0)];
    int hexGroups = endsInIpv4 ? parts.length - 1 : parts.length;
    for (int i = 0; i < hexGroups; i++) {
      groups[i] = hexGroup(parts[i]);
      if (groups[i] < 0) {
        return new int[0];
      }
    }
    if (endsInIpv4) {
      byte[] ipv4 = parseIpv4(parts[hexGroups]);
      if (ipv4.length == 0) {
        return new int[0];
      }
      groups[hexGroups] = ((ipv4[0] & 0xff) << 8) | (ipv4[1] & 0xff);
      groups[hexGroups + 1] = ((ipv4[2] & 0xff) << 8) | (ipv4[3] & 0xff);
    }
    return groups;
  }

  private static int hexGroup(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static byte[] toBytes(int[] head, int[] tail) {
    byte[] bytes = new byte[2 * IPV6_GROUPS];
    for (int i = 0; i < head.length; i++) {
      put(bytes, i, head[i]);
    }
    for (int i = 0; i < tail.length; i++) {
      put(bytes, IPV6_GROUPS - tail.length + i, tail[i]);
    }
    return bytes;
  }

  private static void put(byte[] bytes, int group, int value) {
    bytes[2 * group] = (byte) (value >> 8);
    bytes[2 * group + 1] = (byte) value;
  }

  private static String formatIpv6(byte[] bytes) {
    int[] groups = new int[IPV6_GROUPS];
    for (int i = 0; i < IPV6_GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int gapStart = -1;
    int gapLength = 1; // RFC 5952 §4.2.2: a single zero group is not shortened
    for (int start = 0; start < IPV6_GROUPS; start++) {
      int end = start;
      while (end < IPV6_GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - start > gapLength) {
        gapStart = start;
        gapLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < IPV6_GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
