// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.history.By;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import dev.postroad.james.book.Why;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a mail of one queue becomes open, stays so, and is so no more: what the book has of it is
 * written here. A mail that is to be kept goes to the deferral, or whither an operator has said.
 */
final class Keeper {
  private static final Logger LOGGER = LoggerFactory.getLogger(Keeper.class);

  /** Obeys what operators have said of mails that were under way. */
  @FunctionalInterface
  interface Obeying {

    /**
     * Does as ordered with what is left of a mail.
     *
     * @throws MessagingException if James does not take it; then nothing has changed
     */
    void obey(Order order, Mail rest, Entry origin) throws MessagingException;
  }

  private final String queue;
  private final Deferral deferral;
  private final Obeying clerk;
  private final Book book;
  private final Predicate<Mail> isLeftover;
  private final Clock clock;

  /**
   * @param queue its name
   * @param clerk obeys what operators have said
   */
  Keeper(String queue, Deferral deferral, Obeying clerk, Book book, Clock clock) {
    this.queue = queue;
    this.deferral = deferral;
    this.clerk = clerk;
    this.book = book;
    this.isLeftover = Entries.leftovers(book, clock);
    this.clock = clock;
  }

  boolean earlyMeansFlushed() {
    return deferral.earlyMeansFlushed();
  }

  /** What puts a mail into James' queue. */
  @FunctionalInterface
  interface Putting {
    void into() throws MailQueueException;
  }

  /** A mail goes into James' queue. */
  void enQueue(Mail mail, Putting putting) throws MailQueueException {
    // Known before it can come out again.
    Entry entry = book.enter(queued(mail));
    boolean put = false;
    try {
      putting.into();
      put = true;
    } finally {
      if (!put) {
        book.leave(entry);
      }
    }
  }

  /**
   * Something has come out of James' queue.
   *
   * @return empty if it is no mail any more: an operator has laid hands on it while it was in the
   *     queue, and it is kept elsewhere, has been sent on under a token, or has ended
   */
  Optional<Entry> arrived(Mail mail) {
    if (mail.getAttribute(SpoolDeferral.NAME).isPresent()) {
      // Sent here from our repository, or another node's: WebAdmin calls that reprocessing.
      mail.setName(Stay.nameOf(mail));
      mail.removeAttribute(SpoolDeferral.NAME);
    }
    if (isLeftover.test(mail)) {
      return Optional.empty();
    }
    Entry entry = book.arrived(mail.getName(), () -> queued(mail));
    return entry.taken(clock.instant(), () -> isLeftover.test(mail))
        ? Optional.of(entry)
        : Optional.empty();
  }

  /** Nothing that is wrong with a mail may keep it from its delivery because of a list. */
  private Entry queued(Mail mail) {
    try {
      return Entries.queued(queue, mail, book, clock);
    } catch (RuntimeException e) {
      return Entry.queued(unread(mail, e), null);
    }
  }

  private Facts facts(Mail mail) {
    try {
      return Entries.facts(queue, mail, clock.instant());
    } catch (RuntimeException e) {
      return unread(mail, e);
    }
  }

  private Facts unread(Mail mail, RuntimeException why) {
    LOGGER.warn("{} cannot be entered as it should", mail.getName(), why);
    return new Facts(
        mail.getName(), queue, "", List.of(), 0, -1, clock.instant().toEpochMilli(), 0);
  }

  /**
   * Keeps a mail, or what is left of one.
   *
   * @param origin the mail that was taken from the queue
   * @param rest what is to be kept, with its marks; maybe the same mail
   * @throws MessagingException if James does not take it; then nothing has changed
   */
  void keep(Entry origin, Mail rest, Instant due) throws MessagingException {
    BookMarks marks = new BookMarks(origin.site(), why(origin, rest).map(book::share));
    marks.writeTo(rest);
    Optional<Order> order = origin.settle().or(() -> heldBefore(rest));
    if (order.isPresent()) {
      clerk.obey(order.get(), rest, origin);
      return;
    }
    OperatorMarks.fulfilled(rest);
    Entry entry =
        Entry.kept(facts(rest), MailState.DEFERRED, due.toEpochMilli(), marks.why().orElse(null))
            .goingTo(marks.site().orElse(null));
    book.enter(entry);
    boolean kept = false;
    try {
      deferral.defer(rest, due, entry);
      kept = true;
    } finally {
      if (!kept) {
        book.restore(entry, origin);
      }
    }
  }

  /** A mail that was held comes out of a queue if somebody takes over another node's repository. */
  private static Optional<Order> heldBefore(Mail rest) {
    return OperatorMarks.isHeld(rest)
        ? Optional.of(
            new Order(
                MailAction.of(MailAction.Kind.HOLD), true, By.NOBODY, Order.WhenObeyed.NOTHING))
        : Optional.empty();
  }

  /** In whose words it is kept: those about the first recipient that is left. */
  private static Optional<Why> why(Entry origin, Mail rest) {
    return Recipients.of(rest).stream()
        .findFirst()
        .flatMap(recipient -> origin.decidedFor(recipient.asString()))
        .or(origin::why);
  }

  /** What has come out of James' queue and was no mail any more is dropped for good. */
  void dropped(Mail leftover) {
    book.leftovers().came(leftover.getName(), OperatorMarks.token(leftover));
  }

  /**
   * The item of a mail is dealt with.
   *
   * @param givenBack whether it is in James' queue again; if not, what is open of the mail has an
   *     entry of its own
   */
  void ended(Entry entry, boolean givenBack) {
    if (givenBack) {
      entry.backInQueue();
    } else {
      book.leave(entry);
    }
  }
}
