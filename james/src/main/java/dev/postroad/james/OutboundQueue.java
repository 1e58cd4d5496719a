// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Takes items from one of James' queues, never more at once than its window holds, for as long as
 * it is open. The queue is asked on a thread of its own, since the JMS queues (ActiveMQ's) keep the
 * thread that asks them until an item comes. That thread is never interrupted: ActiveMQ's client,
 * interrupted in the midst of an exchange, drops the connection, and with it go all items that are
 * not acknowledged yet, and whatever James still puts into the queue. A subscription that breaks is
 * made anew, after a pause that grows while it keeps breaking: nothing that one item does ends the
 * taking of others.
 */
final class OutboundQueue implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(OutboundQueue.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final MailQueue queue;
  private final int window;
  private final BiConsumer<MailQueueItem, Runnable> taker;
  private final Executor desk;
  private final ScheduledExecutorService timer;
  private final ExecutorService asking;

  private @Nullable Intake intake;
  private int requested;
  private int held;
  private Duration pause = FIRST_PAUSE;
  private boolean closed;

  /**
   * @param window most items taken and not yet acknowledged, 1 or more
   * @param asking one thread, which the queue may keep for as long as it is open, and until it has
   *     waited in vain; is given no more work then
   * @param taker is given every item, on the desk, and what to run when it is done with it
   * @param desk threads that may block
   * @param timer for pauses
   */
  OutboundQueue(
      MailQueue queue,
      int window,
      ExecutorService asking,
      BiConsumer<MailQueueItem, Runnable> taker,
      Executor desk,
      ScheduledExecutorService timer) {
    if (window < 1) {
      throw new IllegalArgumentException("a window holds at least one item: " + window);
    }
    this.queue = queue;
    this.window = window;
    this.taker = taker;
    this.desk = desk;
    this.timer = timer;
    this.asking = asking;
  }

  /** Begins to take items. */
  void start() {
    Intake fresh = new Intake();
    synchronized (this) {
      if (closed) {
        return;
      }
      intake = fresh;
      requested = 0;
    }
    try {
      Flux<MailQueueItem> items =
          Flux.from(queue.deQueue())
              .doOnDiscard(MailQueueItem.class, OutboundQueue::giveBack)
              // A queue that is closed in its waiting says so, and nobody is left to hear it.
              .onErrorResume(e -> isClosed(), e -> Flux.empty());
      // Reactor's own way to another thread would interrupt it when it is cancelled.
      asking.execute(() -> items.subscribe(fresh));
    } catch (RuntimeException e) {
      fresh.broken(e);
    }
  }

  /** One item less is held: there is room for another. */
  private void itemEnded() {
    synchronized (this) {
      held--;
      notifyAll();
    }
    askForMore();
  }

  /** Whether the queue gives items, or would if it had any. */
  synchronized boolean isSubscribed() {
    return intake != null && intake.isSubscribed();
  }

  /** Items taken and not ended yet. */
  synchronized int held() {
    return held;
  }

  /** Takes no more items; those taken go on to their end. */
  @Override
  public void close() {
    Intake last;
    synchronized (this) {
      closed = true;
      last = intake;
      intake = null;
    }
    if (last != null) {
      last.cancel();
    }
    asking.shutdown();
  }

  /**
   * Waits until every item that was taken has ended.
   *
   * @return whether they all did in time
   */
  synchronized boolean awaitEmpty(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (held > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void askForMore() {
    Intake current;
    int room;
    synchronized (this) {
      current = intake;
      if (current == null || !current.isSubscribed()) {
        return;
      }
      room = window - held - requested;
      if (room < 1) {
        return;
      }
      requested += room;
    }
    try {
      asking.execute(() -> current.request(room));
    } catch (RejectedExecutionException e) {
      LOGGER.debug("Closed: {} is asked for no more", queue.getName(), e);
    }
  }

  /** An item on its way to the desk. */
  private final class Arrival {
    private final MailQueueItem item;
    private final AtomicBoolean over = new AtomicBoolean();

    Arrival(MailQueueItem item) {
      this.item = item;
    }

    /** Hands it over, if need be again after a pause: a machine may have no thread to give. */
    void handOver() {
      try {
        desk.execute(this::arrive);
      } catch (RuntimeException | Error e) {
        if (isClosed()) {
          LOGGER.debug("Stopped: an item of {} goes back", queue.getName(), e);
          goBack();
        } else {
          LOGGER.error(
              "No thread for an item of {}; trying again in {}", queue.getName(), FIRST_PAUSE, e);
          later();
        }
      }
    }

    private void later() {
      try {
        var unused = timer.schedule(this::handOver, FIRST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RuntimeException | Error e) {
        LOGGER.debug("No time for an item of {}, which goes back", queue.getName(), e);
        goBack();
      }
    }

    /** An executor that throws may have kept the task all the same. */
    private void arrive() {
      if (over.compareAndSet(false, true)) {
        take(item);
      }
    }

    private void goBack() {
      if (over.compareAndSet(false, true)) {
        giveBack(item);
        itemEnded();
      }
    }
  }

  private void take(MailQueueItem item) {
    AtomicBoolean ended = new AtomicBoolean();
    Runnable whenEnded =
        () -> {
          if (ended.compareAndSet(false, true)) {
            itemEnded();
          }
        };
    try {
      taker.accept(item, whenEnded);
    } catch (RuntimeException | Error e) {
      LOGGER.error(
          "An item of {} is left unacknowledged; the queue gives it again after a restart",
          queue.getName(),
          e);
      whenEnded.run();
    }
  }

  /**
   * Lets the queue give an item again, to whoever asks next: never as rejected, for some of James'
   * queues drop a rejected mail.
   */
  static void giveBack(MailQueueItem item) {
    try {
      item.done(CompletionStatus.RETRY);
    } catch (MailQueueException | RuntimeException e) {
      LOGGER.error("The queue does not take an item back; it stays unacknowledged", e);
    }
  }

  private synchronized boolean arrived(Intake from) {
    if (closed || from != intake) {
      return false;
    }
    requested--;
    held++;
    pause = FIRST_PAUSE;
    return true;
  }

  private final class Intake extends BaseSubscriber<MailQueueItem> {
    private volatile boolean subscribed;

    boolean isSubscribed() {
      return subscribed;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscribed = true;
      askForMore();
    }

    @Override
    protected void hookOnNext(MailQueueItem item) {
      if (!arrived(this)) {
        giveBack(item);
        return;
      }
      new Arrival(item).handOver();
    }

    @Override
    protected void hookOnError(Throwable cause) {
      broken(cause);
    }

    @Override
    protected void hookOnComplete() {
      broken(new IllegalStateException("the queue says that there will be no more items"));
    }

    void broken(Throwable cause) {
      Duration now;
      synchronized (OutboundQueue.this) {
        if (closed || intake != this) {
          return;
        }
        intake = null;
        now = pause;
        pause = pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
          pause = LONGEST_PAUSE;
        }
      }
      LOGGER.error("Lost the queue {}; subscribing again in {}", queue.getName(), now, cause);
      try {
        var unused =
            timer.schedule(OutboundQueue.this::start, now.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOGGER.debug("Stopped: {} is not subscribed again", queue.getName(), e);
      }
    }
  }
}
