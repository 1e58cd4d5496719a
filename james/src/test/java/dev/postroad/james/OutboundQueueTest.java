// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

class OutboundQueueTest {
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final ScriptedQueue source = new ScriptedQueue();
  private final Queue<MailQueueItem> taken = new ConcurrentLinkedQueue<>();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicInteger threadless = new AtomicInteger();
  private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
  private final OutboundQueue queue =
      new OutboundQueue(
          source,
          3,
          Executors.newSingleThreadExecutor(),
          (item, whenEnded) -> {
            if (broken.getAndDecrement() > 0) {
              throw new IllegalStateException("a bug");
            }
            ends.add(whenEnded);
            taken.add(item);
          },
          this::onDesk,
          timer);

  @AfterEach
  void stop() {
    queue.close();
    timer.shutdownNow();
  }

  @Test
  void noMoreItemsAreHeldThanTheWindowHolds() {
    start();
    source.offer(5);

    await().until(() -> taken.size() == 3);
    assertThat(source.demand.get()).isEqualTo(3);
    assertThat(queue.held()).isEqualTo(3);
  }

  @Test
  void anEndedItemMakesRoomForAnother() {
    start();
    source.offer(5);
    await().until(() -> taken.size() == 3);

    ends.remove().run();

    await().until(() -> taken.size() == 4);
    assertThat(queue.held()).isEqualTo(3);
  }

  @Test
  void aBrokenSubscriptionIsMadeAnewAndTheWindowStillHolds() {
    start();
    source.offer(2);
    await().until(() -> taken.size() == 2);

    source.fail();

    await().until(() -> source.subscriptions.get() == 2);
    source.offer(5);
    await().until(() -> taken.size() == 3);
    assertThat(queue.held()).isEqualTo(3);
    ends.remove().run();
    await().until(() -> taken.size() == 4);
  }

  @Test
  void aTakerThatBreaksKeepsNoPlaceInTheWindow() {
    broken.set(3);
    start();

    source.offer(5);

    await().until(() -> taken.size() == 2);
    assertThat(queue.held()).isEqualTo(2);
  }

  @Test
  void aMachineWithoutAThreadForAnItemLosesNeitherTheItemNorTheQueue() {
    threadless.set(1);
    start();

    source.offer(2);

    await().until(() -> taken.size() == 2);
    assertThat(source.subscriptions.get()).isEqualTo(1);
    assertThat(queue.held()).isEqualTo(2);
  }

  @Test
  void aQueueThatCannotEvenBeAskedIsAskedAgain() {
    source.refusals.set(1);

    queue.start();

    await().until(() -> source.subscriptions.get() == 1);
    source.offer(1);
    await().until(() -> taken.size() == 1);
  }

  @Test
  void nothingIsTakenAfterClosing() throws Exception {
    start();
    source.offer(1);
    await().until(() -> taken.size() == 1);

    queue.close();
    queue.close();
    queue.start();
    source.offer(1);

    assertThat(queue.awaitEmpty(Duration.ofMillis(50))).isFalse();
    ends.remove().run();
    assertThat(queue.awaitEmpty(Duration.ofSeconds(5))).isTrue();
    assertThat(taken).hasSize(1);
    assertThat(source.subscriptions.get()).isEqualTo(1);
  }

  /** Or else it would be nobody's until James ends, though another mailet may ask. */
  @Test
  void anItemThatComesAfterClosingGoesBackToTheQueue() {
    start();
    queue.close();
    Item late = new Item();

    source.offer(late);

    await().until(() -> late.done == CompletionStatus.RETRY);
    assertThat(taken).isEmpty();
    assertThat(queue.held()).isZero();
  }

  @Test
  void aQueueThatKeepsWhoeverAsksItUntilAnItemComesHoldsNobodyUp() {
    BlockingQueue<MailQueueItem> items = new LinkedBlockingQueue<>();
    source.blocking = items;
    queue.start();

    for (int i = 0; i < 5; i++) {
      items.add(new Item());
    }

    await().until(() -> taken.size() == 3);
    assertThat(queue.held()).isEqualTo(3);
    ends.remove().run();
    ends.remove().run();
    await().until(() -> taken.size() == 5);
    ends.remove().run();
    items.add(new Item());
    await().until(() -> taken.size() == 6);
  }

  /** ActiveMQ's client would drop the connection, and all items not acknowledged with it. */
  @Test
  void closingInterruptsNobodyWhoAsksTheQueue() {
    BlockingQueue<MailQueueItem> items = new LinkedBlockingQueue<>();
    source.blocking = items;
    queue.start();
    items.add(new Item());
    await().until(() -> taken.size() == 1);

    queue.close();
    Item late = new Item();
    items.add(late);

    await().until(() -> late.done == CompletionStatus.RETRY);
    assertThat(taken).hasSize(1);
  }

  /** ActiveMQ's is closed in its waiting, and complains. */
  @Test
  void whatAQueueThatIsClosedComplainsOfIsNoError() {
    Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
    CountDownLatch complains = new CountDownLatch(1);
    Hooks.onErrorDropped(dropped::add);
    try {
      ExecutorService asking = Executors.newSingleThreadExecutor();
      OutboundQueue waiting =
          new OutboundQueue(
              new Waiting(complains), 3, asking, (item, whenEnded) -> {}, this::onDesk, timer);
      waiting.start();
      await().until(waiting::isSubscribed);

      waiting.close();
      asking.shutdownNow();

      await().until(() -> complains.getCount() == 0);
      await().until(asking::isTerminated);
      assertThat(dropped).isEmpty();
    } finally {
      Hooks.resetOnErrorDropped();
    }
  }

  /** Keeps whoever asks it, until it is interrupted. */
  private record Waiting(CountDownLatch complains) implements MailQueue {
    @Override
    public MailQueueName getName() {
      return MailQueueName.of("outgoing");
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
      return Mono.<MailQueueItem>defer(this::waitInVain).repeat();
    }

    private Mono<MailQueueItem> waitInVain() {
      try {
        new CountDownLatch(1).await();
        return Mono.empty();
      } catch (InterruptedException e) {
        complains.countDown();
        return Mono.error(e);
      }
    }

    @Override
    public void enQueue(Mail mail, Duration delay) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void enQueue(Mail mail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private void onDesk(Runnable task) {
    if (threadless.getAndDecrement() > 0) {
      throw new OutOfMemoryError("unable to create native thread, says this test");
    }
    timer.execute(task);
  }

  private void start() {
    queue.start();
    await().until(() -> source.subscriptions.get() == 1);
  }

  /** A queue whose items come when the test says so. */
  private static final class ScriptedQueue implements MailQueue {
    final AtomicInteger subscriptions = new AtomicInteger();
    final AtomicInteger demand = new AtomicInteger();
    final AtomicInteger refusals = new AtomicInteger();
    volatile @Nullable BlockingQueue<MailQueueItem> blocking;
    private volatile @Nullable FluxSink<MailQueueItem> sink;

    void offer(int items) {
      FluxSink<MailQueueItem> to = sink;
      for (int i = 0; to != null && i < items; i++) {
        to.next(new Item());
      }
    }

    void offer(Item item) {
      FluxSink<MailQueueItem> to = sink;
      if (to != null) {
        to.next(item);
      }
    }

    void fail() {
      FluxSink<MailQueueItem> to = sink;
      if (to != null) {
        to.error(new IllegalStateException("connection to the broker lost"));
      }
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
      if (refusals.getAndDecrement() > 0) {
        throw new IllegalStateException("the broker is away");
      }
      BlockingQueue<MailQueueItem> polled = blocking;
      if (polled != null) {
        // As James' JMS queues do it.
        return Mono.defer(() -> Mono.justOrEmpty(poll(polled))).repeat();
      }
      return Flux.<MailQueueItem>create(
              to -> {
                sink = to;
                subscriptions.incrementAndGet();
              })
          .doOnRequest(n -> demand.addAndGet((int) n));
    }

    private static @Nullable MailQueueItem poll(BlockingQueue<MailQueueItem> items) {
      try {
        return items.poll(10, TimeUnit.SECONDS);
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    @Override
    public MailQueueName getName() {
      return MailQueueName.of("outgoing");
    }

    @Override
    public void enQueue(Mail mail, Duration delay) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void enQueue(Mail mail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static final class Item implements MailQueueItem {
    volatile @Nullable CompletionStatus done;

    @Override
    public Mail getMail() {
      return Mails.mail("m", "bob@x.example");
    }

    @Override
    public void done(CompletionStatus status) {
      done = status;
    }
  }
}
