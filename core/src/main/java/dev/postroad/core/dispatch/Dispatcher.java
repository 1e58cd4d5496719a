// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
import java.util.function.Supplier;

/**
 * Brings requests to delivery, site by site. Mails for one site wait together, by priority and then
 * arrival, and at most {@link SiteLimits#connectionsAt} of them are on their way at once. Whoever
 * brings the mail that finds a free place at its site serves that site until nothing waits there,
 * so that mails of one site follow one another over the same sessions. A mail that must go on, from
 * one relay to the next, waits at the next site like any other.
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

  /** Sets out with requests. */
  @FunctionalInterface
  public interface Courier {
    /** Decides where a request may be delivered; may block for as long as the DNS takes. */
    Journey begin(DeliveryRequest request);
  }

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
      Courier courier, SiteLimits limits, Executor workers, DeliveryListener listener) {
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
    Order order;
    lock.lock();
    try {
      order = new Order(request, whenEnded, arrivals++);
      inFlight++;
    } finally {
      lock.unlock();
    }
    try {
      workers.execute(() -> begin(order));
    } catch (RejectedExecutionException e) {
      answer(order, () -> request.undelivered(NO_WORKER));
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
    waiting.forEach(task -> abandon(task, STOPPING));
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

  private void begin(Order order) {
    if (isStopping()) {
      answer(order, () -> order.request.undelivered(STOPPING));
      return;
    }
    Journey journey;
    try {
      journey = courier.begin(order.request);
    } catch (RuntimeException | Error e) {
      listener.unexpected("planning of mail " + order.request.id(), e);
      answer(order, () -> order.request.undelivered(internalError("planning")));
      return;
    }
    goOn(new Task(order, journey)).ifPresent(this::serve);
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Brings a task to its next hop, or to its end; the site, if there is a place to serve it. */
  private Optional<Site> goOn(Task task) {
    Optional<NextHop> next;
    try {
      next = task.journey.nextHop();
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return Optional.empty();
    }
    if (next.isEmpty()) {
      answer(task.order, task.journey::end);
      return Optional.empty();
    }
    return join(task, next.get());
  }

  /** Queues a task at a site; the site, if there is a place for one more to serve it. */
  private Optional<Site> join(Task task, NextHop hop) {
    lock.lock();
    try {
      if (!stopping) {
        Site site = sites.computeIfAbsent(hop.site(), Site::new);
        return site.take(task, limits.connectionsAt(hop)) ? Optional.of(site) : Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    abandon(task, STOPPING);
    return Optional.empty();
  }

  private void serve(Site first) {
    Deque<Site> places = new ArrayDeque<>(List.of(first));
    while (!places.isEmpty()) {
      serveOneTurn(places);
      places.removeIf(this::passOn);
    }
  }

  private void serveOneTurn(Deque<Site> places) {
    for (int served = 0; served < TURN && !places.isEmpty(); served++) {
      Optional<Task> next = takeOrLeave(places.element());
      if (next.isEmpty()) {
        places.remove();
      } else {
        visit(next.get()).filter(another -> !passOn(another)).ifPresent(places::add);
      }
    }
  }

  /** Lets another thread serve a site; not, if there is none. */
  private boolean passOn(Site site) {
    try {
      workers.execute(() -> serve(site));
      return true;
    } catch (RejectedExecutionException e) {
      listener.unexpected("no further thread for site " + site.name, e);
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

  /** Takes a task through the site where it is; the site it comes to, if that is to be served. */
  private Optional<Site> visit(Task task) {
    try {
      task.journey.visit();
    } catch (RuntimeException | Error e) {
      breakOff(task, e);
      return Optional.empty();
    }
    return goOn(task);
  }

  /** An error, too, must not take the mail with it: whoever waits for the answer holds the mail. */
  private void breakOff(Task task, Throwable e) {
    listener.unexpected("delivery of mail " + task.order.request.id(), e);
    abandon(task, internalError("delivery"));
  }

  private static DeliveryStatus internalError(String where) {
    return DeliveryStatus.temporary("4.3.0", "internal error in " + where + ", see the log");
  }

  private void abandon(Task task, DeliveryStatus why) {
    answer(task.order, () -> task.journey.abandon(why));
  }

  private void answer(Order order, Supplier<DeliveryReport> report) {
    try {
      order.whenEnded.accept(reportOn(order, report));
    } catch (RuntimeException | Error e) {
      listener.unexpected("applying the report of mail " + order.request.id(), e);
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

  private DeliveryReport reportOn(Order order, Supplier<DeliveryReport> report) {
    try {
      return report.get();
    } catch (RuntimeException | Error e) {
      listener.unexpected("the report on mail " + order.request.id(), e);
      return order.request.undelivered(internalError("reporting"));
    }
  }

  /** A request, and who waits for its answer. */
  private record Order(DeliveryRequest request, Consumer<DeliveryReport> whenEnded, long arrival) {}

  /** An order on its way. */
  private record Task(Order order, Journey journey) {
    private static final Comparator<Task> TURNS =
        Comparator.<Task>comparingInt(task -> -task.order.request.envelope().priority())
            .thenComparingLong(task -> task.order.arrival);
  }

  private static final class Site {
    private final SiteName name;
    private final PriorityQueue<Task> waiting = new PriorityQueue<>(Task.TURNS);
    private int active;
    private int connections = Integer.MAX_VALUE;

    Site(SiteName name) {
      this.name = name;
    }

    /**
     * Queues a task.
     *
     * @param limit as the task's plan has it; of limits that differ the lowest holds
     * @return whether there is a place for one more to serve the site, now taken
     */
    boolean take(Task task, int limit) {
      waiting.add(task);
      connections = Math.min(connections, limit);
      if (active >= connections) {
        return false;
      }
      active++;
      return true;
    }

    void drainTo(List<Task> tasks) {
      tasks.addAll(waiting);
      waiting.clear();
    }
  }
}
