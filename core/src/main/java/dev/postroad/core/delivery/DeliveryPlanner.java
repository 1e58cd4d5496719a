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
    return plan(request.route(), request.envelope().recipients().get(0).mailbox().domain());
  }

  /**
   * Plans a route.
   *
   * @param domain of the recipients; matters to direct delivery only
   */
  public DeliveryPlan plan(Route route, DomainName domain) {
    if (route instanceof Route.Direct straight) {
      return direct(domain, straight.tls().orElse(defaultTls));
    }
    if (route instanceof Route.Via via) {
      return via(via.hops());
    }
    return new DeliveryPlan.Nowhere(
        route instanceof Route.Refuse refuse
            ? refuse.status()
            : DeliveryStatus.temporary("4.2.1", "held by a rule of relay policy"));
  }

  private DeliveryPlan direct(DomainName domain, TlsDemand tls) {
    MxPlan plan = direct.resolve(domain);
    if (plan instanceof MxPlan.NoHosts none) {
      return new DeliveryPlan.Nowhere(none);
    }
    MxPlan.Hosts hosts = (MxPlan.Hosts) plan;
    List<PlannedHost> planned =
        hosts.hosts().stream()
            .map(host -> new PlannedHost(host, port, false, tls, Optional.empty()))
            .toList();
    NextHop hop = new NextHop(hosts.site().from(sources), planned, OptionalInt.empty());
    return new DeliveryPlan.Hosts(List.of(hop), unknownAmong(hosts));
  }

  private DeliveryPlan via(List<RelayHost> hops) {
    List<NextHop> resolved = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Optional<DeliveryStatus> unknown = Optional.empty();
    for (RelayHost hop : hops) {
      MxPlan plan = resolve(hop);
      if (plan instanceof MxPlan.NoHosts none) {
        problems.add(hop.name() + " (" + hop + "): " + none.status());
      } else {
        MxPlan.Hosts hosts = (MxPlan.Hosts) plan;
        resolved.add(relay(hop, hosts));
        unknown = unknown.or(() -> unknownAmong(hosts));
      }
    }
    Optional<DeliveryStatus> unresolved =
        problems.isEmpty()
            ? unknown
            : Optional.of(
                DeliveryStatus.temporary(
                    "4.3.5", "relay not resolved: " + String.join("; ", problems)));
    return resolved.isEmpty()
        ? new DeliveryPlan.Nowhere(unresolved.orElseThrow())
        : new DeliveryPlan.Hosts(resolved, unresolved);
  }

  private MxPlan resolve(RelayHost hop) {
    return hop.mxLookup()
        ? relays.resolve(DomainName.parse(hop.host()))
        : relays.resolveHost(hop.host());
  }

  private NextHop relay(RelayHost hop, MxPlan.Hosts hosts) {
    List<PlannedHost> planned =
        hosts.hosts().stream()
            .map(
                host ->
                    new PlannedHost(
                        host, hop.port(), hop.implicitTls(), demand(hop, host), Optional.of(hop)))
            .toList();
    SiteName site = new SiteName("via " + hop.name()).from(sources);
    return new NextHop(site, planned, hop.connections());
  }

  /**
   * A verified relay must prove the name the operator wrote. A name that only its MX records gave
   * counts when it lies within that domain, since anyone can forge an MX record.
   */
  private static TlsDemand demand(RelayHost hop, MxHost host) {
    TlsDemand tls = hop.tls();
    boolean named = host.name().equals(hop.host()) || host.name().endsWith("." + hop.host());
    return tls.mustVerify() && tls.names().isEmpty() && !named
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
