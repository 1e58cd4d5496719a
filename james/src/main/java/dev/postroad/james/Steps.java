// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has steps done, at once or later, each exactly once: on a thread of the desk, or by whoever is
 * here if there is none. What one of them breaks is nobody else's.
 */
final class Steps {
  private static final Logger LOGGER = LoggerFactory.getLogger(Steps.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** The longest pause is of four minutes and sixteen seconds. */
  private static final int MOST_DOUBLINGS = 8;

  private final Executor desk;
  private final ScheduledExecutorService timer;
  private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param desk threads that may block
   * @param timer for pauses
   */
  Steps(Executor desk, ScheduledExecutorService timer) {
    this.desk = desk;
    this.timer = timer;
  }

  /** From now on nothing is waited for: what waits is done, and what comes is done at once. */
  void stop() {
    stopping = true;
    pauses.forEach(Pause::end);
  }

  boolean areStopping() {
    return stopping;
  }

  /** Has a step done at once. */
  void now(Runnable step) {
    Once once = new Once(step);
    try {
      desk.execute(once);
    } catch (RuntimeException | Error e) {
      LOGGER.debug("Stopped, or the machine has no thread to give: whoever is here does it", e);
      once.run();
    }
  }

  /** Has a step done later, or when there is no later. */
  void after(Duration length, Runnable step) {
    Pause pause = new Pause(step);
    pauses.add(pause);
    try {
      var unused = timer.schedule(pause::end, length.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException | Error e) {
      LOGGER.debug("Stopped, or the machine has no thread to give: there is no later", e);
      pause.end();
    }
    if (stopping) {
      // It may have come too late for stop() to see it.
      pause.end();
    }
  }

  /** Says so in the log, with a stack for as long as the pauses between tries grow. */
  static void inVain(String what, int tries, Throwable why) {
    if (tries > MOST_DOUBLINGS) {
      LOGGER.error("{} (try {}): {}", what, tries, why.toString());
    } else {
      LOGGER.error("{} (try {})", what, tries, why);
    }
  }

  /**
   * Has a step done again, after a pause that grows from a second to four minutes.
   *
   * @param tries how often it was tried in vain, 1 or more
   */
  void again(int tries, Runnable step) {
    after(FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS)), step);
  }

  /** A step that waits for its time, or for the end of everything. */
  private final class Pause {
    private final Runnable step;
    private final AtomicBoolean over = new AtomicBoolean();

    Pause(Runnable step) {
      this.step = step;
    }

    void end() {
      if (over.compareAndSet(false, true)) {
        pauses.remove(this);
        now(step);
      }
    }
  }

  /** An executor that threw may have kept the step all the same. */
  private static final class Once implements Runnable {
    private final Runnable step;
    private final AtomicBoolean begun = new AtomicBoolean();

    Once(Runnable step) {
      this.step = step;
    }

    @Override
    public void run() {
      if (!begun.compareAndSet(false, true)) {
        return;
      }
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        LOGGER.error("Something of Postroad is broken; a mail stays in the queue", e);
      }
    }
  }
}
