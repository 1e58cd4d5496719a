// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one outbound queue: named, daemons, made when there is work. All are bounded, but
 * for those that deliver where there are virtual ones: they are as many as deliveries.
 */
final class Threads implements AutoCloseable {
  private static final int DESK = 8;
  private static final int TIMERS = 2;
  private static final int FAREWELLS = 4;
  private static final long FAREWELL_SECONDS = 2;
  private static final long KEEP_SECONDS = 30;

  private final ExecutorService intake;
  private final ExecutorService desk;
  private final ExecutorService workers;
  private final ExecutorService farewells;
  private final ScheduledThreadPoolExecutor timers;
  private final ScheduledThreadPoolExecutor spool;

  /**
   * @param name of the queue
   * @param mostWorkers most deliveries at once, 1 or more, where each has a thread of the system
   */
  Threads(String name, int mostWorkers) {
    intake = pool("postroad-" + name + "-intake", 1);
    desk = pool("postroad-" + name + "-desk", DESK);
    workers =
        VirtualThreads.executor("postroad-" + name)
            .orElseGet(() -> pool("postroad-" + name, mostWorkers));
    farewells = pool("postroad-" + name + "-farewell", FAREWELLS);
    timers = scheduler("postroad-" + name + "-timer", TIMERS);
    spool = scheduler("postroad-" + name + "-deferred", 1);
  }

  private static ExecutorService pool(String name, int most) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most, most, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ScheduledThreadPoolExecutor scheduler(String name, int threads) {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(threads, factory(name));
    scheduler.setRemoveOnCancelPolicy(true);
    return scheduler;
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** For asking James' queue for mail: some keep the thread that asks until there is some. */
  ExecutorService intake() {
    return intake;
  }

  /** For work with James' queue, which may block. */
  ExecutorService desk() {
    return desk;
  }

  /** For deliveries, which block for as long as their peers take. */
  ExecutorService workers() {
    return workers;
  }

  /** For taking leave of peers, some of which are slow to answer. */
  ExecutorService farewells() {
    return farewells;
  }

  /** For time-outs and pauses; what it does is quick. */
  ScheduledExecutorService timers() {
    return timers;
  }

  /** For mail that is due again, which is read and queued: that may block. */
  ScheduledExecutorService spool() {
    return spool;
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
    intake.shutdownNow();
    timers.shutdownNow();
    spool.shutdownNow();
    workers.shutdownNow();
    desk.shutdown();
  }
}
