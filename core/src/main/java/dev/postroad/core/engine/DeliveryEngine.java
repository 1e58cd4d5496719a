// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.delivery.Deliverer;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryPlanner;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.dispatch.Dispatcher;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.MxResolver;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SmtpClient;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Planner, deliverer, sessions and dispatcher, put together for one set of settings. */
public final class DeliveryEngine implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DeliveryPlanner planner;
  private final Deliverer deliverer;
  private final Dispatcher dispatcher;
  private final SessionPool sessions;
  private final Future<?> sweeping;

  private DeliveryEngine(EngineSettings settings, EngineHost host) {
    DeliveryListener listener = new GuardedListener(host.listener());
    planner =
        new DeliveryPlanner(
            new MxResolver(host.dns(), settings.mx(), host.random(), host.nanoTicker()),
            new MxResolver(host.dns(), settings.mx().forRelays(), host.random(), host.nanoTicker()),
            settings.port(),
            settings.tls());
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
            new HostHealth(host.nanoTicker()),
            new MailTransaction(),
            settings.tries(),
            settings.local(),
            host.nanoTicker(),
            listener);
    dispatcher = new Dispatcher(this::begin, settings.sites(), host.workers(), listener);
    sweeping =
        host.timers()
            .scheduleWithFixedDelay(
                sessions::closeIdle, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
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

  /** Delivers one request on the calling thread. */
  public DeliveryReport deliver(DeliveryRequest request) {
    Journey journey = begin(request);
    while (journey.nextHop().isPresent()) {
      journey.visit();
    }
    return journey.end();
  }

  private Journey begin(DeliveryRequest request) {
    return deliverer.begin(request, planner.plan(request));
  }

  /**
   * Stops: requests that have not had their turn are given back as deferred, those under way get a
   * few seconds to end; then all sessions are closed. The host's executors stay the owner's to end.
   */
  @Override
  public void close() {
    sweeping.cancel(false);
    try {
      dispatcher.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sessions.close();
  }
}
