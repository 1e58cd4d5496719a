// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The watchdog over blocking socket operations, and their clock. A socket's own time-out covers one
 * plain read; it covers no write, and no TLS record that trickles in octet by octet. The guard ends
 * those that outlast their deadline.
 *
 * <p>One sweep serves all connections, so that arming a watch costs next to nothing; deadlines are
 * kept to within {@value #TICK_MILLIS} ms, and with more than a thousand connections to within a
 * millisecond for each {@value #PER_MILLI}. The sweep runs only while there are connections.
 *
 * <p>Thread-safe. Starts no thread: the sweep runs on the given executor, and is quick.
 */
public final class IoGuard {
  private static final long TICK_MILLIS = 100;

  /** A sweep of ten thousand holds a processor for a millisecond or two: not ten times a second. */
  private static final int PER_MILLI = 10;

  private final ScheduledExecutorService scheduler;
  private final LongSupplier ticker;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /**
   * @param scheduler runs the sweep; stays the caller's to shut down, after the last session
   * @param ticker nanoseconds from any origin, as {@code System::nanoTime}
   */
  public IoGuard(ScheduledExecutorService scheduler, LongSupplier ticker) {
    this.scheduler = scheduler;
    this.ticker = ticker;
  }

  /** This moment, on this guard's ticker. */
  long now() {
    return ticker.getAsLong();
  }

  /** The moment that is so far from now, on this guard's ticker. */
  long deadlineIn(Duration timeout) {
    return ticker.getAsLong() + timeout.toNanos();
  }

  /** Nanoseconds until a deadline; zero or negative when it has passed. */
  long remaining(long deadline) {
    return deadline - ticker.getAsLong();
  }

  /**
   * Puts something under watch, not armed yet.
   *
   * @param expiry ends the operation that outlasted its deadline; called on the executor
   * @throws java.util.concurrent.RejectedExecutionException if the executor was shut down
   */
  Watch watch(Runnable expiry) {
    Watch watch = new Watch(expiry);
    watches.add(watch);
    startSweeping();
    return watch;
  }

  private void startSweeping() {
    if (sweeping.compareAndSet(false, true)) {
      scheduleSweep();
    }
  }

  private void scheduleSweep() {
    boolean scheduled = false;
    try {
      long pause = Math.max(TICK_MILLIS, watches.size() / PER_MILLI);
      Future<?> unused = scheduler.schedule(this::sweep, pause, TimeUnit.MILLISECONDS);
      scheduled = true;
    } finally {
      if (!scheduled) {
        sweeping.set(false);
      }
    }
  }

  private void sweep() {
    try {
      long now = now();
      watches.forEach(watch -> watch.expireIfDue(now));
    } finally {
      goOn();
    }
  }

  private void goOn() {
    if (watches.isEmpty()) {
      sweeping.set(false);
      // A watch may have come between the look and the flag.
      if (!watches.isEmpty()) {
        startSweeping();
      }
    } else {
      scheduleSweep();
    }
  }

  /** One watched connection, with at most one armed deadline at a time. */
  final class Watch implements AutoCloseable {
    private final Runnable expiry;
    private boolean fired;

    /** Both may be read at any time, so that a sweep of thousands takes no lock of each. */
    private volatile long deadline;

    private volatile boolean armed;

    private Watch(Runnable expiry) {
      this.expiry = expiry;
    }

    synchronized void arm(long newDeadline) {
      deadline = newDeadline;
      armed = true;
    }

    synchronized void disarm() {
      armed = false;
    }

    /** Whether some operation outlasted its deadline and was ended. */
    synchronized boolean fired() {
      return fired;
    }

    private void expireIfDue(long now) {
      if (!isDue(now)) {
        return;
      }
      synchronized (this) {
        if (!isDue(now)) {
          return;
        }
        armed = false;
        fired = true;
      }
      expiry.run();
    }

    private boolean isDue(long now) {
      return armed && deadline - now <= 0;
    }

    /** Ends the watch. */
    @Override
    public void close() {
      watches.remove(this);
    }
  }
}
