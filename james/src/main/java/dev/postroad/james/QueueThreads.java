// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** The threads of one outbound queue. */
final class QueueThreads implements AutoCloseable {
  private static final int DESK = 8;

  private final ExecutorService intake;
  private final ExecutorService desk;
  private final ScheduledExecutorService timers;
  private final ScheduledExecutorService spool;

  /**
   * @param name of the queue
   */
  QueueThreads(String name) {
    intake = Threads.pool("postroad-" + name + "-intake", 1);
    desk = Threads.pool("postroad-" + name + "-desk", DESK);
    timers = Threads.scheduler("postroad-" + name + "-timer", 1);
    spool = Threads.scheduler("postroad-" + name + "-deferred", 1);
  }

  /** For asking James' queue for mail: some keep the thread that asks until there is some. */
  ExecutorService intake() {
    return intake;
  }

  /** For work with James' queue, which may block. */
  ExecutorService desk() {
    return desk;
  }

  /** For pauses; what it does is quick. */
  ScheduledExecutorService timers() {
    return timers;
  }

  /** For mail that is due again, which is read and queued: that may block. */
  ScheduledExecutorService spool() {
    return spool;
  }

  @Override
  public void close() {
    // It may be in the midst of an exchange with James' queue, which mail is still put into.
    intake.shutdown();
    timers.shutdownNow();
    spool.shutdownNow();
    desk.shutdown();
  }
}
