// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HeldBackException;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.pool.SessionPool.Lease;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.SessionFailure;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A pool, and the leases that two have of it: of sessions to one host, or to one host each. */
final class OnePool {
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);
  private static final ScriptedSmtpServer SERVER = ScriptedSmtpServer.builder().start();
  private static final SmtpClient CLIENT =
      new SmtpClient(
          SmtpSettings.STANDARD,
          TlsContexts.systemTrust(),
          new IoGuard(
              Executors.newSingleThreadScheduledExecutor(
                  task -> {
                    Thread thread = new Thread(task, "timer");
                    thread.setDaemon(true);
                    return thread;
                  }),
              System::nanoTime));
  private static final Endpoint[] HOSTS = {host("mx.test"), host("mx2.test")};

  private final AtomicLong now = new AtomicLong();
  private final AtomicReferenceArray<Lease> leases = new AtomicReferenceArray<>(2);
  private final SessionPool pool;

  /** A pool with a ceiling for all its connections. */
  OnePool(int connections) {
    this(connections, connections);
  }

  private OnePool(int connections, int ofOneSource) {
    pool =
        new SessionPool(
            new PoolSettings(IDLE_TIMEOUT, 100, connections, ofOneSource),
            now::get,
            Runnable::run,
            DeliveryListener.NONE);
  }

  /** A pool with room for many connections, but for few from one address of ours. */
  static OnePool ofOneSource(int connections) {
    return new OnePool(100, connections);
  }

  private static Endpoint host(String name) {
    return new Endpoint(
        name,
        SERVER.address().getAddress(),
        SERVER.port(),
        false,
        TlsDemand.of(Level.NONE, "the test"),
        Optional.empty(),
        false,
        Optional.empty(),
        "us.test");
  }

  OnePool withOneTaken() {
    take(0);
    return this;
  }

  OnePool withOneIdle() {
    take(0);
    giveBack(0);
    return this;
  }

  /** Takes a session, or is held back. */
  void take(int who) {
    take(who, 0);
  }

  /** Takes a session to one of two hosts, or is held back. */
  void take(int who, int host) {
    try {
      leases.set(who, pool.lease(CLIENT, HOSTS[host], false, ConnectionGate.OPEN));
    } catch (HeldBackException held) {
      leases.set(who, null);
    } catch (SessionFailure failure) {
      throw new IllegalStateException(failure);
    }
  }

  void giveBack(int who) {
    leases.getAndSet(who, null).close();
  }

  /** Sends those away that have been idle for too long, which is all of them by now. */
  void evict() {
    now.addAndGet(IDLE_TIMEOUT.toNanos());
    pool.closeIdle();
  }

  void close() {
    pool.close();
  }

  /** How many sessions the pool counts. */
  int open() {
    return pool.openCount();
  }

  /** How many sessions were had. */
  int distinct() {
    Set<SmtpSession> had = new HashSet<>();
    for (int who = 0; who < leases.length(); who++) {
      if (leases.get(who) != null) {
        had.add(leases.get(who).session());
      }
    }
    return had.size();
  }

  /** Says how many sessions the pool counts, and ends them all. */
  int end() {
    int open = open();
    pool.close();
    for (int who = 0; who < leases.length(); who++) {
      if (leases.get(who) != null) {
        giveBack(who);
      }
    }
    return open() == 0 ? open : -1;
  }
}
