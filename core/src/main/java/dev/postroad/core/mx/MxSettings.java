// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.domain.Network;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What MX planning must know of ourselves and of the network.
 *
 * @param selfNames our own host names in canonical form: an MX of that name is us
 * @param selfAddresses our own public addresses: an MX with such an address is us
 * @param forbidden networks no mail is delivered to, whatever a domain's DNS says
 * @param allowed exceptions from the forbidden ones
 * @param preference which address family
 */
public record MxSettings(
    Set<String> selfNames,
    Set<InetAddress> selfAddresses,
    List<Network> forbidden,
    List<Network> allowed,
    AddressPreference preference) {

  /**
   * Networks that no stranger's MX may point us to: those of the special-purpose registries (RFC
   * 6890, RFC 8190) that are not globally reachable, with multicast, the reserved and the withdrawn
   * ones (site-local, IPv4-compatible, 6to4 relay anycast) and the local translation prefixes. The
   * documentation networks are not among them: they lead nowhere.
   */
  public static final List<Network> NOT_PUBLIC =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3",
              "::/128",
              "::1/128",
              "::/96",
              "::ffff:0:0:0/96",
              "64:ff9b:1::/48",
              "100::/64",
              "100:0:0:1::/64",
              "2001:2::/48",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .stream()
          .map(Network::parse)
          .toList();

  /** Nobody is us, networks that are not public are forbidden, both families are used. */
  public static final MxSettings STANDARD =
      new MxSettings(Set.of(), Set.of(), NOT_PUBLIC, List.of(), AddressPreference.ANY);

  public MxSettings {
    selfNames = Set.copyOf(selfNames);
    selfAddresses = Set.copyOf(selfAddresses);
    forbidden = List.copyOf(forbidden);
    allowed = List.copyOf(allowed);
  }

  /** The same, knowing ourselves by more names and addresses. */
  public MxSettings withSelf(Collection<String> names, Collection<InetAddress> addresses) {
    Set<String> allNames = new HashSet<>(selfNames);
    names.forEach(name -> allNames.add(name.toLowerCase(Locale.ROOT)));
    Set<InetAddress> allAddresses = new HashSet<>(selfAddresses);
    allAddresses.addAll(addresses);
    return new MxSettings(allNames, allAddresses, forbidden, allowed, preference);
  }

  /**
   * The same for designated relays: the operator named them, so they may be anywhere, next door on
   * loopback too. We still are ourselves: the MX hosts of a relay's domain may be us.
   */
  public MxSettings forRelays() {
    return new MxSettings(selfNames, selfAddresses, List.of(), List.of(), preference);
  }

  /** The same where nobody is us. */
  MxSettings withoutSelf() {
    return new MxSettings(Set.of(), Set.of(), forbidden, allowed, preference);
  }

  boolean isSelf(String host) {
    return selfNames.contains(host);
  }

  boolean isSelf(InetAddress address) {
    return selfAddresses.contains(address);
  }

  /**
   * The network that forbids an address, or the IPv4 address that a translator would make of it;
   * empty if it may be used.
   */
  Optional<Network> forbiddenBy(InetAddress address) {
    List<InetAddress> reached =
        EmbeddedIpv4.of(address).map(v4 -> List.of(address, v4)).orElse(List.of(address));
    return reached.stream().anyMatch(this::isAllowed)
        ? Optional.empty()
        : forbidden.stream()
            .filter(network -> reached.stream().anyMatch(network::contains))
            .findFirst();
  }

  private boolean isAllowed(InetAddress address) {
    return allowed.stream().anyMatch(network -> network.contains(address));
  }
}
