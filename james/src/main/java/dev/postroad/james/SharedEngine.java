// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Key;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SharedSettings;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineHost;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.tls.TlsContexts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The engine that all mailets deliver over, with its threads and what the mailets agree on. */
final class SharedEngine implements AutoCloseable {
  private final SharedSettings agreed = new SharedSettings();
  private final EngineSettings settings;
  private final int window;
  private final Duration stopTimeout;
  private final JamesListener log = new JamesListener();
  private final Watch watch;
  private final TlsContexts systemTrust = TlsContexts.systemTrust();
  private final EngineThreads threads;
  private final DeliveryEngine engine;

  /**
   * Starts an engine by what its first mailet says of the shared keys, which others then agree to.
   *
   * @param raw that mailet's parameters
   * @param settings the same, read
   * @param where the mailet stands
   * @param watch hears what it does
   */
  SharedEngine(
      Map<String, String> raw,
      DeliverySettings settings,
      String where,
      RandomGenerator random,
      Watch watch) {
    this.watch = watch;
    watch.add(log);
    agreed.add(raw, where, new Problems());
    agreed.settle(where);
    this.settings = EngineSettings.of(settings, VirtualThreads.exist());
    window = settings.queue().maxInFlight();
    stopTimeout = settings.limits().stop();
    threads = new EngineThreads(settings.queue().threads());
    engine =
        DeliveryEngine.start(
            this.settings,
            new EngineHost(
                threads.workers(),
                threads.lookups(),
                threads.farewells(),
                threads.timers(),
                System::nanoTime,
                random,
                watch));
  }

  /**
   * Has one more mailet agree.
   *
   * @throws ConfigurationProblems if it gives a shared key another value than the engine has
   */
  void agree(Map<String, String> raw, String where) throws ConfigurationProblems {
    Problems problems = new Problems();
    agreed.add(raw, where, problems);
    problems.throwIfErrors();
  }

  /** One more way to deliver. */
  Transport transport(TransportSettings settings, DnsClient dns) {
    return engine.transport(settings, dns);
  }

  /** What it is made of. */
  DeliveryEngine engine() {
    return engine;
  }

  /** How much it does at once. */
  EngineSettings settings() {
    return settings;
  }

  /** Who has given a shared key; empty if nobody has, and its default holds. */
  Optional<String> giver(Key<?> key) {
    return agreed.giver(key);
  }

  /** Sessions made with the very same trust may be shared, so all mailets have this one. */
  TlsContexts systemTrust() {
    return systemTrust;
  }

  /** Most mails to be taken from a queue and not dealt with. */
  int window() {
    return window;
  }

  /** How long deliveries under way get to end. */
  Duration stopTimeout() {
    return stopTimeout;
  }

  /** From now on every step is logged: sessions are shared, so those of all mailets are. */
  void logEveryStep() {
    log.logEveryStep();
  }

  /** Ends all deliveries; those under way get some time. May be called again. */
  void stop() {
    engine.stop(stopTimeout);
  }

  /** Ends everything at once. May be called again. */
  @Override
  public void close() {
    engine.close();
    threads.close();
    watch.remove(log);
  }
}
