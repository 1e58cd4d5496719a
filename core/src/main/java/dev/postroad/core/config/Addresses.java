// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Reads hosts, addresses and ports. Never asks the DNS. */
final class Addresses {
  private static final int DNS_PORT = 53;

  private Addresses() {}

  /**
   * {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53}, {@code [2001:db8::53]:53}.
   */
  static InetSocketAddress server(String text) throws InvalidValueException {
    HostAndPort server = HostAndPort.parse(text);
    Optional<InetAddress> address = IpAddresses.tryParse(server.host());
    if (address.isEmpty()) {
      throw new InvalidValueException(
          "a name server is given by its address", "write 192.0.2.53 or [2001:db8::53]:53");
    }
    return new InetSocketAddress(address.get(), server.port().orElse(DNS_PORT));
  }

  /** A gateway of RemoteDelivery: {@code mail.example.org:587}. */
  static DeliverySettings.GatewayHost gatewayHost(String text) throws InvalidValueException {
    HostAndPort gateway = HostAndPort.parse(text);
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

  private static DomainName domain(String text, String remedy) throws InvalidValueException {
    return ValueTypes.argument(() -> DomainName.parse(text), remedy);
  }
}
