// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads of the system: named, daemons, bounded, started when there is work. */
public final class Threads {
  private static final long KEEP_SECONDS = 30;

  private Threads() {}

  /** So many threads at the most, which end when there is nothing to do; any number waits. */
  public static ExecutorService pool(String name, int most) {
    return pool(name, most, Integer.MAX_VALUE);
  }

  /**
   * So many threads at the most, which end when there is nothing to do.
   *
   * @param waiting how many tasks may wait for one; more are rejected
   */
  static ExecutorService pool(String name, int most, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            factory(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * So many threads at the most: a task goes to one that is free, else to a new one, else it waits
   * for one. Nobody who hands a task over waits, for it may be one of these threads.
   */
  static ExecutorService workers(String name, int most) {
    return new ThreadPoolExecutor(
        0,
        most,
        KEEP_SECONDS,
        TimeUnit.SECONDS,
        new Counter(),
        factory(name),
        (task, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("no thread is left for it");
          }
          pool.getQueue().add(task);
        });
  }

  /** Takes a task at once only if a thread waits for it: else the pool is to make another. */
  private static final class Counter extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    @Override
    public boolean add(Runnable task) {
      return super.offer(task);
    }
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
