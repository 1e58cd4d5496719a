// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps mails in a mail repository: until they are due, for queues that do not honour a delay
 * (RabbitMQ's) or in which what waits hides what is due (ActiveMQ's); until an operator releases
 * them, for all queues.
 *
 * <p>A mail is stored before its queue item is acknowledged, and put back into the queue before it
 * is removed here: a crash between the two doubles a mail, never loses it. When each mail is due is
 * remembered in memory, and is part of its key, so that a start with many of them lists keys and
 * reads no mail: a mail itself is read when it is due, or bit by bit, for operators, when all that
 * is due has gone.
 *
 * <p>Whoever deals with a mail here has to claim it; nobody else touches it until it is settled.
 * The repository belongs to one James alone, since removal is no compare-and-set.
 */
final class SpoolDeferral implements Deferral {
  static final AttributeName NAME = AttributeName.of("postroad.deferred-name");

  private static final Logger LOGGER = LoggerFactory.getLogger(SpoolDeferral.class);

  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
  static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);

  /** What is done with a mail that leaves the repository. */
  @FunctionalInterface
  interface Step {

    /**
     * Does it.
     *
     * @param mail under its own name; lives as long as this call
     */
    void with(Mail mail) throws MessagingException;
  }

  private final MailRepository repository;
  private final MailQueue queue;
  private final Book book;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final TreeSet<Stay> stays = new TreeSet<>(Stay.BY_DUE);
  private final Set<MailKey> known = new HashSet<>();

  private final UnreadStays unread;
  private boolean recalled;
  private boolean closed;
  private Instant wakeAt = Instant.MAX;
  private @Nullable Future<?> wake;

  /**
   * @param repository keeps the mails; used by nobody else
   * @param queue takes them when they are due
   * @param book is told of what is here
   * @param timer wakes this up; its threads may block
   */
  SpoolDeferral(
      MailRepository repository,
      MailQueue queue,
      Book book,
      ScheduledExecutorService timer,
      Clock clock) {
    this.repository = repository;
    this.queue = queue;
    this.book = book;
    this.timer = timer;
    this.clock = clock;
    unread =
        new UnreadStays(
            book,
            this::claim,
            this::enter,
            (task, delay) -> {
              var unused = schedule(task, delay);
            });
  }

  /** Takes up what an earlier run has left, and begins to release mails. */
  void start() {
    timer.execute(this::recall);
  }

  @Override
  public void defer(Mail mail, Instant due, Entry entry) throws MessagingException {
    add(store(mail, due, Stay.newNumber(), entry));
  }

  /** Keeps a mail until an operator releases it. */
  void hold(Mail mail, Entry entry) throws MessagingException {
    add(store(mail, Stay.NEVER, Stay.newNumber(), entry));
  }

  /** Keeps a mail, and claims it. */
  Stay storeClaimed(Mail mail, Instant due) throws MessagingException {
    return store(mail, due, Stay.newNumber(), null);
  }

  private Stay store(Mail mail, Instant due, String number, @Nullable Entry entry)
      throws MessagingException {
    Mail kept = MailViews.of(mail, Stay.keptAs(mail.getName(), due, number), Recipients.of(mail));
    kept.setAttribute(new Attribute(NAME, AttributeValue.of(mail.getName())));
    MailKey key = MailKey.forMail(kept);
    reserve(key);
    MailKey stored;
    try {
      stored = repository.store(kept);
    } catch (MessagingException | RuntimeException | Error e) {
      dropRemains(key);
      throw e;
    }
    Stay stay = Stay.of(stored, due, entry);
    if (entry != null) {
      entry.keptAt(stay);
    }
    return stay;
  }

  /** A listing at the start may show a mail that is only half stored: it is not for others. */
  private synchronized void reserve(MailKey key) {
    known.add(key);
  }

  private void dropRemains(MailKey key) {
    try {
      repository.remove(key);
    } catch (MessagingException | RuntimeException e) {
      LOGGER.warn(
          "What could not be kept, {}, cannot be removed either; it may come twice", key, e);
    }
    forget(key);
  }

  private synchronized void forget(MailKey key) {
    known.remove(key);
  }

  @Override
  public boolean earlyMeansFlushed() {
    return false;
  }

  @Override
  public synchronized void close() {
    closed = true;
    stays.clear();
    unread.close();
    if (wake != null) {
      wake.cancel(false);
    }
  }

  /**
   * Claims a mail that is kept here.
   *
   * @return false if it is gone, or somebody else is dealing with it
   */
  synchronized boolean claim(Stay stay) {
    return !closed && stays.remove(stay);
  }

  /** Leaves a claimed mail as it was. */
  void unclaim(Stay stay) {
    add(stay);
  }

  /**
   * Does something with a claimed mail, after which it is kept here no more. If that fails, it is
   * kept as before.
   *
   * @return false if the mail was not there any more
   * @throws MessagingException if the step fails, or the mail cannot be read
   */
  boolean take(Stay stay, Step step) throws MessagingException {
    boolean found;
    try {
      found = read(stay.key(), step);
    } catch (MessagingException | RuntimeException | Error e) {
      unclaim(stay);
      throw e;
    }
    remove(stay);
    return found;
  }

  /**
   * Has a claimed mail wait until it is released.
   *
   * @param step what is noted on the mail
   * @return false if the mail was not there any more
   */
  boolean hold(Stay stay, Step step, Entry entry) throws MessagingException {
    return take(
        stay,
        mail -> {
          step.with(mail);
          add(store(mail, Stay.NEVER, Stay.number(stay.key()), entry));
        });
  }

  /** Removes a claimed mail; later, if it cannot be removed now. */
  void remove(Stay stay) {
    try {
      repository.remove(stay.key());
      forget(stay.key());
    } catch (MessagingException | RuntimeException | Error e) {
      // An error, too, must not leave it there until the next start.
      LOGGER.error(
          "Cannot remove the deferred mail {}; trying again in {}", stay.key(), AFTER_TROUBLE, e);
      add(stay.over(clock.instant().plus(AFTER_TROUBLE)));
    }
  }

  private boolean read(MailKey key, Step step) throws MessagingException {
    Mail kept = repository.retrieve(key);
    if (kept == null) {
      LOGGER.info("The deferred mail {} is gone: somebody has removed it", key);
      return false;
    }
    try {
      Mail mail = MailViews.of(kept, Stay.nameOf(kept), Recipients.of(kept));
      mail.removeAttribute(NAME);
      step.with(mail);
      return true;
    } finally {
      LifecycleUtil.dispose(kept);
    }
  }

  private void recall() {
    try {
      Set<String> held = new HashSet<>();
      Deque<Stay> found = new ArrayDeque<>();
      Iterator<MailKey> keys = repository.list();
      while (keys.hasNext()) {
        MailKey key = keys.next();
        if (!isKnown(key)) {
          Stay stay = Stay.of(key, dueOf(key), null);
          if (stay.isHeld()) {
            held.add(Stay.number(key));
            found.addFirst(stay);
          } else {
            found.addLast(stay);
          }
        }
      }
      for (Stay stay : found) {
        if (stay.isHeld() || !held.contains(Stay.number(stay.key()))) {
          addFound(stay);
        } else {
          LOGGER.info("{} has become a mail that is held; it is removed", stay.key());
          reserve(stay.key());
          remove(stay);
        }
      }
      synchronized (this) {
        recalled = true;
      }
      releaseDue();
      unread.begin();
    } catch (MessagingException | RuntimeException | Error e) {
      LOGGER.error("Cannot list the deferred mails; trying again in {}", AFTER_TROUBLE, e);
      var unused = schedule(this::recall, AFTER_TROUBLE);
    }
  }

  private synchronized boolean isKnown(MailKey key) {
    return known.contains(key);
  }

  private synchronized void addFound(Stay stay) {
    if (known.add(stay.key())) {
      book.count(1);
      add(stay);
    }
  }

  /** From the key; from the mail itself if somebody else has put it here. */
  private Instant dueOf(MailKey key) {
    return Stay.dueOf(key).orElseGet(() -> dueByMarks(key));
  }

  private Instant dueByMarks(MailKey key) {
    try {
      Mail mail = repository.retrieve(key);
      if (mail == null) {
        return clock.instant();
      }
      Instant due = RetryMarks.of(mail, clock.instant()).nextAttempt();
      LifecycleUtil.dispose(mail);
      return due;
    } catch (MessagingException | RuntimeException e) {
      LOGGER.error("Cannot read the deferred mail {}", key, e);
      return clock.instant();
    }
  }

  private synchronized void add(Stay stay) {
    if (!closed) {
      stays.add(stay);
      wakeFor(stay.due());
      if (!stay.isOver() && stay.isUnread()) {
        // It was not read yet, or the book had no room for it and may have some later.
        unread.add(stay);
      }
    }
  }

  /** At most one wake-up is pending, the earliest that is needed. */
  private synchronized void wakeFor(Instant due) {
    if (closed || !recalled || !due.isBefore(wakeAt)) {
      return;
    }
    if (wake != null) {
      wake.cancel(false);
    }
    wakeAt = due;
    wake = schedule(this::releaseDue, Duration.between(clock.instant(), due));
  }

  private void releaseDue() {
    synchronized (this) {
      wakeAt = Instant.MAX;
    }
    try {
      for (Optional<Stay> stay = claimDue(); stay.isPresent(); stay = claimDue()) {
        release(stay.get());
      }
    } finally {
      wakeForTheFirst();
    }
  }

  private synchronized void wakeForTheFirst() {
    if (!stays.isEmpty()) {
      wakeFor(stays.first().due());
    }
  }

  private synchronized Optional<Stay> claimDue() {
    if (stays.isEmpty() || stays.first().due().isAfter(clock.instant())) {
      return Optional.empty();
    }
    return Optional.ofNullable(stays.pollFirst());
  }

  private void release(Stay stay) {
    if (stay.isOver()) {
      remove(stay);
      return;
    }
    try {
      boolean found =
          read(
              stay.key(),
              mail -> {
                knowIfPossible(stay, mail);
                stay.entry().ifPresent(Entry::backInQueue);
                queue.enQueue(mail);
              });
      if (!found) {
        gone(stay);
      }
    } catch (MessagingException | RuntimeException | Error e) {
      // An error, too, must not take the mail out of our memory until the next start.
      LOGGER.error(
          "Cannot bring the deferred mail {} back to the queue; trying again in {}",
          stay.key(),
          AFTER_TROUBLE,
          e);
      Stay again = stay.later(clock.instant().plus(AFTER_TROUBLE));
      stay.entry().ifPresent(entry -> entry.stillAt(again));
      add(again);
      return;
    }
    remove(stay);
  }

  /** Somebody has removed the mail behind our back: it is open no more. */
  private void gone(Stay stay) {
    Optional<Entry> entry = stay.entry();
    if (entry.isEmpty()) {
      book.uncount();
    } else if (entry.get().place().filter(stay::equals).isPresent()) {
      book.leave(entry.get());
    }
  }

  /**
   * Has the book know a mail that is claimed until then.
   *
   * @throws MessagingException if it cannot be read; then it is kept as it was
   */
  private void enter(Stay stay) throws MessagingException {
    boolean found;
    try {
      found = read(stay.key(), mail -> know(stay, mail));
    } catch (MessagingException | RuntimeException | Error e) {
      unclaim(stay);
      throw e;
    }
    if (found) {
      unclaim(stay);
    } else {
      gone(stay);
      remove(stay);
    }
  }

  private void know(Stay stay, Mail mail) {
    Entry entry = Entries.kept(queue.getName().asString(), mail, stay.isHeld(), book, clock);
    entry.keptAt(stay);
    stay.entry().ifPresentOrElse(book::leave, book::uncount);
    book.enter(entry);
    stay.entered(entry);
  }

  /** Whoever takes it from the queue finds it in the book. The list keeps no mail from its way. */
  private void knowIfPossible(Stay stay, Mail mail) {
    try {
      if (stay.entry().isEmpty()) {
        know(stay, mail);
      }
    } catch (RuntimeException e) {
      LOGGER.warn("{} cannot be entered as it should", mail.getName(), e);
    }
  }

  private @Nullable Future<?> schedule(Runnable task, Duration delay) {
    long millis = Math.max(0, Math.min(delay.toMillis(), LONGEST_SLEEP.toMillis()));
    try {
      return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("Stopped: deferred mails wait for the next start", e);
      return null;
    }
  }
}
