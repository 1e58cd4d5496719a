// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.delivery.Deliverer;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryPlanner;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.Courier;
import dev.postroad.core.dispatch.Dispatcher;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.GatheredAnswers;
import dev.postroad.core.dns.NotKnownException;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.MxResolver;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SmtpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One way to deliver over an engine: which hosts, what TLS must prove, who we say we are. Several
 * share the engine; each may stop while the others go on.
 */
public final class Transport {
  private final TransportSettings settings;
  private final DnsClient dns;
  private final EngineHost host;
  private final DeliveryPlanner planner;

  /** Plans from what the DNS client knows already. */
  private final DeliveryPlanner plannerAtOnce;

  private final SmtpClient smtp;
  private final Deliverer deliverer;
  private final Dispatcher.Client client;

  /** The engine's own parts. */
  record Shared(
      SessionPool sessions,
      HostHealth health,
      HandshakeFailures handshakes,
      Dispatcher dispatcher,
      IoGuard guard,
      DeliveryListener listener) {}

  Transport(TransportSettings settings, DnsClient dns, EngineHost host, Shared engine) {
    this.settings = settings;
    this.dns = dns;
    this.host = host;
    planner = planner(settings, host, dns);
    plannerAtOnce = planner(settings, host, dns.atHand());
    smtp = new SmtpClient(settings.smtp(), settings.trust(), engine.guard());
    deliverer =
        new Deliverer(
            engine.sessions(),
            smtp,
            engine.health(),
            engine.handshakes(),
            new MailTransaction(),
            settings.tries(),
            settings.local(),
            host.nanoTicker(),
            engine.listener());
    client = engine.dispatcher().client(new Planning());
  }

  private static DeliveryPlanner planner(
      TransportSettings settings, EngineHost host, DnsClient dns) {
    return new DeliveryPlanner(
        new MxResolver(dns, settings.mx(), host.random(), host.nanoTicker()),
        new MxResolver(dns, settings.mx().forRelays(), host.random(), host.nanoTicker()),
        settings.port(),
        settings.tls(),
        settings.local().sourceAddresses());
  }

  /**
   * Has a request delivered on the host's workers, when it is its turn. Does not block.
   *
   * @param whenEnded told exactly once how it ended, on whichever thread ended it
   */
  public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
    client.submit(request, whenEnded);
  }

  /** Calls a request back, as {@link Dispatcher.Client#recall} does. */
  public void recall(String id) {
    client.recall(id);
  }

  /**
   * Where mail along a route to a domain would be delivered now; asks the DNS, connects nowhere.
   */
  public DeliveryPlan plan(Route route, DomainName domain, OptionalLong size) {
    return planner.plan(route, domain, size);
  }

  /** Delivers one request on the calling thread, whatever other mail there is. */
  public DeliveryReport deliver(DeliveryRequest request) {
    Journey journey = deliverer.begin(request, planner.plan(request));
    while (journey.nextHop().isPresent()) {
      if (journey.visit(ConnectionGate.OPEN) instanceof Visit.NotYet held) {
        return journey.postpone(held.why());
      }
    }
    return journey.end();
  }

  /** Sets out with requests. */
  private final class Planning implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      try {
        return Optional.of(deliverer.begin(request, plannerAtOnce.plan(request)));
      } catch (NotKnownException e) {
        return Optional.empty();
      }
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      GatheredAnswers answers = new GatheredAnswers(dns, host.nanoTicker());
      return plan(planner(settings, host, answers), answers, request)
          .thenApply(plan -> () -> deliverer.begin(request, plan));
    }

    @Override
    public boolean cut() {
      smtp.inUse().cut();
      return true;
    }

    /** Begins anew with each answer that it lacks. */
    private CompletionStage<DeliveryPlan> plan(
        DeliveryPlanner gathering, GatheredAnswers answers, DeliveryRequest request) {
      try {
        return CompletableFuture.completedStage(gathering.plan(request));
      } catch (NotKnownException e) {
        return answers
            .gather(e.question(), host.lookups())
            .thenCompose(known -> plan(gathering, answers, request));
      }
    }
  }

  /**
   * Stops: its requests that have not had their turn, and all that still come, are given back as
   * deferred; those under way get some time to end. Then their connections are closed, and they
   * answer with what they have come to: delivered, or deferred. The engine goes on, and may keep
   * sessions that were opened for this transport until they have been idle for long enough. May be
   * called again.
   */
  public void stop(Duration patience) {
    try {
      client.stop(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
