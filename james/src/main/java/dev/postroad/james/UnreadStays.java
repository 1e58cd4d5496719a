// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Book;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept and of which the book has the number only: has it read bit by bit, as long as the
 * book has room. What cannot be read is tried again after all others, and so until it can be.
 */
final class UnreadStays {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnreadStays.class);

  /** Read at once; what is due meanwhile waits for no more than these. */
  private static final int READ_AT_ONCE = 50;

  private static final Duration BETWEEN_READS = Duration.ofMillis(50);

  /** Reads a mail for the book. */
  @FunctionalInterface
  interface Entering {
    /**
     * Does it, and claims the mail no more.
     *
     * @throws MessagingException if it cannot be read; it has been added here again then
     */
    void enter(Stay claimed) throws MessagingException;
  }

  /** Has something done later, on another thread. */
  @FunctionalInterface
  interface Timer {
    void after(Runnable task, Duration delay);
  }

  private final Book book;
  private final Predicate<Stay> claim;
  private final Entering entering;
  private final Timer timer;
  private final Deque<Stay> stays = new ArrayDeque<>();
  private boolean hasBegun;
  private boolean reading;
  private boolean closed;
  private boolean isComplainedOf;

  UnreadStays(Book book, Predicate<Stay> claim, Entering entering, Timer timer) {
    this.book = book;
    this.claim = claim;
    this.entering = entering;
    this.timer = timer;
  }

  /** One more, behind the others. */
  synchronized void add(Stay stay) {
    if (!closed) {
      stays.add(stay);
      readLater();
    }
  }

  /** Nothing is read before this. */
  synchronized void begin() {
    hasBegun = true;
    readLater();
  }

  synchronized void close() {
    closed = true;
    stays.clear();
  }

  private void readLater() {
    readIn(book.hasRoom() ? BETWEEN_READS : SpoolDeferral.AFTER_TROUBLE);
  }

  private synchronized void readIn(Duration pause) {
    if (!closed && hasBegun && !reading && !stays.isEmpty()) {
      reading = true;
      timer.after(this::readSome, pause);
    }
  }

  private void readSome() {
    boolean isWell = false;
    try {
      isWell = readThese(READ_AT_ONCE);
    } finally {
      synchronized (this) {
        reading = false;
        if (isWell) {
          readLater();
        } else {
          readIn(SpoolDeferral.AFTER_TROUBLE);
        }
      }
    }
  }

  /** Stops at the first that cannot be read: whatever is the matter, it may hit them all. */
  private boolean readThese(int most) {
    for (int i = 0; i < most && book.hasRoom(); i++) {
      Stay stay = claimNext();
      if (stay == null) {
        return true;
      }
      try {
        entering.enter(stay);
        isComplainedOf = false;
      } catch (MessagingException | RuntimeException | Error e) {
        // An error, too, must not end the reading for good.
        complain(stay, e);
        return false;
      }
    }
    return true;
  }

  private @Nullable Stay claimNext() {
    for (Stay stay = next(); stay != null; stay = next()) {
      if (stay.isUnread() && claim.test(stay)) {
        return stay;
      }
    }
    return null;
  }

  private synchronized @Nullable Stay next() {
    return stays.poll();
  }

  /** Once for all that the same trouble hits. */
  private void complain(Stay stay, Throwable why) {
    if (isComplainedOf) {
      LOGGER.debug("The deferred mail {} cannot be read either", stay.key(), why);
      return;
    }
    isComplainedOf = true;
    LOGGER.warn(
        "The deferred mail {} cannot be read, and the list of open mails is not complete; it is"
            + " tried again in {}, and so are those behind it",
        stay.key(),
        SpoolDeferral.AFTER_TROUBLE,
        why);
  }
}
