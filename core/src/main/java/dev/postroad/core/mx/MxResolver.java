// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.dns.SrvRecord;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.mx.MxHost.State;
import dev.postroad.core.mx.MxPlan.LoopsToSelf;
import dev.postroad.core.mx.MxPlan.NullMx;
import dev.postroad.core.mx.MxPlan.Unresolvable;
import dev.postroad.core.outcome.DeliveryStatus;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * From a domain to the hosts that take its mail (RFC 5321 §5.1, RFC 7505): which, in which order,
 * at which addresses. Asks the DNS and nothing else; what is decided here is printed by {@code
 * route} and followed by delivery.
 *
 * <p>Where the DNS does not answer, the status is temporary. Permanent is only what an answer says:
 * no such domain, no host, no mail here, or that the best host is ourselves. Where a setting of the
 * operator leaves no host, it may be the setting that is wrong, so mail waits:
 *
 * <table>
 *   <caption>when there is no host to try</caption>
 *   <tr><td>null MX, and no other</td><td>556 5.1.10</td></tr>
 *   <tr><td>NXDOMAIN for the domain</td><td>550 5.1.2</td></tr>
 *   <tr><td>no host has an address, or only one such as 127.0.0.1</td><td>550 5.4.4</td></tr>
 *   <tr><td>the best host is ourselves</td><td>554 5.4.6</td></tr>
 *   <tr><td>there are better hosts than ourselves, none with an address</td>
 *       <td>451 4.4.4</td></tr>
 *   <tr><td>all addresses are in forbidden networks or of a family not used</td>
 *       <td>451 4.4.4</td></tr>
 *   <tr><td>SERVFAIL, time-out, unusable answer</td><td>451 4.4.3</td></tr>
 * </table>
 */
public final class MxResolver {
  /** More hosts than this are of no use to anyone but an attacker. */
  private static final int MAX_HOSTS = 50;

  /** After so many hosts that the DNS does not tell of, more would only cost more time. */
  private static final int MAX_UNANSWERED = 8;

  /** Nor after so long: whoever plans is a worker that other mail waits for. */
  private static final Duration MAX_SEARCH = Duration.ofSeconds(30);

  private final DnsClient dns;
  private final MxSettings settings;
  private final LongSupplier nanoTicker;
  private final HostOrder order;
  private final HostAddresses addresses;

  /** For a host named outright, which may be ourselves on another port. */
  private final HostAddresses named;

  /**
   * A resolver.
   *
   * @param random for the shuffle within tiers; thread-safe
   * @param nanoTicker tells how long the search takes
   */
  public MxResolver(
      DnsClient dns, MxSettings settings, RandomGenerator random, LongSupplier nanoTicker) {
    this.dns = dns;
    this.settings = settings;
    this.nanoTicker = nanoTicker;
    this.order = new HostOrder(random, settings.preference());
    this.addresses = new HostAddresses(dns, settings, order);
    this.named = new HostAddresses(dns, settings.withoutSelf(), order);
  }

  /** Plans the delivery to a domain or an address literal. */
  public MxPlan resolve(DomainName domain) {
    return domain.literal().map(this::literal).orElseGet(() -> byMx(domain.canonical()));
  }

  /**
   * Plans the delivery to one host, without looking for MX records. The operator named it, so it
   * may be ourselves.
   *
   * @param host a host name or a bare address
   */
  public MxPlan resolveHost(String host) {
    return IpAddresses.tryParse(host)
        .map(this::atAddress)
        .orElseGet(() -> conclude(host, List.of(namedHost(host)), false));
  }

  /**
   * Plans the delivery to the hosts of a service (RFC 6186, RFC 8314).
   *
   * @param name such as {@code _submission._tcp.example.net}
   */
  public ServicePlan resolveService(String name) {
    DnsAnswer<SrvRecord> answer = dns.services(name);
    List<SrvRecord> found =
        answer instanceof DnsAnswer.Records<SrvRecord> records
            ? order.services(
                records.records().stream().filter(srv -> !srv.target().isEmpty()).toList())
            : List.of();
    if (found.isEmpty()) {
      return new ServicePlan(new Unresolvable(noService(name, answer)), List.of());
    }
    List<MxHost> hosts = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (SrvRecord srv : found) {
      if (hosts.size() < MAX_HOSTS && places.add(srv.target() + ":" + srv.port())) {
        hosts.add(
            named.of(new MxRecord(srv.priority(), srv.target()), false, new HashSet<>()).host());
        ports.add(srv.port());
      }
    }
    return new ServicePlan(conclude(name, hosts, false), ports);
  }

  private static DeliveryStatus noService(String name, DnsAnswer<SrvRecord> answer) {
    if (answer instanceof DnsAnswer.TryAgain<SrvRecord> again) {
      return DeliveryStatus.temporary("4.4.3", "no SRV records of " + name + ": " + again.why());
    }
    return answer instanceof DnsAnswer.Bogus<SrvRecord> bogus
        ? DeliveryStatus.temporary("4.4.3", "no SRV records of " + name + ": " + bogus.why())
        : DeliveryStatus.permanent(550, "5.4.4", "there is no service " + name);
  }

  /**
   * Where a service is.
   *
   * @param plan its hosts; one that listens on several ports is there once for each
   * @param ports of each host of the plan, in its order; empty if there is none
   */
  public record ServicePlan(MxPlan plan, List<Integer> ports) {
    public ServicePlan {
      ports = List.copyOf(ports);
    }
  }

  private MxHost namedHost(String host) {
    return named.of(new MxRecord(0, host), false, new HashSet<>()).host();
  }

  private MxPlan literal(InetAddress address) {
    String text = IpAddresses.format(address);
    if (settings.isSelf(address)) {
      return loops(text, text);
    }
    return atAddress(address);
  }

  private MxPlan atAddress(InetAddress address) {
    String text = IpAddresses.format(address);
    return conclude(text, List.of(addresses.ofLiteral(text, address)), false);
  }

  private MxPlan byMx(String domain) {
    DnsAnswer<MxRecord> answer = dns.mx(domain);
    if (answer instanceof DnsAnswer.Records<MxRecord> found) {
      return byRecords(domain, found);
    }
    if (answer instanceof DnsAnswer.NoData<MxRecord> none) {
      // The implicit MX: only where the answer says that there is no MX, never for want of one.
      return plan(domain, List.of(new MxRecord(0, domain)), none.authentic());
    }
    if (answer instanceof DnsAnswer.NxDomain<MxRecord>) {
      return new Unresolvable(
          DeliveryStatus.permanent(550, "5.1.2", "the domain " + domain + " does not exist"));
    }
    String why =
        answer instanceof DnsAnswer.TryAgain<MxRecord> again
            ? again.why()
            : ((DnsAnswer.Bogus<MxRecord>) answer).why();
    return new Unresolvable(
        DeliveryStatus.temporary("4.4.3", "no MX records of " + domain + " for now: " + why));
  }

  private MxPlan byRecords(String domain, DnsAnswer.Records<MxRecord> found) {
    List<MxRecord> hosts = hosts(found);
    return hosts.isEmpty()
        ? new NullMx(
            DeliveryStatus.permanent(
                556, "5.1.10", "the domain " + domain + " takes no mail (null MX)"))
        : plan(domain, hosts, found.authentic());
  }

  /**
   * The hosts that MX records name; none for the null MX. Null MX beside others is against RFC 7505
   * §3: the others then are what counts.
   */
  static List<MxRecord> hosts(DnsAnswer.Records<MxRecord> found) {
    return found.records().stream().filter(mx -> !mx.exchange().isEmpty()).toList();
  }

  private MxPlan plan(String domain, List<MxRecord> records, boolean authentic) {
    // We may take this mail only for hosts better than ourselves: all others would send it back.
    Optional<MxRecord> ourselves =
        records.stream()
            .filter(mx -> settings.isSelf(mx.exchange()))
            .min(Comparator.comparingInt(MxRecord::preference));
    List<MxRecord> better =
        records.stream()
            .filter(mx -> ourselves.isEmpty() || mx.preference() < ourselves.get().preference())
            .toList();
    if (better.isEmpty()) {
      return loops(domain, ourselves.orElseThrow().exchange());
    }
    // The one too many says that there are more.
    return search(domain, order.hosts(better, MAX_HOSTS + 1), authentic, ourselves.isPresent());
  }

  private MxPlan search(
      String domain, List<MxRecord> ordered, boolean authentic, boolean weAreBackup) {
    List<MxHost> hosts = new ArrayList<>();
    Set<InetAddress> seen = new HashSet<>();
    int unanswered = 0;
    long begun = nanoTicker.getAsLong();
    for (MxRecord mx : ordered) {
      if (hosts.size() == MAX_HOSTS) {
        hosts.add(HostAddresses.unasked(mx, "there are so many before it"));
        break;
      }
      if (unanswered >= MAX_UNANSWERED) {
        hosts.add(HostAddresses.unasked(mx, "there was no answer for others before it"));
        continue;
      }
      if (nanoTicker.getAsLong() - begun > MAX_SEARCH.toNanos()) {
        hosts.add(HostAddresses.unasked(mx, "the answers for others took so long"));
        continue;
      }
      HostAddresses.Found found = addresses.of(mx, authentic, seen);
      if (found.isSelf()) {
        hosts.removeIf(host -> host.preference() >= mx.preference());
        return hosts.isEmpty() ? loops(domain, mx.exchange()) : conclude(domain, hosts, true);
      }
      hosts.add(found.host());
      unanswered += found.host().state() == State.UNANSWERED ? 1 : 0;
    }
    return conclude(domain, hosts, weAreBackup);
  }

  private static MxPlan loops(String domain, String host) {
    return new LoopsToSelf(
        DeliveryStatus.permanent(
            554,
            "5.4.6",
            "mail for " + domain + " loops: its best host " + host + " is this server"));
  }

  private static MxPlan conclude(String domain, List<MxHost> hosts, boolean weAreBackup) {
    if (anyIs(State.USABLE, hosts)) {
      return new MxPlan.Hosts(SiteName.of(hosts), hosts);
    }
    String problems =
        String.join("; ", hosts.stream().map(host -> host.name() + ": " + host.problem()).toList());
    if (weAreBackup) {
      return new Unresolvable(
          DeliveryStatus.temporary(
              "4.4.4",
              "this server is a backup for "
                  + domain
                  + ", and no better host resolves: "
                  + problems));
    }
    if (anyIs(State.UNANSWERED, hosts)) {
      return new Unresolvable(
          DeliveryStatus.temporary("4.4.3", "no host of " + domain + " for now: " + problems));
    }
    return new Unresolvable(
        anyIs(State.FORBIDDEN, hosts)
            ? DeliveryStatus.temporary("4.4.4", "no permitted host of " + domain + ": " + problems)
            : DeliveryStatus.permanent(550, "5.4.4", "no host of " + domain + ": " + problems));
  }

  private static boolean anyIs(State state, List<MxHost> hosts) {
    return hosts.stream().anyMatch(host -> host.state() == state);
  }
}
