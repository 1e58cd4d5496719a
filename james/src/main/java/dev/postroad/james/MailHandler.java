// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings queue items from their arrival to their acknowledgement: reads the mail, has it delivered,
 * applies the report, and only then says that it is done.
 *
 * <p>Whatever goes wrong on the way keeps the mail. What cannot be read or has lost its route is
 * deferred with the reason. What cannot be handed over to James stays with its item, and is tried
 * again for as long as James runs, and so is an item that does not even give its mail: a store may
 * be down. Such an item goes back to its queue only when we stop. For a queue may give it again as
 * it was first put there, with those whom it has reached, and ActiveMQ does so seven times and then
 * never again. Nothing is ever rejected, since a rejected mail is gone from James' memory queue,
 * and among the dead letters of RabbitMQ's.
 */
final class MailHandler {
  static final String OUTGOING_MAILS = "outgoingMails";
  static final String REMOTE_DELIVERY_TRIAL = "RemoteDeliveryTrial";

  private static final Logger LOGGER = LoggerFactory.getLogger(MailHandler.class);

  /** A queue may count early by this much without meaning anything by it. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /**
   * Where mails come from and where they go.
   *
   * @param queue the name of the queue they come from
   * @param delivery delivers them
   * @param routes says which way
   * @param applier applies what became of them
   * @param keeper keeps what is not due yet
   * @param watcher hears of all that; throws nothing
   */
  record Ways(
      String queue,
      DeliveryPort delivery,
      RouteReader routes,
      ReportApplier applier,
      Keeper keeper,
      Watcher watcher) {}

  /** Of what may be left undone at last, since nobody is forgotten by it. */
  private static final int MOST_TRIES = 8;

  /** While James starts, a policy may come after the mailet that delivers what it once stamped. */
  private static final int ROUTE_TRIES = 3;

  private static final Duration AFTER_BREAKAGE = Duration.ofSeconds(30);

  private final Ways ways;
  private final boolean usePriority;
  private final MetricFactory metrics;
  private final Metric outgoingMails;
  private final Clock clock;
  private final Steps steps;

  /** Those that are being delivered; whoever takes one out says what becomes of it. */
  private final Set<Handling> away = ConcurrentHashMap.newKeySet();

  /**
   * @param usePriority whether mails have the priority that their attribute says
   * @param desk threads that may block
   * @param timer for pauses
   */
  MailHandler(
      Ways ways,
      boolean usePriority,
      MetricFactory metrics,
      Executor desk,
      ScheduledExecutorService timer,
      Clock clock) {
    this.ways = ways;
    this.usePriority = usePriority;
    this.metrics = metrics;
    this.outgoingMails = metrics.generate(OUTGOING_MAILS);
    this.clock = clock;
    this.steps = new Steps(desk, timer);
  }

  /**
   * From now on, mails that no host was tried for stay in the queue as they are, and nothing is
   * waited for any more.
   */
  void stop() {
    steps.stop();
  }

  /**
   * Waits for no delivery any longer: mails that are under way though their connections were cut go
   * back to their queue as they were, and whatever comes of them now comes too late. Such a mail
   * was not necessarily received by nobody, but whoever sends it again knows no more than we do.
   */
  void abandon() {
    for (Handling handling : List.copyOf(away)) {
      if (away.remove(handling)) {
        handling.run(handling::leaveBehind);
      }
    }
  }

  /**
   * Takes charge of an item.
   *
   * @param whenEnded called once, when the item is acknowledged or given back
   */
  void handle(MailQueueItem item, Runnable whenEnded) {
    open(item, whenEnded, 1);
  }

  private void open(MailQueueItem item, Runnable whenEnded, int tries) {
    Handling handling;
    try {
      handling = new Handling(item, item.getMail(), whenEnded);
    } catch (RuntimeException | Error e) {
      Steps.inVain("An item of " + ways.queue() + " cannot even be looked at", tries, e);
      if (steps.areStopping()) {
        giveBack(item, whenEnded);
      } else {
        ways.watcher().stuck(ways.queue(), "one without a name", e);
        steps.again(tries, () -> open(item, whenEnded, tries + 1));
      }
      return;
    }
    handling.run(handling::begin);
  }

  private static void giveBack(MailQueueItem item, Runnable whenEnded) {
    try {
      OutboundQueue.giveBack(item);
    } finally {
      whenEnded.run();
    }
  }

  /** What happens to one item; its steps follow each other, on whatever thread. */
  private final class Handling {
    private final MailQueueItem item;
    private final Mail mail;

    /** Empty if it is not the mail any more: an operator has laid hands on that. */
    private final Optional<Entry> open;

    private final Runnable whenEnded;
    private final TimeMetric trial = metrics.timer(REMOTE_DELIVERY_TRIAL);

    /** Steps follow each other, so no two threads meet here, nor at the fields below. */
    private boolean ended;

    private boolean broken;

    /** As long as it is not acknowledged for good, the queue has the item. */
    private boolean givenBack = true;

    /** Who must not be forgotten if something breaks; everybody, as long as nobody was reached. */
    private Supplier<Collection<MailAddress>> outstanding;

    Handling(MailQueueItem item, Mail mail, Runnable whenEnded) {
      this.item = item;
      this.mail = mail;
      this.open = ways.keeper().arrived(mail);
      this.whenEnded = whenEnded;
      this.outstanding = () -> Recipients.of(mail);
    }

    private Entry entry() {
      return open.orElseThrow();
    }

    /**
     * Does a step under the mail's name. After one that breaks those who are outstanding are kept,
     * later, so that a mail that always breaks something does not keep us from the others.
     */
    void run(Runnable step) {
      try {
        MailContext.run(mail, step);
      } catch (RuntimeException | Error e) {
        LOGGER.error("Something of Postroad is broken; {} is kept", mail.getName(), e);
        if (broken || ended) {
          finish();
        } else {
          broken = true;
          steps.after(AFTER_BREAKAGE, () -> run(this::keepOutstanding));
        }
      }
    }

    private void keepOutstanding() {
      if (outstanding.get().isEmpty()) {
        acknowledge(CompletionStatus.SUCCESS, 1);
        return;
      }
      giveAway(
          "to be kept after a breakage",
          () -> ways.applier().keepAfterBreakage(mail, entry(), outstanding.get()),
          1);
    }

    void begin() {
      if (open.isEmpty()) {
        dropLeftover();
        return;
      }
      ways.watcher().arrived(ways.queue(), mail);
      RetryMarks marks = RetryMarks.of(mail, clock.instant());
      if (steps.areStopping()) {
        acknowledge(CompletionStatus.RETRY, 1);
      } else if (isToBeKept(marks)) {
        keepUntil(marks.nextAttempt());
      } else {
        Optional<DeliveryStatus> undecided = Returns.beginToWait(mail);
        if (undecided.isPresent()) {
          deferAll(undecided.get());
        } else {
          attempt(marks, 1);
        }
      }
    }

    /** The mail itself is kept elsewhere, or has been sent on. */
    private void dropLeftover() {
      LOGGER.info(
          "{} comes as it was before an operator acted on it; it is dropped", mail.getName());
      outstanding = List::of;
      acknowledge(CompletionStatus.SUCCESS, 1);
    }

    private boolean isToBeKept(RetryMarks marks) {
      return entry().order().isPresent()
          || OperatorMarks.isHeld(mail)
          || (isEarly(marks) && !isFlushed());
    }

    private boolean isFlushed() {
      return OperatorMarks.isFlushed(mail) || ways.keeper().earlyMeansFlushed();
    }

    private boolean isEarly(RetryMarks marks) {
      return marks.nextAttempt().isAfter(clock.instant().plus(TOLERANCE));
    }

    private void keepUntil(Instant due) {
      giveAway("to be kept until " + due, () -> ways.keeper().keep(entry(), mail, due), 1);
    }

    private void sendBack(String processor) {
      LOGGER.info("{} goes back to the policy in the processor {}", mail.getName(), processor);
      giveAway(
          "back to the processor " + processor, () -> ways.applier().sendBack(mail, processor), 1);
    }

    private void giveAway(String where, Giving giving, int tries) {
      try {
        giving.give();
      } catch (MessagingException | RuntimeException | Error e) {
        again(
            "Cannot give " + mail.getName() + " " + where,
            tries,
            e,
            next -> giveAway(where, giving, next));
        return;
      }
      // From here on a breakage must not give the queue what somebody else has already.
      outstanding = List::of;
      acknowledge(CompletionStatus.SUCCESS, 1);
    }

    /** There is no other place that could have it: the item stays here until James takes it. */
    private void again(String what, int tries, Throwable why, IntConsumer next) {
      Steps.inVain(what, tries, why);
      if (steps.areStopping()) {
        giveBack(outstanding.get());
      } else {
        ways.watcher().stuck(ways.queue(), mail.getName(), why);
        steps.again(tries, () -> run(() -> next.accept(tries + 1)));
      }
    }

    private void attempt(RetryMarks marks, int tries) {
      QueuedMail queued;
      DeliveryRequest request;
      try {
        Optional<String> back = Returns.wayBack(mail);
        if (back.isPresent()) {
          sendBack(back.get());
          return;
        }
        queued = JamesMails.read(mail, usePriority);
        if (queued.envelope().isEmpty()) {
          settle(RecipientOutcome.ofUnusable(queued), Optional.empty(), Optional.empty());
          return;
        }
        request =
            new DeliveryRequest(
                mail.getName(),
                queued.envelope().get(),
                new JamesContent(mail),
                ways.routes().routeOf(mail),
                marks.attempts() + 1,
                isEarly(marks) || OperatorMarks.isFlushed(mail));
      } catch (RouteLostException e) {
        if (tries < ROUTE_TRIES && !steps.areStopping()) {
          steps.again(tries, () -> run(() -> attempt(marks, tries + 1)));
        } else {
          deferAll(DeliveryStatus.temporary("4.3.5", String.valueOf(e.getMessage())));
        }
        return;
      } catch (MessagingException | RuntimeException e) {
        LOGGER.error("Cannot read {}; it is deferred", mail.getName(), e);
        deferAll(DeliveryStatus.temporary("4.3.0", "the mail cannot be read: " + e.getMessage()));
        return;
      }
      away.add(this);
      try {
        ways.delivery().submit(request, report -> comesBack(queued, report));
      } catch (RuntimeException | Error e) {
        away.remove(this);
        throw e;
      }
      if (entry().order().isPresent()) {
        // It came when there was nothing to call back yet.
        ways.delivery().recall(mail.getName());
      }
    }

    private void comesBack(QueuedMail queued, DeliveryReport report) {
      if (!away.remove(this)) {
        LifecycleUtil.dispose(mail);
      } else if (report.postponed().filter(MailHandler::isRecalled).isPresent()) {
        // By an operator, who is on this thread as a rule, and told what has come of it.
        run(() -> keepUntil(RetryMarks.of(mail, clock.instant()).nextAttempt()));
      } else {
        steps.now(() -> run(() -> settle(queued, report)));
      }
    }

    /** The delivery may still read the mail, which is disposed of when that has come to its end. */
    void leaveBehind() {
      LOGGER.info(
          "{} goes back to the queue as it was, no attempt: its delivery has not ended in time, and"
              + " we stop",
          mail.getName());
      OutboundQueue.giveBack(item);
      end();
    }

    private void deferAll(DeliveryStatus why) {
      settle(
          RecipientOutcome.allDeferred(Recipients.of(mail), why),
          Optional.empty(),
          Optional.empty());
    }

    private void settle(QueuedMail queued, DeliveryReport report) {
      List<RecipientOutcome> outcomes = RecipientOutcome.of(queued, report);
      outstanding = () -> RecipientOutcome.notReached(outcomes);
      settle(outcomes, report.postponed(), report.site());
    }

    private void settle(
        List<RecipientOutcome> outcomes, Optional<Hold> postponed, Optional<SiteName> site) {
      if (steps.areStopping() && outcomes.stream().noneMatch(RecipientOutcome::hasHappened)) {
        LOGGER.info("{} stays in the queue as it was, no attempt: we stop", mail.getName());
        acknowledge(CompletionStatus.RETRY, 1);
        return;
      }
      if (outcomes.stream().anyMatch(own -> own.disposition() == Disposition.DELIVERED)) {
        outgoingMails.increment();
      }
      Settlement settlement = ways.applier().settle(mail, entry(), outcomes, postponed);
      outstanding = settlement::outstanding;
      List<AttemptEntry> entries =
          AttemptEntries.of(ways.queue(), mail, settlement.decided(), postponed, site);
      entry().decided(entries);
      ways.watcher().decided(ways.queue(), mail, entries);
      handOver(settlement, 1);
    }

    private void handOver(Settlement settlement, int tries) {
      try {
        settlement.proceed();
      } catch (MessagingException | RuntimeException | Error e) {
        if (settlement.outstanding().isEmpty() && tries >= MOST_TRIES) {
          LOGGER.error("Nobody hears that {} was delivered", mail.getName(), e);
          acknowledge(CompletionStatus.SUCCESS, 1);
        } else {
          again(
              "James does not take what became of " + mail.getName(),
              tries,
              e,
              next -> handOver(settlement, next));
        }
        return;
      }
      acknowledge(CompletionStatus.SUCCESS, 1);
    }

    /**
     * We stop, and the queue is the last place that can keep them. One that gives the mail as it
     * was first put there gives it to those, too, who have it.
     */
    private void giveBack(Collection<MailAddress> kept) {
      if (kept.isEmpty()) {
        acknowledge(CompletionStatus.SUCCESS, 1);
      } else {
        mail.setRecipients(List.copyOf(kept));
        acknowledge(CompletionStatus.RETRY, 1);
      }
    }

    private void acknowledge(CompletionStatus status, int tries) {
      try {
        item.done(status);
        givenBack = status != CompletionStatus.SUCCESS;
      } catch (MailQueueException | RuntimeException e) {
        LOGGER.error(
            "The queue does not take the acknowledgement of {} (try {} of {}); if it never does, "
                + "the mail may be delivered again",
            mail.getName(),
            tries,
            MOST_TRIES,
            e);
        if (tries < MOST_TRIES && !steps.areStopping()) {
          steps.again(tries, () -> run(() -> acknowledge(status, tries + 1)));
          return;
        }
      }
      finish();
    }

    private void finish() {
      if (!ended) {
        LifecycleUtil.dispose(mail);
        end();
      }
    }

    private void end() {
      ended = true;
      try {
        if (open.isPresent()) {
          ways.keeper().ended(entry(), givenBack);
          ways.watcher().ended(ways.queue(), mail.getName(), givenBack);
        } else if (!givenBack) {
          ways.keeper().dropped(mail);
        }
        trial.stopAndPublish();
      } finally {
        whenEnded.run();
      }
    }
  }

  /** Gives a mail into other hands. */
  @FunctionalInterface
  private interface Giving {
    void give() throws MessagingException;
  }

  private static boolean isRecalled(Hold why) {
    return why.reason() == Hold.Reason.RECALLED;
  }
}
