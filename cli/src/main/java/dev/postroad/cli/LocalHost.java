// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.domain.IpAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Collectors;

/** What this machine calls itself. */
final class LocalHost {
  private LocalHost() {}

  /** Fit for EHLO (RFC 5321 §4.1.4): the host name if it is a full one, else an address literal. */
  static String name() {
    try {
      InetAddress local = InetAddress.getLocalHost();
      String name = local.getHostName();
      return name.indexOf('.') > 0 ? name : literal(local);
    } catch (UnknownHostException nameless) {
      return literal(InetAddress.getLoopbackAddress());
    }
  }

  /** The addresses that others can reach; loopback and link-local ones are nobody's. */
  static Set<InetAddress> publicAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException untold) {
      return Set.of();
    }
  }

  private static String literal(InetAddress address) {
    String text = IpAddresses.format(address);
    return address instanceof Inet4Address ? "[" + text + "]" : "[IPv6:" + text + "]";
  }
}
