// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.config.HostAndPort;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.dns.DnsServers;
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
  @Override
  public InetSocketAddress convert(String text) {
    try {
      HostAndPort server = HostAndPort.parse(text);
      return new InetSocketAddress(
          InetAddress.getByName(server.host()), server.port().orElse(DnsServers.DNS_PORT));
    } catch (InvalidValueException malformed) {
      throw new TypeConversionException(
          "\"" + text + "\": " + malformed.why() + "; write HOST:PORT");
    } catch (UnknownHostException unknown) {
      throw new TypeConversionException(
          "the name server " + text + " has no address that this machine knows");
    }
  }
}
