// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.dispatch.Dispatcher;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.event.Listeners;
import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.HostState;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.smtp.IoGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What all mail of a machine shares on its way out: sessions and their ceilings, what is known of
 * hosts and sites, and whose turn it is. Each {@link Transport} delivers over it in its own way.
 */
public final class DeliveryEngine implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(100);

  /** So often it is told what waits: twice in the shortest time that anybody counts by. */
  private static final int TICKS_TO_TELL = 50;

  private final EngineHost host;
  private final DeliveryListener listener;
  private final IoGuard guard;
  private final HostHealth health;
  private final HandshakeFailures handshakes;
  private final SessionPool sessions;
  private final Dispatcher dispatcher;
  private final Future<?> sweeping;

  /** Counted by the timer, whose calls follow one another. */
  private int ticks;

  private DeliveryEngine(EngineSettings settings, EngineHost host) {
    this.host = host;
    listener = Listeners.guarding(host.listener());
    guard = new IoGuard(host.timers(), host.nanoTicker());
    health = new HostHealth(host.nanoTicker(), host.random());
    handshakes = new HandshakeFailures(host.nanoTicker());
    sessions = new SessionPool(settings.pool(), host.nanoTicker(), host.farewells(), listener);
    dispatcher = new Dispatcher(settings.dispatch(), host.workers(), host.nanoTicker(), listener);
    sweeping =
        host.timers()
            .scheduleWithFixedDelay(
                this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      dispatcher.tick();
      sessions.closeIdle();
      if (++ticks % TICKS_TO_TELL == 0) {
        listener.waiting(dispatcher.waitingBySite());
      }
    } catch (RuntimeException | Error e) {
      // What is thrown here would end all ticks to come.
      listener.unexpected("the engine's tick", e);
    }
  }

  /** An engine ready for work. */
  public static DeliveryEngine start(EngineSettings settings, EngineHost host) {
    return new DeliveryEngine(settings, host);
  }

  /**
   * One more way to deliver over this engine.
   *
   * @param dns whom it asks
   */
  public Transport transport(TransportSettings settings, DnsClient dns) {
    return new Transport(
        settings,
        dns,
        host,
        new Transport.Shared(sessions, health, handshakes, dispatcher, guard, listener));
  }

  /** What waits and is under way, of all transports. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The sessions of all transports, open or being opened. */
  public List<ConnectionsView> connections() {
    return sessions.views();
  }

  /** What is held against a host, as all transports see it that reach it from the same address. */
  public HostState host(HostHealth.Place place) {
    return health.state(place);
  }

  /**
   * Stops all transports: requests that have not had their turn are given back as deferred, those
   * under way get some time to end, and are then cut, so that they answer with what they have come
   * to; at last all sessions are closed. The host's executors stay the owner's to end. May be
   * called again.
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

  /** Stops at once: what is under way is cut. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
