// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.delivery.Deliverer;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryPlanner;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.Dispatcher;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.NotKnownException;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.MxResolver;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SmtpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Planner, deliverer, sessions and dispatcher, put together for one set of settings. */
public final class DeliveryEngine implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(100);

  private final DeliveryPlanner planner;

  /** Plans from what the DNS client knows already. */
  private final DeliveryPlanner plannerAtOnce;

  private final Deliverer deliverer;
  private final Dispatcher dispatcher;
  private final SessionPool sessions;
  private final DeliveryListener listener;
  private final Future<?> sweeping;

  private DeliveryEngine(EngineSettings settings, EngineHost host) {
    listener = new GuardedListener(host.listener());
    planner = planner(settings, host, host.dns());
    plannerAtOnce = planner(settings, host, host.dns().atHand());
    IoGuard guard = new IoGuard(host.timers(), host.nanoTicker());
    sessions =
        new SessionPool(
            new SmtpClient(settings.smtp(), settings.trust(), guard),
            settings.pool(),
            host.nanoTicker(),
            host.farewells(),
            listener);
    deliverer =
        new Deliverer(
            sessions,
            new HostHealth(host.nanoTicker(), host.random()),
            new MailTransaction(),
            settings.tries(),
            settings.local(),
            host.nanoTicker(),
            listener);
    dispatcher =
        new Dispatcher(
            new Planning(), settings.dispatch(), host.workers(), host.nanoTicker(), listener);
    sweeping =
        host.timers()
            .scheduleWithFixedDelay(
                this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static DeliveryPlanner planner(EngineSettings settings, EngineHost host, DnsClient dns) {
    return new DeliveryPlanner(
        new MxResolver(dns, settings.mx(), host.random(), host.nanoTicker()),
        new MxResolver(dns, settings.mx().forRelays(), host.random(), host.nanoTicker()),
        settings.port(),
        settings.tls());
  }

  private void tick() {
    try {
      dispatcher.tick();
      sessions.closeIdle();
    } catch (RuntimeException | Error e) {
      // What is thrown here would end all ticks to come.
      listener.unexpected("the engine's tick", e);
    }
  }

  /** An engine ready for work. */
  public static DeliveryEngine start(EngineSettings settings, EngineHost host) {
    return new DeliveryEngine(settings, host);
  }

  /** Takes requests and delivers them on the host's workers. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /**
   * Where mail along a route to a domain would be delivered now; asks the DNS, connects nowhere.
   */
  public DeliveryPlan plan(Route route, DomainName domain) {
    return planner.plan(route, domain);
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
  private final class Planning implements Dispatcher.Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      try {
        return Optional.of(deliverer.begin(request, plannerAtOnce.plan(request)));
      } catch (NotKnownException e) {
        return Optional.empty();
      }
    }

    @Override
    public Journey begin(DeliveryRequest request) {
      return deliverer.begin(request, planner.plan(request));
    }
  }

  /**
   * Stops: requests that have not had their turn are given back as deferred, those under way get
   * some time to end; then all sessions are closed. The host's executors stay the owner's to end.
   */
  public void stop(Duration patience) {
    sweeping.cancel(false);
    try {
      dispatcher.stop(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sessions.close();
  }

  /** Stops at once: what is under way is not waited for. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
