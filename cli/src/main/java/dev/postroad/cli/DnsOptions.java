// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.MxSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options by which hosts are found; {@code route} and {@code send} share them. */
final class DnsOptions {
  @Option(
      names = "--dns",
      paramLabel = "HOST:PORT",
      converter = ServerAddress.class,
      description =
          "Ask this name server; may be repeated, the next one is asked when one does not answer."
              + " Default: those of the configuration, if one is named, or the system's.")
  List<InetSocketAddress> servers = new ArrayList<>();

  @Option(
      names = "--self",
      paramLabel = "NAME|IP",
      converter = SelfConverter.class,
      description =
          "A name or address of our own; may be repeated. MX hosts that are ourselves, and all that"
              + " are no better, are not tried.")
  List<Self> self = new ArrayList<>();

  @Option(
      names = "--allow-network",
      paramLabel = "CIDR",
      converter = NetworkConverter.class,
      description =
          "Deliver into this network although it is not public, such as 127.0.0.0/8; may be"
              + " repeated. Without it, hosts on loopback and in private networks are skipped.")
  List<Network> allowed = new ArrayList<>();

  /** Whether any of them is given. */
  boolean isGiven() {
    return !servers.isEmpty() || !self.isEmpty() || !allowed.isEmpty();
  }

  /** The settings, with what these options add. */
  MxSettings mxSettings(MxSettings settings) {
    Set<String> names = new HashSet<>(settings.selfNames());
    Set<InetAddress> addresses = new HashSet<>(settings.selfAddresses());
    List<Network> networks = new ArrayList<>(settings.allowed());
    names.addAll(selfNames());
    self.forEach(own -> own.address().ifPresent(addresses::add));
    networks.addAll(allowed);
    return new MxSettings(names, addresses, settings.forbidden(), networks, settings.preference());
  }

  /** What {@code --self} names. */
  record Self(Optional<String> name, Optional<InetAddress> address) {}

  List<String> selfNames() {
    return self.stream().flatMap(own -> own.name().stream()).toList();
  }

  /** Tells names and addresses apart. */
  static final class SelfConverter implements ITypeConverter<Self> {
    @Override
    public Self convert(String text) {
      String bare =
          text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
      Optional<InetAddress> address = IpAddresses.tryParse(bare);
      if (address.isPresent()) {
        return new Self(Optional.empty(), address);
      }
      try {
        return new Self(Optional.of(DomainName.parse(text).canonical()), Optional.empty());
      } catch (IllegalArgumentException malformed) {
        throw new TypeConversionException(malformed.getMessage());
      }
    }
  }

  /** Reads a network. */
  static final class NetworkConverter implements ITypeConverter<Network> {
    @Override
    public Network convert(String text) {
      try {
        return Network.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw new TypeConversionException(malformed.getMessage());
      }
    }
  }
}
