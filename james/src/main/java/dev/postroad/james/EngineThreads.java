// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads that deliver. All are bounded, but for the workers where there are virtual threads:
 * they are as many as deliveries.
 */
final class EngineThreads implements AutoCloseable {
  private static final int TIMERS = 2;
  private static final int FAREWELLS = 4;

  /** One for each queue awaits all answers of its name servers; others read those over TCP. */
  private static final int LOOKUPS = 64;

  /** Connections that say farewell are not counted any more, so there must not be too many. */
  private static final int FAREWELLS_WAITING = 100;

  private static final long FAREWELL_SECONDS = 2;

  private final ExecutorService workers;
  private final ExecutorService lookups;
  private final ExecutorService farewells;
  private final ScheduledExecutorService timers;

  /**
   * @param mostWorkers most deliveries at once, 1 or more, where each has a thread of the system
   */
  EngineThreads(int mostWorkers) {
    workers =
        VirtualThreads.executor("postroad-delivery")
            .orElseGet(() -> Threads.workers("postroad-delivery", mostWorkers));
    lookups = Threads.pool("postroad-dns", LOOKUPS);
    farewells = Threads.pool("postroad-farewell", FAREWELLS, FAREWELLS_WAITING);
    timers = Threads.scheduler("postroad-timer", TIMERS);
  }

  /** For deliveries, which block for as long as their peers take. */
  ExecutorService workers() {
    return workers;
  }

  /** For the DNS. */
  ExecutorService lookups() {
    return lookups;
  }

  /** For taking leave of peers, some of which are slow to answer; who finds no room just goes. */
  ExecutorService farewells() {
    return farewells;
  }

  /** For time-outs; what it does is quick. */
  ScheduledExecutorService timers() {
    return timers;
  }

  @Override
  public void close() {
    // Peers hear a farewell if they listen now; the sockets of all others end with the process.
    farewells.shutdown();
    try {
      if (!farewells.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        farewells.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      farewells.shutdownNow();
    }
    timers.shutdownNow();
    workers.shutdownNow();
    lookups.shutdownNow();
  }
}
