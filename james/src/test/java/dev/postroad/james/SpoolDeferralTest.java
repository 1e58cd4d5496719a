// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class SpoolDeferralTest {
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final Book book = new Book();
  private final Repository repository = new Repository();
  private final Queue<MailQueueItem> out = new ConcurrentLinkedQueue<>();
  private final MailQueue queue =
      new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory())
          .createQueue(MailQueueName.of("outgoing"));
  private Disposable consumer;

  @BeforeEach
  void consume() {
    consumer = Flux.from(queue.deQueue()).subscribe(out::add);
  }

  @AfterEach
  void stop() throws Exception {
    consumer.dispose();
    timer.shutdownNow();
    queue.close();
  }

  @Test
  void aMailComesBackUnderItsNameWhenItIsDueAndNotBefore() throws Exception {
    SpoolDeferral deferral = deferral();
    deferral.start();
    Instant due = Instant.now().plusMillis(400);

    defer(deferral, due(Mails.mail("m", "bob@x.example"), due), due);

    assertThat(repository.size()).isEqualTo(1);
    await().until(() -> !out.isEmpty());
    assertThat(Instant.now()).isAfterOrEqualTo(due);
    MailQueueItem item = out.remove();
    assertThat(item.getMail().getName()).isEqualTo("m");
    assertThat(item.getMail().getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(item.getMail().getAttribute(SpoolDeferral.NAME)).isEmpty();
    await().until(() -> repository.size() == 0);
  }

  @Test
  void mailsComeInTheOrderTheyAreDue() throws Exception {
    SpoolDeferral deferral = deferral();
    deferral.start();
    Instant now = Instant.now();

    for (int tenths : new int[] {5, 3, 4}) {
      Instant due = now.plusMillis(100L * tenths);
      defer(deferral, due(Mails.mail("m" + tenths, "bob@x.example"), due), due);
    }

    await().until(() -> out.size() == 3);
    assertThat(out.stream().map(item -> item.getMail().getName()))
        .containsExactly("m3", "m4", "m5");
  }

  @Test
  void whatAnEarlierRunHasKeptIsTakenUp() throws Exception {
    Instant due = Instant.now().plusMillis(200);
    SpoolDeferral before = deferral();
    defer(before, due(Mails.mail("m", "bob@x.example"), due), due);
    before.close();

    deferral().start();

    await().until(() -> !out.isEmpty());
    assertThat(Instant.now()).isAfterOrEqualTo(due);
    await().until(() -> repository.size() == 0);
    assertThat(out).hasSize(1);
  }

  @Test
  void aStartReadsNoMailThatIsNotDueBeforeAllThatIsDueHasGone() throws Exception {
    Instant far = Instant.now().plus(Duration.ofHours(1));
    Instant near = Instant.now().minusSeconds(1);
    SpoolDeferral before = deferral();
    defer(before, due(Mails.mail("far", "bob@x.example"), far), far);
    defer(before, due(Mails.mail("near", "bob@x.example"), near), near);
    before.close();

    deferral().start();

    await().until(() -> repository.size() == 1);
    assertThat(repository.read.peek()).startsWith("near~");
    await().until(() -> book.find("far").isPresent());
    assertThat(repository.read).hasSize(2);
    assertThat(book.others()).isZero();
    assertThat(book.find("near").map(Entry::state)).contains(MailState.QUEUED);
  }

  @Test
  void aStoreThatIsAwayIsAskedOnceInAWhileAndForAllWhenItIsBack() throws Exception {
    Instant far = Instant.now().plus(Duration.ofHours(1));
    SpoolDeferral before = deferral();
    for (int i = 0; i < 100; i++) {
      defer(before, due(Mails.mail("m" + i, "bob@x.example"), far), far);
    }
    before.close();
    repository.away = true;
    Pauses pauses = new Pauses();
    try {
      new SpoolDeferral(repository, queue, book, pauses, Clock.systemUTC()).start();

      await().until(() -> pauses.held.size() == 1);
      assertThat(repository.read).hasSize(1);
      pauses.end();
      await().until(() -> pauses.held.size() == 1);
      assertThat(repository.read).hasSize(2).doesNotHaveDuplicates();
      assertThat(book.others()).isEqualTo(100);
      repository.away = false;
      pauses.end();
      await().until(() -> book.entries().size() == 100);
      assertThat(book.others()).isZero();
    } finally {
      pauses.shutdownNow();
    }
  }

  @Test
  void aMailThatSomebodyElseHasPutThereWaitsUntilItsMarksSay() throws Exception {
    Instant far = Instant.now().plus(Duration.ofHours(1));
    Instant near = Instant.now().minusSeconds(1);
    repository.store(due(Mails.mail("copied-far", "bob@x.example"), far));
    repository.store(due(Mails.mail("copied-near~17", "bob@x.example"), near));

    deferral().start();

    await().until(() -> repository.size() == 1);
    assertThat(out).hasSize(1);
    assertThat(out.remove().getMail().getName()).isEqualTo("copied-near~17");
  }

  @Test
  void aKeyIsShortAndPlainEnoughToNameAFileByItsOctets() throws Exception {
    SpoolDeferral deferral = deferral();
    String name = "Mail1700000000000-to-b\u00fccher.example/" + "x".repeat(200);
    Instant due = Instant.now().minusSeconds(1);

    defer(deferral, due(Mails.mail(name, "bob@x.example"), due), due);

    assertThat(repository.list())
        .toIterable()
        .singleElement()
        .satisfies(key -> assertThat(key.asString()).hasSizeLessThan(110).matches("[\\w.~-]+"));
    deferral.start();
    await().until(() -> !out.isEmpty());
    assertThat(out.remove().getMail().getName()).isEqualTo(name);
  }

  @Test
  void aMailThatCouldNotBeKeptLeavesNothing() {
    repository.failing = true;
    Instant due = Instant.now().minusSeconds(1);

    assertThatThrownBy(() -> defer(deferral(), due(Mails.mail("m", "bob@x.example"), due), due))
        .hasMessage("the disk is full");
    repository.failing = false;
    deferral().start();

    assertThat(repository.list()).isExhausted();
  }

  @Test
  void aMailThatIsOnlyHalfStoredIsNotReleasedByAListing() throws Exception {
    Instant due = Instant.now().minusSeconds(1);
    SpoolDeferral deferral = deferral();
    repository.whenHalfStored =
        () -> {
          deferral.start();
          await().until(() -> repository.listings.get() > 0);
        };

    defer(deferral, due(Mails.mail("m", "bob@x.example"), due), due);

    await().until(() -> !out.isEmpty());
    await().until(() -> repository.size() == 0);
    assertThat(out).hasSize(1);
  }

  @Test
  void aMailDeferredAgainBeforeItsLastStayIsRemovedIsNotLost() throws Exception {
    SpoolDeferral deferral = deferral();
    deferral.start();
    MailImpl mail = Mails.mail("m", "bob@x.example");

    for (int attempt = 1; attempt <= 20; attempt++) {
      Instant due = Instant.now();
      defer(deferral, due(mail, due), due);
      await().until(() -> !out.isEmpty());
      MailQueueItem item = out.remove();
      item.done(CompletionStatus.SUCCESS);
      mail = (MailImpl) item.getMail();
    }

    await().until(() -> repository.size() == 0);
    assertThat(mail.getName()).isEqualTo("m");
  }

  @Test
  void anEarlyMailIsNotTrusted() {
    assertThat(deferral().earlyMeansFlushed()).isFalse();
  }

  private SpoolDeferral deferral() {
    return new SpoolDeferral(repository, queue, book, timer, Clock.systemUTC());
  }

  private static void defer(SpoolDeferral deferral, MailImpl mail, Instant due)
      throws MessagingException {
    deferral.defer(mail, due, Kept.entry(mail));
  }

  private static MailImpl due(MailImpl mail, Instant due) {
    new RetryMarks(1, due.minus(Duration.ofMinutes(1)), due).writeTo(mail);
    return mail;
  }

  /** Ends the pauses after trouble when it is told to. */
  private static final class Pauses extends ScheduledThreadPoolExecutor {
    final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    Pauses() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (unit.toMillis(delay) != SpoolDeferral.AFTER_TROUBLE.toMillis()) {
        return super.schedule(task, delay, unit);
      }
      held.add(task);
      return super.schedule(() -> {}, 0, unit);
    }

    void end() {
      execute(held.remove());
    }
  }

  /** Remembers which mails were read, and stores in two steps. */
  private static final class Repository extends MemoryRepository {
    final Queue<String> read = new ConcurrentLinkedQueue<>();
    final AtomicInteger listings = new AtomicInteger();
    volatile Runnable whenHalfStored = () -> {};
    volatile boolean failing;
    volatile boolean away;

    @Override
    public MailKey store(Mail mail) {
      MailKey key = super.store(mail);
      whenHalfStored.run();
      if (failing) {
        throw new IllegalStateException("the disk is full");
      }
      return key;
    }

    @Override
    public Iterator<MailKey> list() {
      Iterator<MailKey> keys = super.list();
      listings.incrementAndGet();
      return keys;
    }

    @Override
    public Mail retrieve(MailKey key) {
      read.add(key.asString());
      if (away) {
        throw new IllegalStateException("the store is away");
      }
      return super.retrieve(key);
    }
  }
}
