// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads of the system: named, daemons, bounded, started when there is work. */
final class Threads {
  private static final long KEEP_SECONDS = 30;

  private Threads() {}

  /** So many threads at the most, which end when there is nothing to do. */
  static ExecutorService pool(String name, int most) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most, most, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * So many threads at the most, of which the one that was last at work has the next task: its
   * stack and its buffers are still in the processor's caches. No more tasks are queued than there
   * are threads about to be free: whoever comes while all are at work waits for one.
   */
  static ExecutorService workers(String name, int most) {
    return new ThreadPoolExecutor(
        0,
        most,
        KEEP_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory(name),
        Threads::handOver);
  }

  /** Waits for a thread to be free. */
  private static void handOver(Runnable task, ThreadPoolExecutor pool) {
    try {
      while (!pool.isShutdown()) {
        if (pool.getQueue().offer(task, 1, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new RejectedExecutionException("no thread is left for it");
  }

  /** So many threads for what is to be done later. */
  static ScheduledThreadPoolExecutor scheduler(String name, int threads) {
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
}
