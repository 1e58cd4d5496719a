// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.james.AttemptEntries.Ended;
import dev.postroad.james.Prospects.Prospect;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Leftovers;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.Order;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to the mails of one queue what operators say.
 *
 * <p>Whatever is done is done to a mail in the spool, which is claimed there, so that nobody else
 * touches it. One that waits in James' queue is copied into the spool first, and then what is in
 * the queue counts no more: it is removed, and if it comes out all the same, it is known as one of
 * the {@link Leftovers} and dropped. One that is under way is in other hands: the order is left
 * with its entry, and whoever would keep the mail next obeys it. The mail is called back then, so
 * that one that waits for its turn is kept at once.
 */
final class Clerk {
  private static final Logger LOGGER = LoggerFactory.getLogger(Clerk.class);

  /** A mail may change hands while it is looked at. */
  private static final int MOST_LOOKS = 3;

  private static final Acted CHANGING_HANDS =
      Acted.later("it is changing hands just now; the order is obeyed by whoever has it next");

  private static final Acted TOO_MANY_LEFT =
      Acted.skipped(
          Leftovers.MOST
              + " mails that were dealt with are still in James' queue, and have to come out of it"
              + " first: ask again later");

  private static final String RETURNED =
      "the operator of this mail server has returned the message";
  private static final String DELETED = "the operator of this mail server has deleted the message";

  /**
   * What is done with.
   *
   * @param queue James' queue
   * @param spool where mails are kept outside of it; empty if James has no repository for that
   * @param delivery has what is under way
   * @param bounces tells senders
   * @param entrance James' queue of mail that is to be processed; opened when it is needed
   * @param policy the processor where mail begins anew
   * @param isProcessor whether James has a processor of that name
   * @param isSuspended whether an operator wants nothing to be sent to a site
   */
  record Means(
      MailQueue queue,
      Optional<SpoolDeferral> spool,
      DeliveryPort delivery,
      Bounces bounces,
      Supplier<MailQueue> entrance,
      String policy,
      Predicate<String> isProcessor,
      Predicate<SiteName> isSuspended) {}

  private final Means means;
  private final ShownQueue queue;
  private final Prospects prospects;
  private final Book book;
  private final Watcher watcher;
  private final Clock clock;

  /**
   * @param watcher hears of mails that end here; throws nothing
   */
  Clerk(Means means, Book book, Watcher watcher, Clock clock) {
    this.means = means;
    this.queue = new ShownQueue(means.queue(), Entries.leftovers(book, clock));
    this.prospects =
        new Prospects(means.spool().isPresent(), means.isProcessor(), means.isSuspended());
    this.book = book;
    this.watcher = watcher;
    this.clock = clock;
  }

  /** Does what an operator says, or has it done as soon as it can be. */
  Acted act(String id, Order order) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Optional<Entry> entry = book.find(id);
      if (entry.isEmpty()) {
        return Acted.ENDED;
      }
      try {
        Optional<Acted> acted = act(entry.get(), order);
        if (acted.isPresent()) {
          return acted.get();
        }
      } catch (MessagingException | RuntimeException e) {
        LOGGER.error("Cannot {} {}; it stays as it was", order.action().kind().word(), id, e);
        return Acted.skipped("James does not do it, and it stays as it was: " + e.getMessage());
      }
    }
    return Acted.skipped("it is changing hands just now: try again");
  }

  /**
   * What would come of an action if it were asked for now, mail by mail; nothing is done. James'
   * queue is looked into once for all of them.
   */
  Function<Entry, Acted> foresee(MailAction action) {
    Predicate<String> shown = queue.shown();
    return entry -> prospects.of(entry, action, shown).acted();
  }

  /** Empty if the mail has changed hands. */
  private Optional<Acted> act(Entry entry, Order order) throws MessagingException {
    Prospect prospect = prospects.of(entry, order.action(), id -> true);
    return switch (prospect.step()) {
      case FROM_SPOOL -> actInSpool(entry, order);
      case FROM_QUEUE -> actInQueue(entry, order);
      case NOTHING, TAKE_HOLD_BACK, LEAVE_ORDER -> untouched(prospect, entry, order);
    };
  }

  private Optional<Acted> actInSpool(Entry entry, Order order) throws MessagingException {
    SpoolDeferral spool = spool();
    return entry.place().orElse(null) instanceof Stay stay && spool.claim(stay)
        ? Optional.of(act(spool, stay, entry, order))
        : Optional.empty();
  }

  private Optional<Acted> actInQueue(Entry entry, Order order) throws MessagingException {
    if (book.leftovers().isFull()) {
      return Optional.of(TOO_MANY_LEFT);
    }
    SpoolDeferral spool = spool();
    Optional<Stay> copied = copyFromQueue(spool, entry);
    return copied.isPresent()
        ? Optional.of(act(spool, copied.get(), entry, order))
        : untouched(prospects.of(entry, order.action(), id -> false), entry, order);
  }

  private SpoolDeferral spool() throws MessagingException {
    return means.spool().orElseThrow(() -> new MessagingException("there is no repository"));
  }

  /** The mail itself is not touched, or not by us. */
  private Optional<Acted> untouched(Prospect prospect, Entry entry, Order order) {
    return switch (prospect.step()) {
      case NOTHING -> Optional.of(prospect.acted());
      case TAKE_HOLD_BACK ->
          entry.withdraw(MailAction.Kind.HOLD) ? Optional.of(prospect.acted()) : Optional.empty();
      case LEAVE_ORDER -> leave(order, entry, prospect.acted());
      case FROM_SPOOL, FROM_QUEUE -> Optional.empty();
    };
  }

  /** Leaves an order with a mail, and calls the mail back; empty if that comes too late. */
  private Optional<Acted> leave(Order order, Entry entry, Acted expected) {
    // Whoever is first: what is obeyed before the operator has an answer is the answer.
    AtomicBoolean answered = new AtomicBoolean();
    Order left =
        order.telling(
            (at, result) -> {
              if (!answered.compareAndSet(false, true)) {
                order.whenObeyed().obeyed(at, result);
              }
            });
    if (!entry.accept(left)) {
      return Optional.empty();
    }
    means.delivery().recall(entry.id());
    if (!answered.compareAndSet(false, true)) {
      return Optional.of(Acted.DONE);
    }
    return Optional.of(expected.kind() == Acted.Kind.LATER ? expected : CHANGING_HANDS);
  }

  /** Does something to a mail that is claimed in the spool. */
  private Acted act(SpoolDeferral spool, Stay stay, Entry entry, Order order)
      throws MessagingException {
    MailAction action = order.action();
    Instant now = clock.instant();
    boolean found =
        switch (action.kind()) {
          case HOLD -> spool.hold(stay, mail -> OperatorMarks.hold(mail, now), entry);
          case FLUSH ->
              sendOn(
                  spool,
                  stay,
                  entry,
                  order.regardless() ? OperatorMarks::flush : mail -> RetryMarks.due(mail, now));
          case RELEASE -> sendOn(spool, stay, entry, mail -> OperatorMarks.release(mail, now));
          case REQUEUE, BOUNCE, DELETE -> spool.take(stay, mail -> end(mail, order, entry));
        };
    if (!found) {
      book.leave(entry);
      return Acted.skipped("somebody has removed it from its repository");
    }
    switch (action.kind()) {
      case HOLD -> entry.held();
      case FLUSH, RELEASE -> {}
      case REQUEUE, BOUNCE, DELETE -> book.leave(entry);
    }
    return Acted.DONE;
  }

  private boolean sendOn(SpoolDeferral spool, Stay stay, Entry entry, SpoolDeferral.Step marking)
      throws MessagingException {
    return spool.take(
        stay,
        mail -> {
          marking.with(mail);
          boolean sent = false;
          entry.backInQueue();
          try {
            means.queue().enQueue(mail);
            sent = true;
          } finally {
            if (!sent) {
              entry.stillAt(stay);
            }
          }
        });
  }

  /** Ends a mail as far as this queue is concerned. */
  private void end(Mail mail, Order order, Entry entry) throws MessagingException {
    MailAction action = order.action();
    LOGGER.info("{}: {} on an operator's word", mail.getName(), action.kind().word());
    switch (action.kind()) {
      case REQUEUE -> requeue(mail, action.processor().orElse(means.policy()));
      case BOUNCE -> {
        DeliveryStatus status = byPolicy(action.text().orElse(RETURNED));
        bounce(mail, status);
        tell(mail, new Ended(Outcome.BOUNCED, order.by(), entry.site()), status);
      }
      case DELETE ->
          tell(mail, new Ended(Outcome.DELETED, order.by(), entry.site()), byPolicy(DELETED));
      case FLUSH, HOLD, RELEASE -> throw new IllegalArgumentException("no end: " + action);
    }
  }

  /** It is an ending like any other, for whoever counts, records and remembers them. */
  private void tell(Mail mail, Ended ended, DeliveryStatus status) {
    String name = means.queue().getName().asString();
    MailContext.run(
        mail,
        () ->
            watcher.decided(
                name, mail, AttemptEntries.byHand(name, mail, ended, status, clock.instant())));
  }

  /** It goes into James' own queue, and not by a mailet, whose mails have no client to a policy. */
  private void requeue(Mail mail, String processor) throws MessagingException {
    Mail anew = MailViews.of(mail, MailNames.derived(mail, "requeued"), Recipients.of(mail));
    RetryMarks.removeFrom(anew);
    Stamps.removeFrom(anew);
    anew.setErrorMessage(null);
    anew.setState(processor);
    means.entrance().get().enQueue(anew);
  }

  /**
   * A policy of this server's, and no more is said of it: X.7.0 of RFC 3463. It is no expiry
   * (4.4.7), since the time was not up, and X.7.1 would speak of a permission that the sender
   * lacks.
   */
  private static DeliveryStatus byPolicy(String text) {
    return DeliveryStatus.permanent(554, "5.7.0", text);
  }

  private void bounce(Mail mail, DeliveryStatus status) throws MessagingException {
    Map<MailAddress, DeliveryStatus> failures = new LinkedHashMap<>();
    Recipients.of(mail).forEach(recipient -> failures.put(recipient, status));
    String name = MailNames.derived(mail, "bounced");
    for (Bounce bounce : means.bounces().sort(name, failures, true)) {
      means.bounces().handOver(mail, bounce);
    }
  }

  /**
   * Obeys an order about a mail that was under way, instead of keeping it.
   *
   * @param rest whom it has not reached
   * @param origin the mail that was under way
   * @throws MessagingException if James does not do it; the mail is to be kept by the caller
   */
  void obey(Order order, Mail rest, Entry origin) throws MessagingException {
    MailAction action = order.action();
    Instant now = clock.instant();
    if (action.kind() == MailAction.Kind.HOLD) {
      hold(rest, origin);
    } else {
      end(rest, order, origin);
    }
    order
        .whenObeyed()
        .obeyed(now, "done to what was left of it, for " + Recipients.of(rest).size());
  }

  private void hold(Mail rest, Entry origin) throws MessagingException {
    SpoolDeferral spool = spool();
    if (!OperatorMarks.isHeld(rest)) {
      OperatorMarks.fulfilled(rest);
      OperatorMarks.hold(rest, clock.instant());
    }
    Entry entry = Entries.kept(means.queue().getName().asString(), rest, true, book, clock);
    book.enter(entry);
    boolean held = false;
    try {
      spool.hold(rest, entry);
      held = true;
    } finally {
      if (!held) {
        book.restore(entry, origin);
      }
    }
  }

  /**
   * Copies a mail from James' queue, in which it counts no more. Empty if the queue does not show
   * it, or somebody has taken it from there.
   */
  private Optional<Stay> copyFromQueue(SpoolDeferral spool, Entry entry) throws MessagingException {
    Optional<Mail> found = queue.find(entry.id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Mail mail = found.get();
    String name = mail.getName();
    String shown = OperatorMarks.token(mail);
    Stay stay = storeCopy(spool, mail);
    if (!entry.copied(stay, () -> book.leftovers().expect(name, shown, clock.instant()))) {
      spool.remove(stay);
      return Optional.empty();
    }
    stay.entered(entry);
    if (queue.remove(mail)) {
      book.leftovers().removed(name, shown, clock.instant());
    }
    return Optional.of(stay);
  }

  private Stay storeCopy(SpoolDeferral spool, Mail mail) throws MessagingException {
    Mail copy = MailViews.of(mail, mail.getName(), Recipients.of(mail));
    OperatorMarks.token(copy, Stay.newNumber());
    return spool.storeClaimed(copy, RetryMarks.of(mail, clock.instant()).nextAttempt());
  }
}
