// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.domain.DomainName;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.mx.MxPlan;
import dev.postroad.core.mx.MxResolver;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * From a route and a domain to the hosts to try, with all that must hold at each: the plan that
 * {@code route} prints and {@link Deliverer} follows. Asks the DNS, so it may block.
 */
public final class DeliveryPlanner {
  private final MxResolver direct;
  private final MxResolver relays;
  private final int port;
  private final TlsDemand defaultTls;
  private final List<InetAddress> sources;

  /**
   * A planner.
   *
   * @param direct for the domains of recipients: knows ourselves and forbidden networks
   * @param relays for designated relays, which may well be in a private network: forbids nothing
   * @param port where the hosts of direct delivery listen; 25 everywhere but in tests
   * @param defaultTls what direct delivery demands where no rule says otherwise
   * @param sources local addresses to send from: a place that is reached from others is another
   *     site, with limits and troubles of its own; usually empty
   */
  public DeliveryPlanner(
      MxResolver direct,
      MxResolver relays,
      int port,
      TlsDemand defaultTls,
      List<InetAddress> sources) {
    this.direct = direct;
    this.relays = relays;
    this.port = port;
    this.defaultTls = defaultTls;
    this.sources = List.copyOf(sources);
  }

  /** Plans one request. */
  public DeliveryPlan plan(DeliveryRequest request) {
    DomainName domain = request.envelope().recipients().get(0).mailbox().domain();
    return plan(
        request.route(),
        new Matter(domain, request.id(), OptionalLong.of(request.content().size())));
  }

  /**
   * Plans a route.
   *
   * @param domain of the recipients; matters to direct delivery only
   * @param size of the message in octets, as far as it is known; matters to relays only
   */
  public DeliveryPlan plan(Route route, DomainName domain, OptionalLong size) {
    return plan(route, new Matter(domain, domain.canonical(), size));
  }

  /**
   * What is planned for.
   *
   * @param domain of the recipients
   * @param mail its id, by which relays and source addresses that share a load take turns
   * @param size of the message, as far as it is known
   */
  private record Matter(DomainName domain, String mail, OptionalLong size) {}

  private DeliveryPlan plan(Route route, Matter matter) {
    if (route instanceof Route.Direct straight) {
      return direct(matter.domain(), straight.tls().orElse(defaultTls));
    }
    if (route instanceof Route.Via via) {
      return via(via.hops(), matter);
    }
    if (route instanceof Route.ViaAny any) {
      return via(any.of(matter.mail()).hops(), matter);
    }
    if (route instanceof Route.InTurn inTurn) {
      return inTurn(inTurn.ways().stream().map(way -> plan(way, matter)).toList());
    }
    return new DeliveryPlan.Nowhere(why(route));
  }

  private static DeliveryStatus why(Route nowhere) {
    if (nowhere instanceof Route.Refuse refuse) {
      return refuse.status();
    }
    return nowhere instanceof Route.Wait wait
        ? wait.status()
        : DeliveryStatus.temporary("4.2.1", "a rule of relay policy says " + nowhere);
  }

  /**
   * Way after way. What leads nowhere now is passed over, and keeps failure at the others from
   * being for good as long as it may lead somewhere later.
   */
  private static DeliveryPlan inTurn(List<DeliveryPlan> ways) {
    List<NextHop> hops = new ArrayList<>();
    Optional<DeliveryStatus> unknown = Optional.empty();
    Optional<DeliveryPlan> nowhere = Optional.empty();
    for (DeliveryPlan way : ways) {
      if (way instanceof DeliveryPlan.Hosts hosts) {
        hops.addAll(hosts.nextHops());
        unknown = unknown.or(hosts::unknown);
      } else {
        DeliveryPlan.Nowhere no = (DeliveryPlan.Nowhere) way;
        if (no.mx().filter(MxPlan.NullMx.class::isInstance).isPresent()) {
          return no; // The domain takes no mail, whoever brings it.
        }
        boolean forNow = !no.status().isPermanent();
        unknown = unknown.or(() -> Optional.of(no.status()).filter(status -> forNow));
        nowhere = forNow || nowhere.isEmpty() ? Optional.of(no) : nowhere;
      }
    }
    return hops.isEmpty() ? nowhere.orElseThrow() : new DeliveryPlan.Hosts(hops, unknown);
  }

  private DeliveryPlan direct(DomainName domain, TlsDemand tls) {
    MxPlan plan = direct.resolve(domain);
    if (plan instanceof MxPlan.NoHosts none) {
      return new DeliveryPlan.Nowhere(none);
    }
    MxPlan.Hosts hosts = (MxPlan.Hosts) plan;
    List<PlannedHost> planned =
        hosts.hosts().stream()
            .map(host -> new PlannedHost(host, port, false, tls, Optional.empty(), sources))
            .toList();
    NextHop hop = new NextHop(hosts.site().from(sources), planned, OptionalInt.empty());
    return new DeliveryPlan.Hosts(List.of(hop), unknownAmong(hosts));
  }

  private DeliveryPlan via(List<RelayHost> hops, Matter matter) {
    List<NextHop> resolved = new ArrayList<>();
    List<String> tooSmall = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<SiteName> lost = new ArrayList<>();
    Optional<DeliveryStatus> unknown = Optional.empty();
    for (RelayHost hop : hops) {
      long most = hop.terms().maxSize().orElse(Long.MAX_VALUE);
      if (matter.size().orElse(0) > most) {
        tooSmall.add(hop.name() + " takes " + most);
        continue;
      }
      MxResolver.ServicePlan found = resolve(hop);
      MxPlan plan = found.plan();
      if (plan instanceof MxPlan.NoHosts none) {
        problems.add(hop.name() + " (" + hop + "): " + none.status());
        lost.add(site(hop, matter.mail()));
      } else {
        MxPlan.Hosts hosts = (MxPlan.Hosts) plan;
        resolved.add(relay(hop, hosts, found.ports(), matter.mail()));
        unknown = unknown.or(() -> unknownAmong(hosts));
      }
    }
    if (tooSmall.size() == hops.size()) {
      return new DeliveryPlan.Nowhere(
          DeliveryStatus.permanent(
              552,
              "5.3.4",
              "the message has %d octets, and relay %s"
                  .formatted(matter.size().orElse(0), String.join(", ", tooSmall))));
    }
    Optional<DeliveryStatus> unresolved =
        problems.isEmpty()
            ? unknown
            : Optional.of(
                DeliveryStatus.temporary(
                    "4.3.5", "relay not resolved: " + String.join("; ", problems)));
    return resolved.isEmpty()
        ? new DeliveryPlan.Nowhere(unresolved.orElseThrow(), lost.get(0))
        : new DeliveryPlan.Hosts(resolved, unresolved);
  }

  /** Without ports where all hosts listen on the relay's own. */
  private MxResolver.ServicePlan resolve(RelayHost hop) {
    if (hop.terms().service().isPresent()) {
      return relays.resolveService(hop.terms().service().get() + "." + hop.host());
    }
    return new MxResolver.ServicePlan(
        hop.mxLookup()
            ? relays.resolve(DomainName.parse(hop.host()))
            : relays.resolveHost(hop.host()),
        List.of());
  }

  private NextHop relay(RelayHost hop, MxPlan.Hosts hosts, List<Integer> ports, String mail) {
    List<InetAddress> own = sources(hop, mail);
    List<PlannedHost> planned = new ArrayList<>();
    for (MxHost host : hosts.hosts()) {
      int port = ports.isEmpty() ? hop.port() : ports.get(planned.size());
      planned.add(
          new PlannedHost(host, port, hop.implicitTls(), demand(hop, host), Optional.of(hop), own));
    }
    return new NextHop(
        site(hop, mail),
        planned,
        hop.connections(),
        hop.terms().messageRate(),
        hop.terms().connectionRate());
  }

  private List<InetAddress> sources(RelayHost hop, String mail) {
    List<InetAddress> named = hop.terms().sourcesOf(mail);
    return named.isEmpty() ? sources : named;
  }

  private SiteName site(RelayHost hop, String mail) {
    return SiteName.ofRelay(hop.name()).from(sources(hop, mail));
  }

  /**
   * A verified relay must prove the name the operator wrote. A name that only its MX records gave
   * counts when it lies within that domain, since anyone can forge an MX record.
   */
  private static TlsDemand demand(RelayHost hop, MxHost host) {
    TlsDemand tls = hop.tls();
    boolean named = host.name().equals(hop.host()) || host.name().endsWith("." + hop.host());
    return tls.mustVerify() && tls.names().isEmpty() && tls.pins().isEmpty() && !named
        ? new TlsDemand(tls.level(), List.of(hop.host()), tls.because())
        : tls;
  }

  private static Optional<DeliveryStatus> unknownAmong(MxPlan.Hosts plan) {
    return plan.hosts().stream()
        .filter(host -> host.state() == MxHost.State.UNANSWERED)
        .findFirst()
        .map(
            host ->
                DeliveryStatus.temporary(
                    "4.4.3", "no other host took it, and " + host.name() + ": " + host.problem()));
  }
}
