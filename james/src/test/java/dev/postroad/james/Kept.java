// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;

/** A deferral that remembers what it is to keep, and can be made to refuse it. */
final class Kept implements Deferral {
  final List<Mail> mails = new CopyOnWriteArrayList<>();
  final AtomicInteger refusals = new AtomicInteger();
  boolean honoursDelays;
  Runnable before = () -> {};

  @Override
  public void defer(Mail mail, Instant due, Entry entry) throws MessagingException {
    before.run();
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new MessagingException("the queue is full");
    }
    assertThat(due.truncatedTo(ChronoUnit.MILLIS))
        .isEqualTo(RetryMarks.of(mail, due).nextAttempt().truncatedTo(ChronoUnit.MILLIS));
    mails.add(mail);
  }

  /** Gives it mails of a queue, none of which an operator has spoken of. */
  Keeper keeper() {
    return new Keeper(
        "outgoing",
        this,
        (order, rest, origin) -> {
          throw new AssertionError("nobody has ordered anything");
        },
        new Book(),
        Clock.systemUTC());
  }

  /** A mail's entry in a book. */
  static Entry entry(Mail mail) {
    return Entry.queued(Entries.facts("outgoing", mail, Instant.now()), null);
  }

  Mail only() {
    assertThat(mails).hasSize(1);
    return mails.get(0);
  }

  @Override
  public boolean earlyMeansFlushed() {
    return honoursDelays;
  }

  @Override
  public void close() {}
}
