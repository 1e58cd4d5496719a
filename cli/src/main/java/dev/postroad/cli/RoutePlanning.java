// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.conf.JamesFolder;
import dev.postroad.cli.conf.Routing;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.delivery.DeliveryPlanner;
import dev.postroad.core.dns.CachingDnsClient;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsServers;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.explain.Explainer;
import dev.postroad.core.mx.DnsMxLookup;
import dev.postroad.core.mx.MxResolver;
import dev.postroad.core.mx.MxSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts together whom {@code route} asks: the rules and the planner of the configuration. */
final class RoutePlanning {
  private RoutePlanning() {}

  /** An explainer by the options; what the operator should know of them is noted. */
  static Explainer open(
      World world, ConfigurationOptions configuration, DnsOptions options, DnsTrace trace)
      throws CommandFailure, ConfigurationProblems {
    Routing routing = configuration.read(world);
    routing.notes().forEach(world::note);
    routing.warnings().forEach(warning -> world.note(warning.toString()));
    // Classes and plans ask the same questions.
    DnsClient dns =
        new CachingDnsClient(world.dns().open(servers(options, routing), trace), System::nanoTime);
    MxSettings mx = options.mxSettings(knowingJames(routing));
    DeliveryPlanner planner =
        new DeliveryPlanner(
            new MxResolver(dns, mx, world.random(), System::nanoTime),
            new MxResolver(dns, mx.forRelays(), world.random(), System::nanoTime),
            routing.delivery().direct().port(),
            routing.delivery().direct().tls(),
            routing.delivery().identity().sourceAddresses());
    return new Explainer(routing.rules(), planner::plan, () -> new DnsMxLookup(dns, mx));
  }

  /**
   * What the delivery says of ourselves, with what James knows without being told: its name, and
   * the addresses of its machine, which is this one where its whole folder is at hand.
   */
  private static MxSettings knowingJames(Routing routing) {
    List<String> names =
        new ArrayList<>(routing.delivery().identity().ehloName().stream().toList());
    Optional<DomainName> jamesName = routing.james().defaultDomain();
    jamesName.map(DomainName::canonical).ifPresent(names::add);
    return routing
        .delivery()
        .mx()
        .withSelf(names, jamesName.isPresent() ? LocalHost.publicAddresses() : Set.of());
  }

  /** The first that says something: the options, the delivery, James' own files, the system. */
  private static List<InetSocketAddress> servers(DnsOptions options, Routing routing) {
    if (!options.servers.isEmpty()) {
      return options.servers;
    }
    if (!routing.delivery().dns().isEmpty()) {
      return routing.delivery().dns();
    }
    JamesFolder james = routing.james();
    List<InetSocketAddress> servers = new ArrayList<>();
    if (james.autodiscover()) {
      servers.addAll(DnsServers.ofThisMachine().addresses());
    }
    servers.addAll(james.dnsServers());
    return servers.isEmpty()
        ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), DnsServers.DNS_PORT))
        : servers;
  }
}
