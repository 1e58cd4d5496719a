// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.mail.MessagingException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps mails in a mail repository, for queues that do not honour a delay (RabbitMQ's) or in which
 * what waits hides what is due (ActiveMQ's).
 *
 * <p>A mail is stored before its queue item is acknowledged, and put back into the queue before it
 * is removed here: a crash between the two doubles a mail, never loses it. Each stay has a key of
 * its own, so that the removal after one never hits the next. When each mail is due is remembered
 * in memory, and is part of its key, so that a start with many of them lists keys and reads no
 * mail: a mail itself is read when it is due.
 *
 * <p>The repository belongs to one James alone, since removal is no compare-and-set.
 */
final class SpoolDeferral implements Deferral {
  static final AttributeName NAME = AttributeName.of("postroad.deferred-name");

  private static final Logger LOGGER = LoggerFactory.getLogger(SpoolDeferral.class);

  /** Where the mail is from, when it is due in milliseconds since 1970, and what no other has. */
  private static final Pattern STAY = Pattern.compile("[\\w.-]*~(\\d{1,15})~[0-9a-f]{16}");

  /**
   * James' file repository writes each octet of a key as two in the name of a file, which may have
   * 255, and cannot read back octets beyond ASCII.
   */
  private static final int LONGEST_ORIGIN = 60;

  private static final Pattern NOT_FOR_KEYS = Pattern.compile("[^A-Za-z0-9_.-]");

  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);

  /**
   * One mail in the repository.
   *
   * @param queued whether it is back in the queue already, and only its removal is left to do
   */
  private record Stay(MailKey key, Instant due, boolean queued) {}

  private final MailRepository repository;
  private final MailQueue queue;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final PriorityQueue<Stay> stays = new PriorityQueue<>(Comparator.comparing(Stay::due));
  private final Set<MailKey> known = new HashSet<>();
  private boolean recalled;
  private boolean closed;
  private Instant wakeAt = Instant.MAX;
  private @Nullable Future<?> wake;

  /**
   * @param repository keeps the mails; used by nobody else
   * @param queue takes them when they are due
   * @param timer wakes this up; its threads may block
   */
  SpoolDeferral(
      MailRepository repository, MailQueue queue, ScheduledExecutorService timer, Clock clock) {
    this.repository = repository;
    this.queue = queue;
    this.timer = timer;
    this.clock = clock;
  }

  /** Takes up what an earlier run has left, and begins to release mails. */
  void start() {
    timer.execute(this::recall);
  }

  @Override
  public void defer(Mail mail, Instant due) throws MessagingException {
    Mail kept = MailViews.of(mail, keptAs(mail, due), Recipients.of(mail));
    kept.setAttribute(new Attribute(NAME, AttributeValue.of(mail.getName())));
    MailKey key = MailKey.forMail(kept);
    claim(key);
    MailKey stored;
    try {
      stored = repository.store(kept);
    } catch (MessagingException | RuntimeException | Error e) {
      dropRemains(key);
      throw e;
    }
    add(new Stay(stored, due, false));
  }

  /** A listing at the start may show a mail that is only half stored: it is not for others. */
  private synchronized void claim(MailKey key) {
    known.add(key);
  }

  private void dropRemains(MailKey key) {
    try {
      repository.remove(key);
    } catch (MessagingException | RuntimeException e) {
      LOGGER.warn(
          "What could not be kept, {}, cannot be removed either; it may come twice", key, e);
    }
    synchronized (this) {
      known.remove(key);
    }
  }

  private static String keptAs(Mail mail, Instant due) {
    String name = mail.getName();
    String origin = name.length() > LONGEST_ORIGIN ? name.substring(0, LONGEST_ORIGIN) : name;
    String stay = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    return NOT_FOR_KEYS.matcher(origin).replaceAll("_")
        + "~"
        + Math.max(0, due.toEpochMilli())
        + "~"
        + stay;
  }

  @Override
  public boolean earlyMeansFlushed() {
    return false;
  }

  @Override
  public synchronized void close() {
    closed = true;
    stays.clear();
    if (wake != null) {
      wake.cancel(false);
    }
  }

  private void recall() {
    try {
      Iterator<MailKey> keys = repository.list();
      while (keys.hasNext()) {
        MailKey key = keys.next();
        addNew(key, dueOf(key));
      }
      synchronized (this) {
        recalled = true;
      }
      releaseDue();
    } catch (MessagingException | RuntimeException | Error e) {
      LOGGER.error("Cannot list the deferred mails; trying again in {}", AFTER_TROUBLE, e);
      var unused = schedule(this::recall, AFTER_TROUBLE);
    }
  }

  /** From the key; from the mail itself if somebody else has put it here. */
  private Instant dueOf(MailKey key) {
    Matcher stay = STAY.matcher(key.asString());
    if (stay.matches()) {
      return Instant.ofEpochMilli(Long.parseLong(stay.group(1)));
    }
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

  private synchronized void addNew(MailKey key, Instant due) {
    if (known.add(key)) {
      add(new Stay(key, due, false));
    }
  }

  private synchronized void add(Stay stay) {
    if (!closed) {
      stays.add(stay);
      wakeFor(stay.due());
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
      for (Optional<Stay> stay = takeDue(); stay.isPresent(); stay = takeDue()) {
        release(stay.get());
      }
    } finally {
      wakeForTheFirst();
    }
  }

  private synchronized void wakeForTheFirst() {
    Stay first = stays.peek();
    if (first != null) {
      wakeFor(first.due());
    }
  }

  private synchronized Optional<Stay> takeDue() {
    Stay first = stays.peek();
    if (first == null || first.due().isAfter(clock.instant())) {
      return Optional.empty();
    }
    return Optional.of(stays.remove());
  }

  private void release(Stay stay) {
    boolean queued = stay.queued();
    try {
      if (!queued) {
        enQueue(stay.key());
        queued = true;
      }
      repository.remove(stay.key());
      synchronized (this) {
        known.remove(stay.key());
      }
    } catch (MessagingException | RuntimeException | Error e) {
      // An error, too, must not take the mail out of our memory until the next start.
      LOGGER.error(
          "Cannot {} the deferred mail {}; trying again in {}",
          queued ? "remove" : "bring back to the queue",
          stay.key(),
          AFTER_TROUBLE,
          e);
      add(new Stay(stay.key(), clock.instant().plus(AFTER_TROUBLE), queued));
    }
  }

  private void enQueue(MailKey key) throws MessagingException {
    Mail kept = repository.retrieve(key);
    if (kept == null) {
      LOGGER.info("The deferred mail {} is gone: somebody has removed it", key);
      return;
    }
    try {
      String name =
          AttributeUtils.getValueAndCastFromMail(kept, NAME, String.class).orElse(kept.getName());
      Mail mail = MailViews.of(kept, name, Recipients.of(kept));
      mail.removeAttribute(NAME);
      queue.enQueue(mail);
    } finally {
      LifecycleUtil.dispose(kept);
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
