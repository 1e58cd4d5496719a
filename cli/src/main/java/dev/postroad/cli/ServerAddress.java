// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the name server of an option: {@code HOST:PORT}, or {@code HOST} for port 53. An IPv6
 * address with a port stands in brackets.
 */
final class ServerAddress implements ITypeConverter<InetSocketAddress> {
  private static final int DNS_PORT = 53;

  @Override
  public InetSocketAddress convert(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new TypeConversionException(malformed.getMessage());
    }
  }

  static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.contains("]");
    boolean bareIpv6 = !bracketed && colon != text.indexOf(':');
    boolean withPort = colon >= 0 && !bareIpv6 && !text.endsWith("]");
    String host = withPort ? text.substring(0, colon) : text;
    int port = withPort ? Ports.parse(text.substring(colon + 1)) : DNS_PORT;
    if (bracketed) {
      if (!host.endsWith("]")) {
        throw new IllegalArgumentException("write [ADDRESS]:PORT, not " + text);
      }
      host = host.substring(1, host.length() - 1);
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("there is no host in \"" + text + "\"; write HOST:PORT");
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "the name server " + host + " has no address that this machine knows", unknown);
    }
  }
}
