// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.config.Key;
import dev.postroad.core.config.LimitKeys;
import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.dispatch.SiteDetails;
import dev.postroad.core.dispatch.SiteDetails.Source;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.history.History;
import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.pool.HostHealth.Standing;
import dev.postroad.core.pool.HostState;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.james.Outbound;
import dev.postroad.james.operations.SiteDetail.Address;
import dev.postroad.james.operations.SiteDetail.AddressState;
import dev.postroad.james.operations.SiteDetail.Host;
import dev.postroad.james.operations.SiteDetail.Limit;
import dev.postroad.james.operations.SiteStatus.State;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts together all that is known of a site. */
final class DetailMaker {
  private static final String NO_LIMIT = "no limit";

  private final Outbound outbound;
  private final History history;
  private final Instant now;

  DetailMaker(Outbound outbound, History history, Instant now) {
    this.outbound = outbound;
    this.history = history;
    this.now = now;
  }

  /**
   * Everything of a site.
   *
   * @param details what the engine has of it; empty if it has nothing
   * @param load what waits elsewhere; empty if nothing does
   */
  SiteDetail detail(SiteStatus status, Optional<SiteDetails> details, Optional<Backlog.Load> load) {
    List<PlannedHost> hosts =
        details.flatMap(SiteDetails::lastHop).map(NextHop::hosts).orElse(List.of());
    SortedMap<Integer, Integer> queue =
        details.map(SiteDetails::byPriority).orElseGet(TreeMap::new);
    Optional<DeliveryEngine> engine = outbound.engine();
    return new SiteDetail(
        status,
        queue,
        engine.map(running -> connections(running, hosts)).orElse(List.of()),
        engine.map(running -> hosts(running, hosts)).orElse(List.of()),
        nextAttempt(status, load),
        history.replies(status.name()),
        limits(status, details),
        history.flow(status.name(), now));
  }

  private static List<ConnectionsView> connections(DeliveryEngine engine, List<PlannedHost> hosts) {
    Set<Place> places = new HashSet<>();
    hosts.forEach(
        host -> host.host().addresses().forEach(address -> places.add(place(host, address))));
    return engine.connections().stream()
        .filter(own -> places.contains(new Place(own.source(), own.address(), own.port())))
        .toList();
  }

  private static Place place(PlannedHost host, InetAddress address) {
    return new Place(host.sourceFor(address), address, host.port());
  }

  private List<Host> hosts(DeliveryEngine engine, List<PlannedHost> hosts) {
    return hosts.stream()
        .map(
            host ->
                new Host(
                    host.host().name(),
                    host.host().preference(),
                    host.port(),
                    host.host().addresses().stream()
                        .map(address -> address(address, engine.host(place(host, address))))
                        .toList()))
        .toList();
  }

  private Address address(InetAddress address, HostState held) {
    AddressState state =
        held.probing()
            ? AddressState.PROBING
            : held.standing() == Standing.DOWN ? AddressState.DOWN : AddressState.UP;
    return new Address(
        address,
        state,
        held.left().isZero() ? Optional.empty() : Optional.of(now.plus(held.left())),
        held.failures(),
        held.words());
  }

  /** What is held waits longer than what is due. */
  private static Optional<Instant> nextAttempt(SiteStatus status, Optional<Backlog.Load> load) {
    Optional<Instant> due = load.flatMap(Backlog.Load::nextAttempt);
    if (status.state() == State.SUSPENDED) {
      return status.suspension().flatMap(order -> order.until());
    }
    return status.hold().isPresent() && (status.waiting() > 0 || due.isPresent())
        ? Stream.concat(due.stream(), status.hold().map(SiteStatus.Held::until).stream())
            .max(Instant::compareTo)
        : due;
  }

  private List<Limit> limits(SiteStatus status, Optional<SiteDetails> details) {
    Optional<EngineSettings> settings = outbound.settings();
    if (settings.isEmpty()) {
      return List.of();
    }
    String order = operator(status);
    String relay =
        details
            .flatMap(SiteDetails::lastHop)
            .flatMap(hop -> hop.hosts().stream().findFirst())
            .flatMap(PlannedHost::relay)
            .map(RelayHost::name)
            .map(name -> "relay " + name)
            .orElse("relay");
    List<Limit> limits = new ArrayList<>();
    if (details.isEmpty()) {
      // What else holds there shows when it has mail: a relay may have limits of its own.
      status.limits().ifPresent(own -> limits.addAll(ordered(own, order)));
    }
    details.ifPresent(
        own -> {
          limits.add(
              limit(
                  LimitKeys.CONNECTIONS,
                  Integer.toString(own.connections().value()),
                  own.connections().from(),
                  order,
                  relay));
          limits.add(
              limit(
                  LimitKeys.MESSAGE_RATE,
                  rate(own.messageRate().value()),
                  own.messageRate().from(),
                  order,
                  relay));
          limits.add(
              limit(
                  LimitKeys.CONNECTION_RATE,
                  rate(own.connectionRate().value()),
                  own.connectionRate().from(),
                  order,
                  relay));
        });
    EngineSettings all = settings.get();
    limits.add(ofAll(LimitKeys.INITIAL_CONNECTIONS, all.dispatch().sites().start()));
    limits.add(ofAll(LimitKeys.MAX_CONNECTIONS, all.pool().connections()));
    limits.add(ofAll(LimitKeys.CONNECTIONS_PER_SOURCE, all.pool().connectionsPerSource()));
    limits.add(ofAll(LimitKeys.MAILS_PER_CONNECTION, all.pool().mailsPerConnection()));
    return limits;
  }

  private static List<Limit> ordered(SiteOrders.Limits limits, String order) {
    List<Limit> ordered = new ArrayList<>();
    limits
        .connections()
        .ifPresent(
            own ->
                ordered.add(new Limit(LimitKeys.CONNECTIONS.name(), Integer.toString(own), order)));
    limits
        .messageRate()
        .ifPresent(
            own -> ordered.add(new Limit(LimitKeys.MESSAGE_RATE.name(), own.toString(), order)));
    limits
        .connectionRate()
        .ifPresent(
            own -> ordered.add(new Limit(LimitKeys.CONNECTION_RATE.name(), own.toString(), order)));
    return ordered;
  }

  private static String operator(SiteStatus status) {
    return status
        .limits()
        .flatMap(limits -> limits.order().until())
        .map(until -> "operator until " + until)
        .orElse("operator");
  }

  private static String rate(Optional<Rate> rate) {
    return rate.map(Rate::toString).orElse(NO_LIMIT);
  }

  private Limit limit(Key<?> key, String value, Source from, String order, String relay) {
    return new Limit(
        key.name(),
        value,
        switch (from) {
          case ORDER -> order;
          case RELAY -> relay;
          case SETTINGS -> given(key);
        });
  }

  private Limit ofAll(Key<?> key, int value) {
    return new Limit(key.name(), Integer.toString(value), given(key));
  }

  private String given(Key<?> key) {
    return outbound.giver(key).map(where -> where + "/" + key.name()).orElse("default");
  }
}
