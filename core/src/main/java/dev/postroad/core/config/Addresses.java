// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads hosts, addresses and ports. Never asks the DNS. */
final class Addresses {
  private static final int DNS_PORT = 53;

  private Addresses() {}

  /**
   * {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53}, {@code [2001:db8::53]:53}.
   */
  static InetSocketAddress server(String text) throws InvalidValueException {
    HostAndPort server = hostAndPort(text);
    Optional<InetAddress> address = IpAddresses.tryParse(server.host());
    if (address.isEmpty()) {
      throw new InvalidValueException(
          "a name server is given by its address", "write 192.0.2.53 or [2001:db8::53]:53");
    }
    return new InetSocketAddress(address.get(), server.port().orElse(DNS_PORT));
  }

  /** A gateway of RemoteDelivery: {@code mail.example.org:587}. */
  static DeliverySettings.GatewayHost gatewayHost(String text) throws InvalidValueException {
    HostAndPort gateway = hostAndPort(text);
    Optional<InetAddress> address = IpAddresses.tryParse(gateway.host());
    String host =
        address.isPresent()
            ? IpAddresses.format(address.get())
            : domain(gateway.host(), "write mail.example.org:587").canonical();
    return new DeliverySettings.GatewayHost(host, gateway.port());
  }

  /** One of our own names or addresses, in canonical form. */
  static String self(String text) throws InvalidValueException {
    Optional<InetAddress> address = IpAddresses.tryParse(text);
    return address.isPresent()
        ? IpAddresses.format(address.get())
        : domain(text, "write mx1.example.org, or an address").canonical();
  }

  /** What may stand behind EHLO. */
  static String heloName(String text) throws InvalidValueException {
    return domain(text, "write mail.example.org").inAddress();
  }

  private record HostAndPort(String host, OptionalInt port) {}

  private static HostAndPort hostAndPort(String text) throws InvalidValueException {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "" : text.substring(end + 1);
      if (end < 0 || (!rest.isEmpty() && !rest.startsWith(":"))) {
        throw new InvalidValueException("its brackets are not closed", "write [HOST]:PORT");
      }
      return new HostAndPort(
          text.substring(1, end), rest.isEmpty() ? OptionalInt.empty() : port(rest.substring(1)));
    }
    int colon = text.indexOf(':');
    if (colon < 0 || colon != text.lastIndexOf(':')) {
      return new HostAndPort(text, OptionalInt.empty());
    }
    return new HostAndPort(text.substring(0, colon), port(text.substring(colon + 1)));
  }

  private static OptionalInt port(String text) throws InvalidValueException {
    return OptionalInt.of(ValueTypes.PORT.parse(text));
  }

  private static DomainName domain(String text, String remedy) throws InvalidValueException {
    return ValueTypes.argument(() -> DomainName.parse(text), remedy);
  }
}
