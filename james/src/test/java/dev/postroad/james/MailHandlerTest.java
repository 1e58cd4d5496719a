// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Cause;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.EnhancedStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.mail.MessagingException;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailHandlerTest {
  private static final DeliveryStatus OK =
      new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued");
  private static final DeliveryStatus LATER =
      new DeliveryStatus(450, EnhancedStatus.parse("4.2.1"), "greylisted");

  private final QueueThreads threads = new QueueThreads("outgoing");
  private final RecordingMetricFactory metrics = new RecordingMetricFactory();
  private final James james = new James();
  private final Delivery delivery = new Delivery();
  private final Kept kept = new Kept();
  private final Watch watch = new Watch();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile Optional<String> lostRoute = Optional.empty();
  private ScheduledExecutorService timers = threads.timers();

  @AfterEach
  void stop() {
    timers.shutdownNow();
    threads.close();
  }

  @Test
  void aDeliveredMailIsAcknowledgedAfterItsReportOnly() {
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    handler().handle(item, ended::incrementAndGet);
    Delivery.Order order = delivery.next();
    assertThat(order.request().id()).isEqualTo("m");
    assertThat(order.request().attempt()).isEqualTo(1);
    assertThat(item.done).isEmpty();

    order.end(OK);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(metrics.countFor("outgoingMails")).isEqualTo(1);
    assertThat(metrics.executionTimesFor("RemoteDeliveryTrial")).hasSize(1);
  }

  @Test
  void whoeverWatchesHearsOfAMailFromItsArrivalToItsEnd() {
    List<String> heard = new CopyOnWriteArrayList<>();
    watch.add(
        new Watcher() {
          @Override
          public void arrived(String queue, Mail mail) {
            throw new IllegalStateException("a watcher that breaks");
          }
        });
    watch.add(new Hearing(heard));
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(LATER);

    await().until(() -> ended.get() == 1);
    assertThat(heard)
        .containsExactly(
            "outgoing: m arrived",
            "outgoing: m to bob@x.example from amy@corp.example: deferred, attempt 1, recipient",
            "outgoing: m ended, given back: false");
  }

  @Test
  void whoeverWatchesHearsThatAMailIsWithItsQueueAgain() {
    List<String> heard = new CopyOnWriteArrayList<>();
    watch.add(new Hearing(heard));
    MailHandler handler = handler();
    handler.stop();

    handler.handle(new Item(Mails.mail("m", "bob@x.example")), ended::incrementAndGet);

    await().until(() -> ended.get() == 1);
    assertThat(heard).containsExactly("outgoing: m arrived", "outgoing: m ended, given back: true");
  }

  /** Writes down what it hears. */
  private record Hearing(List<String> heard) implements Watcher {
    @Override
    public void arrived(String queue, Mail mail) {
      heard.add(queue + ": " + mail.getName() + " arrived");
    }

    @Override
    public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
      for (AttemptEntry entry : entries) {
        heard.add(
            "%s: %s to %s from %s: %s, attempt %d, %s"
                .formatted(
                    entry.queue(),
                    entry.mail(),
                    entry.recipient(),
                    entry.sender(),
                    entry.outcome().word(),
                    entry.attempt().orElse(0),
                    entry.cause().map(Cause::word).orElse("no cause")));
      }
    }

    @Override
    public void stuck(String queue, String mail, Throwable why) {
      heard.add(queue + ": " + mail + " stuck, " + why);
    }

    @Override
    public void ended(String queue, String mail, boolean givenBack) {
      heard.add(queue + ": " + mail + " ended, given back: " + givenBack);
    }
  }

  @Test
  void aDeferredMailIsKeptBeforeItIsAcknowledged() {
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    kept.before = () -> assertThat(item.done).isEmpty();
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(LATER);

    await().until(() -> ended.get() == 1);
    assertThat(kept.mails).hasSize(1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(metrics.countFor("outgoingMails")).isZero();
  }

  @Test
  void theAttemptCountsFromTheMarks() {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    Instant first = Instant.now().minus(Duration.ofDays(1));
    new RetryMarks(3, first, Instant.now()).writeTo(mail);

    handler().handle(new Item(mail), ended::incrementAndGet);

    assertThat(delivery.next().request().attempt()).isEqualTo(4);
  }

  @Test
  void aMailThatComesBeforeItIsDueIsKeptAndNotTried() {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    Instant due = Instant.now().plus(Duration.ofHours(1));
    new RetryMarks(1, Instant.now(), due).writeTo(mail);
    Item item = new Item(mail);

    handler().handle(item, ended::incrementAndGet);

    assertThat(ended).hasValue(1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.mails).hasSize(1);
    assertThat(RetryMarks.of(kept.only(), Instant.now()).attempts()).isEqualTo(1);
    assertThat(delivery.orders).isEmpty();
  }

  @Test
  void aMailThatAnOperatorHasFlushedIsTriedAtOnce() {
    kept.honoursDelays = true;
    MailImpl mail = Mails.mail("m", "bob@x.example");
    new RetryMarks(1, Instant.now(), Instant.now().plus(Duration.ofHours(1))).writeTo(mail);

    handler().handle(new Item(mail), ended::incrementAndGet);

    assertThat(delivery.next().request().attempt()).isEqualTo(2);
  }

  @Test
  void aMailWhoseRelayIsNotConfiguredAnyMoreIsDeferredWithTheReason() {
    lostRoute = Optional.of("relay \"hub\" is not configured");
    Item item = new Item(Mails.mail("m", "bob@x.example"));

    handler().handle(item, ended::incrementAndGet);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.only().getErrorMessage())
        .isEqualTo("bob@x.example: 451 4.3.5 relay \"hub\" is not configured");
    assertThat(james.mails).isEmpty();
  }

  @Test
  void aRelayThatIsConfiguredAMomentLaterIsNoReasonToDefer() {
    lostRoute = Optional.of("relay \"hub\" is not configured");
    handler().handle(new Item(Mails.mail("m", "bob@x.example")), ended::incrementAndGet);

    lostRoute = Optional.empty();

    assertThat(delivery.next().request().attempt()).isEqualTo(1);
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void aMailThatCannotBeReadIsDeferredAndNotBounced() throws Exception {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    mail.dispose();
    Item item = new Item(mail);

    handler().handle(item, ended::incrementAndGet);
    if (!delivery.orders.isEmpty()) {
      delivery.next().end(DeliveryStatus.temporary("4.3.0", "unreadable"));
    }

    await().until(() -> ended.get() == 1);
    assertThat(kept.mails).hasSize(1);
    assertThat(james.mails).isEmpty();
  }

  @Test
  void anItemThatDoesNotGiveItsMailIsHeldForAWhileAndTheHandlerLives() {
    Item broken = new Item(null);
    Item sound = new Item(Mails.mail("m", "bob@x.example"));
    MailHandler handler = handler();

    handler.handle(broken, ended::incrementAndGet);
    handler.handle(sound, ended::incrementAndGet);
    delivery.next().end(OK);

    await().until(() -> ended.get() == 1);
    assertThat(sound.done).containsExactly("SUCCESS");
    assertThat(broken.done).isEmpty();
  }

  @Test
  void anItemThatDoesNotGiveItsMailGoesBackToTheQueueAndIsNeverRejected() {
    Item broken = new Item(null);
    MailHandler handler = handler();
    handler.stop();

    handler.handle(broken, ended::incrementAndGet);

    await().until(() -> ended.get() == 1);
    assertThat(broken.done).containsExactly("RETRY");
  }

  @Test
  void aPauseWhoseEndBreaksKeepsNoOtherFromEnding() {
    MailHandler handler = handler();
    threads.desk().shutdown();
    for (int i = 0; i < 3; i++) {
      handler.handle(
          new Item(null),
          () -> {
            ended.incrementAndGet();
            throw new IllegalStateException("of this test");
          });
    }

    handler.stop();

    assertThat(ended).hasValue(3);
  }

  @Test
  void aBugOfOursKeepsTheMailForLaterWhenWeStopToo() {
    delivery.broken = Optional.of(new StackOverflowError());
    MailHandler handler = handler();
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    delivery.beforeBreaking = handler::stop;

    handler.handle(item, ended::incrementAndGet);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.only().getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(james.mails).isEmpty();
  }

  @Test
  void aMailWithoutRecipientsIsDone() {
    Item item = new Item(Mails.mail("m"));

    handler().handle(item, ended::incrementAndGet);

    assertThat(ended).hasValue(1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(delivery.orders).isEmpty();
  }

  @Test
  void aReportThatCannotBeAppliedIsTriedAgainAndNothingIsDelivered() {
    kept.refusals.set(1);
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(LATER);

    await().until(() -> ended.get() == 1);
    assertThat(kept.mails).hasSize(1);
    assertThat(item.done).containsExactly("SUCCESS");
  }

  @Test
  void anAcknowledgementThatFailsIsTriedAgain() {
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    item.refusals.set(1);
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(OK);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
  }

  @Test
  void whileStoppingWhatWasNotTriedStaysInTheQueue() {
    MailHandler handler = handler();
    Item waiting = new Item(Mails.mail("m", "bob@x.example"));
    handler.handle(waiting, ended::incrementAndGet);
    handler.stop();

    delivery.next().end(DeliveryStatus.temporary("4.3.2", "stopped"), false);
    Item late = new Item(Mails.mail("late", "bob@x.example"));
    handler.handle(late, ended::incrementAndGet);

    await().until(() -> ended.get() == 2);
    assertThat(waiting.done).containsExactly("RETRY");
    assertThat(late.done).containsExactly("RETRY");
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void whatHasNotEndedWhenTheTimeToStopIsOverGoesBackAndNothingElseComesOfIt() {
    List<String> heard = new CopyOnWriteArrayList<>();
    watch.add(new Hearing(heard));
    MailHandler handler = handler();
    Item hanging = new Item(Mails.mail("m", "bob@x.example"));
    handler.handle(hanging, ended::incrementAndGet);
    Delivery.Order order = delivery.next();
    handler.stop();

    handler.abandon();
    handler.abandon();

    assertThat(ended).hasValue(1);
    order.end(LATER);
    threads.close();
    assertThat(threads.desk().isShutdown()).isTrue();
    assertThat(hanging.done).containsExactly("RETRY");
    assertThat(kept.mails).isEmpty();
    assertThat(ended).hasValue(1);
    assertThat(heard).containsExactly("outgoing: m arrived", "outgoing: m ended, given back: true");
  }

  @Test
  void whenNothingTakesTheRestTheQueueKeepsTheRestAlone() {
    kept.refusals.set(100);
    MailImpl mail = Mails.mail("m", "ann@x.example", "bob@x.example");
    Item item = new Item(mail);
    MailHandler handler = handler();
    handler.handle(item, ended::incrementAndGet);
    Delivery.Order order = delivery.next();
    handler.stop();

    order.end(OK, LATER);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("RETRY");
    assertThat(mail.getRecipients()).containsExactly(Mails.address("bob@x.example"));
  }

  /** Or else whoever was reached gets the mail again. */
  @Test
  void anErrorOnTheWayToTheDeferralLeavesTheQueueThoseAloneWhoWereNotReached() {
    kept.before =
        () -> {
          throw new OutOfMemoryError("of this test");
        };
    MailImpl mail = Mails.mail("m", "ann@x.example", "bob@x.example");
    Item item = new Item(mail);
    MailHandler handler = handler();
    handler.handle(item, ended::incrementAndGet);
    Delivery.Order order = delivery.next();
    handler.stop();

    order.end(OK, LATER);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("RETRY");
    assertThat(mail.getRecipients()).containsExactly(Mails.address("bob@x.example"));
  }

  /** A queue may give it to those again who have it, and a few times only. */
  @Test
  void whatNothingTakesStaysWithItsItemUntilSomethingDoes() {
    hasten();
    List<String> heard = new CopyOnWriteArrayList<>();
    watch.add(new Hearing(heard));
    kept.refusals.set(30);
    Item item = new Item(Mails.mail("m", "ann@x.example", "bob@x.example"));
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(OK, LATER);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.only().getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(heard)
        .filteredOn(
            ("outgoing: m stuck, " + MessagingException.class.getName() + ": the queue is full")
                ::equals)
        .hasSize(30);
  }

  @Test
  void anErrorOnTheWayToTheDeferralIsTriedAgainLikeAnythingElse() {
    hasten();
    AtomicInteger errors = new AtomicInteger(30);
    kept.before =
        () -> {
          if (errors.getAndDecrement() > 0) {
            throw new OutOfMemoryError("of this test");
          }
        };
    Item item = new Item(Mails.mail("m", "ann@x.example", "bob@x.example"));
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(OK, LATER);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.only().getRecipients()).containsExactly(Mails.address("bob@x.example"));
  }

  @Test
  void anItemIsAskedForItsMailUntilItGivesIt() {
    hasten();
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    item.withheld.set(30);
    handler().handle(item, ended::incrementAndGet);

    delivery.next().end(OK);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
  }

  @Test
  void aMailThatABugOfOursBrokeIsKeptForLaterAndNeverGivenBack() {
    hasten();
    delivery.broken = Optional.of(new StackOverflowError());
    kept.refusals.set(30);
    MailImpl mail = Mails.mail("m", "ann@x.example", "bob@x.example");
    Instant first = Instant.now().minus(Duration.ofMinutes(10));
    new RetryMarks(3, first, Instant.now()).writeTo(mail);
    Item item = new Item(mail);

    handler().handle(item, ended::incrementAndGet);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("SUCCESS");
    assertThat(kept.only().getRecipients()).hasSize(2);
    RetryMarks marks = RetryMarks.of(kept.only(), Instant.now());
    assertThat(marks.attempts()).isEqualTo(3);
    assertThat(marks.firstAttempt()).isEqualTo(first.truncatedTo(ChronoUnit.MILLIS));
    assertThat(marks.nextAttempt())
        .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(700));
  }

  @Test
  void anItemThatWaitsGoesBackToTheQueueAtOnceWhenEverythingEnds() {
    Item item = new Item(null);
    MailHandler handler = handler();
    handler.handle(item, ended::incrementAndGet);
    assertThat(item.done).isEmpty();

    handler.stop();

    await().until(() -> ended.get() == 1);
    assertThat(item.done).containsExactly("RETRY");
  }

  @Test
  void anItemWhoseAcknowledgementBreaksIsHeldNoLonger() {
    Item item = new Item(Mails.mail("m", "bob@x.example"));
    item.broken = true;
    MailHandler handler = handler();
    handler.handle(item, ended::incrementAndGet);
    Delivery.Order order = delivery.next();
    handler.stop();

    order.end(OK);

    await().until(() -> ended.get() == 1);
    assertThat(item.done).isEmpty();
  }

  @Test
  void aMailThatNobodyCanDecideOnWaitsAndThenGoesBackToItsProcessor() {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    mail.setState("relay");
    Returns.undecided(
        mail, new DeliveryStatus(450, EnhancedStatus.parse("4.4.3"), "the DNS does not say"));
    handler().handle(new Item(mail), ended::incrementAndGet);
    await().until(() -> ended.get() == 1);

    Mail waiting = kept.only();
    assertThat(waiting.getErrorMessage()).contains("450 4.4.3 the DNS does not say");
    assertThat(RetryMarks.of(waiting, Instant.now()).attempts()).isEqualTo(1);
    assertThat(james.mails).isEmpty();

    kept.honoursDelays = true;
    Item due = new Item(outOfTheQueue(waiting));
    james.refusals.set(1);
    handler().handle(due, ended::incrementAndGet);
    await().until(() -> ended.get() == 2);

    assertThat(due.done).containsExactly("SUCCESS");
    assertThat(james.taken.getSentMails()).hasSize(1);
    assertThat(james.taken.getSentMails().get(0).getState()).isEqualTo("relay");
    Mail back = james.mails.get(0);
    back.setAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE);
    assertThat(Returns.take(back)).isTrue();
    assertThat(back.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName())).isEmpty();
    assertThat(Returns.take(back)).isFalse();
    assertThat(RetryMarks.of(back, Instant.now()).attempts()).isEqualTo(1);
    assertThat(delivery.orders).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "discard", "local"})
  void whatOnlyThePolicyCanDoGoesBackToItWhenItIsDue(String action) {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    mail.setState("relay");
    Returns.remember(mail);
    Stamps.unite(mail, Optional.of(new Stamps.Stamp("attempt 2- " + action + "\ndirect", "r\nd")));
    handler().handle(new Item(mail), ended::incrementAndGet);
    delivery.next().end(LATER);
    await().until(() -> ended.get() == 1);
    kept.honoursDelays = true;

    handler().handle(new Item(outOfTheQueue(kept.only())), ended::incrementAndGet);
    await().until(() -> ended.get() == 2);

    assertThat(delivery.orders).isEmpty();
    Mail back = james.mails.get(0);
    assertThat(Returns.take(back)).isTrue();
    assertThat(Stamps.toBeDone(back).orElseThrow().route()).hasToString(action);
    assertThat(Stamps.toBeDone(back).orElseThrow().rule().where()).isEqualTo("r");
  }

  /** As a queue gives it out again: with a message of its own. */
  private static MailImpl outOfTheQueue(Mail kept) {
    MailImpl mail = Mails.mail(kept.getName(), "bob@x.example");
    mail.setState(kept.getState());
    kept.attributes().forEach(mail::setAttribute);
    return mail;
  }

  /** Pauses take no time from now on. */
  private void hasten() {
    timers =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(task, 0, unit);
          }
        };
  }

  private MailHandler handler() {
    RetrySchedule schedule =
        RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofMinutes(5)), 0);
    ReportApplier applier =
        new ReportApplier(
            james.context(),
            new ReportApplier.Endings(Optional.of("bounces"), Optional.empty(), false, 0),
            kept.keeper(),
            schedule,
            Clock.systemUTC(),
            new Random(1));
    return new MailHandler(
        new MailHandler.Ways("outgoing", delivery, this::routeOf, applier, kept.keeper(), watch),
        true,
        metrics,
        threads.desk(),
        timers,
        Clock.systemUTC());
  }

  private Route routeOf(Mail mail) throws RouteLostException {
    if (lostRoute.isPresent()) {
      throw new RouteLostException(lostRoute.get());
    }
    return new Route.Direct(Optional.empty());
  }

  /** A delivery that ends when the test says so. */
  private static final class Delivery implements DeliveryPort {
    final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    Optional<Error> broken = Optional.empty();
    Runnable beforeBreaking = () -> {};

    record Order(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
      void end(DeliveryStatus... statuses) {
        end(true, statuses);
      }

      void end(DeliveryStatus status, boolean attempted) {
        end(attempted, status);
      }

      private void end(boolean attempted, DeliveryStatus... statuses) {
        List<RecipientReport> reports = new ArrayList<>();
        for (int i = 0; i < statuses.length; i++) {
          reports.add(report(i, statuses[i], attempted));
        }
        whenEnded.accept(new DeliveryReport(request.id(), request.attempt(), reports));
      }

      private RecipientReport report(int recipient, DeliveryStatus status, boolean attempted) {
        Disposition disposition =
            switch (status.enhanced().classDigit()) {
              case 2 -> Disposition.DELIVERED;
              case 4 -> Disposition.DEFERRED;
              default -> Disposition.FAILED;
            };
        List<Attempt> trail = attempted ? List.of(Reports.attempt(disposition, status)) : List.of();
        return new RecipientReport(
            request.envelope().recipients().get(recipient),
            disposition,
            status,
            trail.stream().findFirst(),
            trail,
            false);
      }
    }

    @Override
    public void submit(DeliveryRequest request, Consumer<DeliveryReport> whenEnded) {
      if (broken.isPresent()) {
        beforeBreaking.run();
        throw broken.get();
      }
      orders.add(new Order(request, whenEnded));
    }

    Order next() {
      await().until(() -> !orders.isEmpty());
      return orders.remove();
    }
  }

  /** A queue item that remembers how it ended. */
  private static final class Item implements MailQueueItem {
    final Queue<String> done = new ConcurrentLinkedQueue<>();
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger withheld = new AtomicInteger();
    volatile boolean broken;
    private final Optional<Mail> mail;

    Item(@Nullable Mail mail) {
      this.mail = Optional.ofNullable(mail);
    }

    @Override
    public Mail getMail() {
      if (withheld.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("the store is away");
      }
      return mail.orElseThrow(() -> new IllegalStateException("the blob is gone"));
    }

    @Override
    public void done(CompletionStatus status) throws MailQueueException {
      if (broken) {
        throw new LinkageError("of this test");
      }
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new MailQueueException("the broker is away");
      }
      done.add(status.toString());
    }
  }
}
