// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A double of a mail queue: the messages lie in files, and for each mail that is delivered a new
 * one comes. What is not delivered goes to its end.
 */
final class WaitingQueue {
  /** As many as Postroad's {@code maxInFlight}. */
  private static final int WINDOW = 2_000;

  private final List<Path> bodies;
  private final int domains;
  private final Queue<Item> items = new ArrayDeque<>();
  private final Semaphore room = new Semaphore(WINDOW);
  private int next;
  private long delivered;

  /** A mail that waits. */
  private record Item(int number, Path body) {}

  WaitingQueue(List<Path> bodies, int domains, int waiting) {
    this.bodies = List.copyOf(bodies);
    this.domains = domains;
    while (next < waiting) {
      addNew();
    }
  }

  private synchronized void addNew() {
    items.add(new Item(next, bodies.get(next % bodies.size())));
    next++;
  }

  /** Hands out mails for some time, as many at once as are allowed. */
  void feed(WaitingMain.Deliverer deliverer, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      if (room.tryAcquire(left, TimeUnit.NANOSECONDS)) {
        Item item = take();
        deliverer.submit(request(item), report -> ended(item, report));
      }
    }
  }

  private synchronized Item take() {
    return items.remove();
  }

  private DeliveryRequest request(Item item) {
    return CoreSetup.request(
        item.number,
        "d%d.bench.example".formatted(item.number % domains),
        new CoreSetup.FileContent(item.body));
  }

  private void ended(Item item, DeliveryReport report) {
    synchronized (this) {
      if (report.with(Disposition.DELIVERED).isEmpty()) {
        items.add(item);
      } else {
        delivered++;
        addNew();
      }
    }
    room.release();
  }

  synchronized long delivered() {
    return delivered;
  }

  void awaitNoneInFlight(Duration limit) throws InterruptedException {
    if (!room.tryAcquire(WINDOW, limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("mails are still under way after " + limit);
    }
  }
}
