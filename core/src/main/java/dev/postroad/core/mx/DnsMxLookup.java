// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsClient.AddressFamily;
import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.MxFacts;
import dev.postroad.core.domain.MxFacts.Addresses;
import dev.postroad.core.domain.MxFacts.Exchanger;
import dev.postroad.core.domain.MxFacts.State;
import dev.postroad.core.domain.MxLookup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells classes what the DNS says, by the rules that {@link MxResolver} plans by. Remembers the
 * answers, so it is for the time of one mail, and for one thread.
 */
public final class DnsMxLookup implements MxLookup {
  /** A domain with more hosts is asked for the addresses of no more: the others are unknown. */
  private static final int MOST_HOSTS = 20;

  private final DnsClient dns;
  private final MxSettings settings;
  private final Map<DomainName, MxFacts> domains = new HashMap<>();
  private final Map<String, Addresses> hosts = new HashMap<>();

  /**
   * @param dns whom to ask; says how long that may take
   * @param settings which names and addresses are this server's
   */
  public DnsMxLookup(DnsClient dns, MxSettings settings) {
    this.dns = dns;
    this.settings = settings;
  }

  @Override
  public MxFacts mx(DomainName domain) {
    return domains.computeIfAbsent(
        domain,
        asked ->
            asked.literal().isPresent()
                ? toItself(State.LISTED, asked, false)
                : facts(asked, dns.mx(asked.canonical())));
  }

  private static MxFacts facts(DomainName domain, DnsAnswer<MxRecord> answer) {
    if (answer instanceof DnsAnswer.Records<MxRecord> found) {
      List<MxRecord> records = MxResolver.hosts(found);
      return new MxFacts(
          records.isEmpty() ? State.NULL : State.LISTED,
          records.stream().map(mx -> new Exchanger(mx.exchange(), mx.preference())).toList(),
          found.authentic());
    }
    if (answer instanceof DnsAnswer.NoData<MxRecord> none) {
      return toItself(State.NONE, domain, none.authentic());
    }
    return answer instanceof DnsAnswer.NxDomain<MxRecord> none
        ? new MxFacts(State.NO_DOMAIN, List.of(), none.authentic())
        : MxFacts.UNKNOWN;
  }

  private static MxFacts toItself(State state, DomainName domain, boolean authentic) {
    return new MxFacts(state, List.of(new Exchanger(domain.canonical(), 0)), authentic);
  }

  @Override
  public Addresses addresses(String host) {
    Addresses known = hosts.get(host);
    if (known == null) {
      known = hosts.size() < MOST_HOSTS ? ask(host) : Addresses.UNKNOWN;
      hosts.put(host, known);
    }
    return known;
  }

  private Addresses ask(String host) {
    Optional<InetAddress> literal = IpAddresses.tryParse(host);
    if (literal.isPresent()) {
      return new Addresses(List.of(literal.get()), true);
    }
    List<InetAddress> found = new ArrayList<>();
    boolean complete = true;
    for (AddressFamily family : AddressFamily.values()) {
      DnsAnswer<InetAddress> answer = dns.addresses(host, family);
      if (answer instanceof DnsAnswer.Records<InetAddress> records) {
        found.addAll(records.records());
      } else {
        complete &= answer instanceof DnsAnswer.NoData || answer instanceof DnsAnswer.NxDomain;
      }
    }
    return new Addresses(found, complete);
  }

  @Override
  public boolean isSelf(String host) {
    return settings.isSelf(host);
  }

  @Override
  public boolean isSelf(InetAddress address) {
    return settings.isSelf(address);
  }
}
