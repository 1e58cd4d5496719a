// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Brings requests to delivery, site by site. Mails for one site wait together, by priority and then
 * arrival, and at most {@link SiteLimits#connectionsFor} of them are on their way at once. Whoever
 * brings the mail that finds a free place at its site serves that site until nothing waits there,
 * so that mails of one site follow one another over the same sessions.
 *
 * <p>Whatever goes wrong, each request is answered exactly once. Its caller bounds how many there
 * are.
 */
public final class Dispatcher {
  /** After so many mails a worker lets others have its thread. */
  private static final int TURN = 50;

  private static final DeliveryStatus STOPPING =
      DeliveryStatus.temporary("4.3.2", "stopped before this mail had its turn");
  private static final DeliveryStatus NO_WORKER =
      DeliveryStatus.temporary("4.3.2", "no thread to deliver this mail");

  /** Decides where a request may be delivered. */
  public interface Planner {
    DeliveryPlan plan(DeliveryRequest request);
  }

  /** Delivers a request along its plan. */
  public interface Courier {
    DeliveryReport deliver(DeliveryRequest request, DeliveryPlan plan);
  }

  private final Planner planner;
  private final Courier courier;
  private final SiteLimits limits;
  private final Executor workers;
  private final DeliveryListener listener;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  /** Guarded by {@link #lock}, as all below. */
  private final Map<SiteName, Site> sites = new HashMap<>();

  private long arrivals;
  private int inFlight;
  private boolean stopping;

  /**
   * A dispatcher without work.
   *
   * @param workers where planning and delivery run, both of which block
   */
  public Dispatcher(
      Planner planner,
      Courier courier,
      SiteLimits limits,
      Executor workers,
      DeliveryListener listener) {
    this.planner = planner;
    this.courier = courier;
    this.limits = limits;
    this.workers = workers;
    this.listener = listener;
  }

  /**
   * Has a request delivered.
   *
   * @param whenEnded told exactly once how it ended, on whichever thread ended it
   */
  public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
    Task task = new Task(request, whenEnded);
    lock.lock();
    try {
      task.arrival = arrivals++;
      inFlight++;
    } finally {
      lock.unlock();
    }
    try {
      workers.execute(() -> start(task));
    } catch (RejectedExecutionException e) {
      end(task, request.undelivered(NO_WORKER));
    }
  }

  /** How many requests have been submitted and not yet answered. */
  public int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests wait for a place at their site. */
  public int waiting() {
    lock.lock();
    try {
      return sites.values().stream().mapToInt(site -> site.waiting.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops: requests that have not had their turn are given back as deferred, those under way get
   * the given time to end. May be called again.
   *
   * @return whether all have been answered
   */
  public boolean stop(Duration patience) throws InterruptedException {
    List<Task> waiting = new ArrayList<>();
    lock.lock();
    try {
      stopping = true;
      sites.values().forEach(site -> site.drainTo(waiting));
    } finally {
      lock.unlock();
    }
    waiting.forEach(task -> end(task, task.request.undelivered(STOPPING)));
    return awaitIdle(patience);
  }

  private boolean awaitIdle(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (inFlight > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return inFlight == 0;
    } finally {
      lock.unlock();
    }
  }

  private void start(Task task) {
    try {
      task.plan = planner.plan(task.request);
    } catch (RuntimeException | Error e) {
      end(task, broken(task, "planning", e));
      return;
    }
    if (task.plan instanceof DeliveryPlan.Hosts hosts) {
      join(task, hosts).ifPresent(this::serve);
    } else {
      deliver(task);
    }
  }

  /** Queues a task at its site; the site, if there is a place for this thread to serve it. */
  private Optional<Site> join(Task task, DeliveryPlan.Hosts plan) {
    lock.lock();
    try {
      if (!stopping) {
        Site site = sites.computeIfAbsent(plan.site(), Site::new);
        site.waiting.add(task);
        if (site.active >= limits.connectionsFor(plan)) {
          return Optional.empty();
        }
        site.active++;
        return Optional.of(site);
      }
    } finally {
      lock.unlock();
    }
    end(task, task.request.undelivered(STOPPING));
    return Optional.empty();
  }

  private void serve(Site site) {
    do {
      for (int served = 0; served < TURN; served++) {
        Optional<Task> next = takeOrLeave(site);
        if (next.isEmpty()) {
          return;
        }
        deliver(next.get());
      }
    } while (!passOn(site));
  }

  /** Lets others have this thread, if the site can be served on later. */
  private boolean passOn(Site site) {
    try {
      workers.execute(() -> serve(site));
      return true;
    } catch (RejectedExecutionException e) {
      listener.unexpected("no thread for the next turn of site " + site.name, e);
      return false;
    }
  }

  /** The next mail of a site; if there is none, this worker's place at the site is given up. */
  private Optional<Task> takeOrLeave(Site site) {
    lock.lock();
    try {
      Task next = site.waiting.poll();
      if (next == null && --site.active == 0) {
        sites.remove(site.name);
      }
      return Optional.ofNullable(next);
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Task task) {
    DeliveryReport report;
    try {
      report = courier.deliver(task.request, task.plan);
    } catch (RuntimeException | Error e) {
      report = broken(task, "delivery", e);
    }
    end(task, report);
  }

  /** An error, too, must not take the mail with it: whoever waits for the answer holds the mail. */
  private DeliveryReport broken(Task task, String where, Throwable e) {
    listener.unexpected(where + " of mail " + task.request.id(), e);
    return task.request.undelivered(
        DeliveryStatus.temporary("4.3.0", "internal error in " + where + ", see the log"));
  }

  private void end(Task task, DeliveryReport report) {
    try {
      task.whenEnded.accept(report);
    } catch (RuntimeException | Error e) {
      listener.unexpected("applying the report of mail " + task.request.id(), e);
    } finally {
      lock.lock();
      try {
        if (--inFlight == 0) {
          idle.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private static final class Task {
    private static final Comparator<Task> TURNS =
        Comparator.<Task>comparingInt(task -> -task.request.envelope().priority())
            .thenComparingLong(task -> task.arrival);

    private final DeliveryRequest request;
    private final Consumer<DeliveryReport> whenEnded;
    private long arrival;
    private DeliveryPlan plan =
        new DeliveryPlan.Nowhere(DeliveryStatus.temporary("4.3.0", "not planned"));

    Task(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
      this.request = request;
      this.whenEnded = whenEnded;
    }
  }

  private static final class Site {
    private final SiteName name;
    private final PriorityQueue<Task> waiting = new PriorityQueue<>(Task.TURNS);
    private int active;

    Site(SiteName name) {
      this.name = name;
    }

    void drainTo(List<Task> tasks) {
      tasks.addAll(waiting);
      waiting.clear();
    }
  }
}
