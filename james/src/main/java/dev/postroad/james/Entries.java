// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailState;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Reads James' mails for the book. */
final class Entries {
  private Entries() {}

  /** The facts of a mail of some queue. */
  static Facts facts(String queue, Mail mail, Instant now) {
    Date updated = mail.getLastUpdated();
    RetryMarks marks = RetryMarks.of(mail, updated == null ? now : updated.toInstant());
    return new Facts(
        mail.getName(),
        queue,
        mail.getMaybeSender().asOptional().map(MailAddress::asString).orElse(""),
        Recipients.of(mail).stream().map(MailAddress::asString).toList(),
        Priorities.of(mail).orElse(0),
        size(mail),
        marks.firstAttempt().toEpochMilli(),
        marks.attempts());
  }

  /** Whether what is in a queue, or comes out of it, is no mail any more. */
  static Predicate<Mail> leftovers(Book book, Clock clock) {
    return mail -> book.leftovers().has(mail.getName(), OperatorMarks.token(mail), clock.instant());
  }

  private static long size(Mail mail) {
    try {
      return mail.getMessageSize();
    } catch (MessagingException | RuntimeException e) {
      return -1;
    }
  }

  /** A mail that goes into James' queue, or comes out of it and was not known. */
  static Entry queued(String queue, Mail mail, Book book, Clock clock) {
    BookMarks marks = BookMarks.of(mail, book);
    return Entry.queued(facts(queue, mail, clock.instant()), marks.why().orElse(null))
        .goingTo(marks.site().orElse(null));
  }

  /** A mail that is read where it is kept. */
  static Entry kept(String queue, Mail mail, boolean held, Book book, Clock clock) {
    Instant now = clock.instant();
    BookMarks marks = BookMarks.of(mail, book);
    return Entry.kept(
            facts(queue, mail, now),
            held ? MailState.HELD : MailState.DEFERRED,
            RetryMarks.of(mail, now).nextAttempt().toEpochMilli(),
            marks.why().orElse(null))
        .goingTo(marks.site().orElse(null));
  }
}
