// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import dev.postroad.core.domain.MxFacts.Addresses;
import dev.postroad.core.domain.MxFacts.Exchanger;
import dev.postroad.core.domain.MxFacts.State;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says of a domain whether it is meant, by what the DNS says of where its mail goes. Where the DNS
 * does not say, that is unknown.
 */
sealed interface DnsPattern extends DomainPattern {

  @Override
  default boolean asksDns() {
    return true;
  }

  /** The DNS says this of the domain's MX records. */
  record Is(State state) implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      MxFacts mx = domain.mx();
      return mx.isKnown() ? Truth.of(mx.state() == state) : Truth.UNKNOWN;
    }
  }

  /** The answer is vouched for by DNSSEC. */
  record Authentic() implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      MxFacts mx = domain.mx();
      return mx.isKnown() ? Truth.of(mx.authentic()) : Truth.UNKNOWN;
    }
  }

  /**
   * The DNS has left a question about the domain open: that for its MX, or one put before; or a
   * regular expression has.
   */
  record Unknown() implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      return Truth.of(!domain.mx().isKnown() || domain.isLeftOpen());
    }
  }

  /**
   * Mail to the domain can only fail: it is not there, says so, or no host of it has an address.
   */
  record TakesNoMail() implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      return switch (domain.mx().state()) {
        case UNKNOWN -> Truth.UNKNOWN;
        case NULL, NO_DOMAIN -> Truth.YES;
        case LISTED, NONE -> {
          Truth nowhere = Truth.YES;
          for (Exchanger host : domain.mx().hosts()) {
            Addresses known = domain.addresses(host);
            Truth here =
                known.addresses().isEmpty() && !known.complete()
                    ? Truth.UNKNOWN
                    : Truth.of(known.addresses().isEmpty());
            nowhere = nowhere.and(here);
          }
          yield nowhere;
        }
      };
    }
  }

  /**
   * Some host has such a name.
   *
   * @param hosts patterns of host names
   * @param written how the operator says it
   */
  record MxNamed(DomainPatterns hosts, String written) implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      if (!domain.mx().isKnown()) {
        return Truth.UNKNOWN;
      }
      Truth any = Truth.NO;
      for (Exchanger host : domain.mx().hosts()) {
        any = any.or(means(host, domain));
        if (any.isYes()) {
          break;
        }
      }
      return any;
    }

    private Truth means(Exchanger host, ClassifiedDomain domain) {
      try {
        return hosts.test(domain.nameAlone(DomainName.parse(host.name())));
      } catch (IllegalArgumentException e) {
        return Truth.NO; // what the DNS has there is no host name
      }
    }

    @Override
    public String toString() {
      return written;
    }
  }

  /** Some host has an address in one of these networks. */
  record MxIn(List<Network> networks) implements DnsPattern {
    public MxIn {
      networks = List.copyOf(networks);
    }

    @Override
    public Truth test(ClassifiedDomain domain) {
      if (!domain.mx().isKnown()) {
        return Truth.UNKNOWN;
      }
      Truth any = Truth.NO;
      for (Exchanger host : domain.mx().hosts()) {
        Addresses known = domain.addresses(host);
        if (known.addresses().stream().anyMatch(address -> isIn(address, networks))) {
          return Truth.YES;
        }
        any = any.or(known.complete() ? Truth.NO : Truth.UNKNOWN);
      }
      return any;
    }

    @Override
    public String toString() {
      return "mx-net(" + joined(networks) + ")";
    }
  }

  /** This server is one of the hosts. */
  record MxSelf() implements DnsPattern {
    @Override
    public Truth test(ClassifiedDomain domain) {
      return domain.mx().isKnown() ? anyIsSelf(domain, domain.mx().hosts()) : Truth.UNKNOWN;
    }
  }

  /**
   * This server is one of the hosts, and others are better.
   *
   * @param primaries where all addresses of all better hosts must lie, since mail goes to any of
   *     them; anywhere if empty
   */
  record BackupMx(List<Network> primaries) implements DnsPattern {
    @Override
    public boolean isChosen(Predicate<DomainClass> classes) {
      return !primaries.isEmpty() && primaries.stream().noneMatch(Network::isEverybodys);
    }

    public BackupMx {
      primaries = List.copyOf(primaries);
    }

    @Override
    public Truth test(ClassifiedDomain domain) {
      if (!domain.mx().isKnown()) {
        return Truth.UNKNOWN;
      }
      List<Exchanger> hosts = domain.mx().hosts();
      int best = hosts.isEmpty() ? 0 : hosts.get(0).preference();
      List<Exchanger> first = hosts.stream().filter(h -> h.preference() == best).toList();
      List<Exchanger> others = hosts.subList(first.size(), hosts.size());
      Truth isBackup = anyIsSelf(domain, others);
      if (isBackup == Truth.NO) {
        return Truth.NO;
      }
      Truth inPlace = primaries.isEmpty() ? Truth.YES : allInPlace(domain, betterThanUs(domain));
      return isBackup.and(anyIsSelf(domain, first).not()).and(inPlace);
    }

    private static List<Exchanger> betterThanUs(ClassifiedDomain domain) {
      List<Exchanger> hosts = domain.mx().hosts();
      OptionalInt own =
          hosts.stream()
              .filter(host -> anyIsSelf(domain, List.of(host)).isYes())
              .mapToInt(Exchanger::preference)
              .min();
      return hosts.stream()
          .filter(host -> own.isEmpty() || host.preference() < own.getAsInt())
          .toList();
    }

    private Truth allInPlace(ClassifiedDomain domain, List<Exchanger> better) {
      Truth all = Truth.YES;
      for (Exchanger host : better) {
        Addresses known = domain.addresses(host);
        if (!known.addresses().stream().allMatch(address -> isIn(address, primaries))) {
          return Truth.NO;
        }
        Truth here = known.addresses().isEmpty() ? Truth.NO : Truth.YES;
        all = all.and(known.complete() ? here : Truth.UNKNOWN);
      }
      return all;
    }

    @Override
    public String toString() {
      return "backup-mx(" + joined(primaries) + ")";
    }
  }

  private static Truth anyIsSelf(ClassifiedDomain domain, List<Exchanger> hosts) {
    if (hosts.stream().anyMatch(host -> domain.lookup().isSelf(host.name()))) {
      return Truth.YES;
    }
    Truth any = Truth.NO;
    for (Exchanger host : hosts) {
      Addresses known = domain.addresses(host);
      if (known.addresses().stream().anyMatch(domain.lookup()::isSelf)) {
        return Truth.YES;
      }
      any = any.or(known.complete() ? Truth.NO : Truth.UNKNOWN);
    }
    return any;
  }

  private static boolean isIn(InetAddress address, List<Network> networks) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static String joined(List<Network> networks) {
    return networks.stream().map(Network::toString).collect(Collectors.joining(", "));
  }
}
