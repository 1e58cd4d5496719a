// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Entry;
import java.time.Instant;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * How often a mail has been tried and when it may be tried again, kept in attributes of the mail
 * itself: they survive whatever a queue does with its delay.
 *
 * @param attempts attempts made so far, 0 for a new mail
 * @param firstAttempt when the first attempt began: when the mail came out of James' queue for it
 * @param nextAttempt when the next one is due
 */
record RetryMarks(int attempts, Instant firstAttempt, Instant nextAttempt) {
  static final AttributeName ATTEMPTS = AttributeName.of("postroad.attempts");
  static final AttributeName FIRST_ATTEMPT = AttributeName.of("postroad.first-attempt");
  static final AttributeName NEXT_ATTEMPT = AttributeName.of("postroad.next-attempt");

  RetryMarks {
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts count from 0: " + attempts);
    }
  }

  /**
   * The marks of a mail that is being attempted; one without marks is new, and its first attempt
   * began when it was taken from the queue: an attempt may last for minutes.
   *
   * @param entry the mail's in the book
   */
  static RetryMarks of(Mail mail, Entry entry, Instant now) {
    return of(mail, entry.taken().orElse(now));
  }

  /** The marks of a mail; one without marks is new and due now. */
  static RetryMarks of(Mail mail, Instant now) {
    return new RetryMarks(
        AttributeUtils.getValueAndCastFromMail(mail, ATTEMPTS, Integer.class)
            .filter(attempts -> attempts >= 0)
            .orElse(0),
        instant(mail, FIRST_ATTEMPT, now),
        instant(mail, NEXT_ATTEMPT, now));
  }

  private static Instant instant(Mail mail, AttributeName name, Instant otherwise) {
    return AttributeUtils.getValueAndCastFromMail(mail, name, Long.class)
        .map(Instant::ofEpochMilli)
        .orElse(otherwise);
  }

  void writeTo(Mail mail) {
    mail.setAttribute(new Attribute(ATTEMPTS, AttributeValue.of(attempts)));
    mail.setAttribute(new Attribute(FIRST_ATTEMPT, AttributeValue.of(firstAttempt.toEpochMilli())));
    mail.setAttribute(new Attribute(NEXT_ATTEMPT, AttributeValue.of(nextAttempt.toEpochMilli())));
  }

  /** Has a mail's next attempt due at another time; nothing else changes. */
  static void due(Mail mail, Instant when) {
    mail.setAttribute(new Attribute(NEXT_ATTEMPT, AttributeValue.of(when.toEpochMilli())));
  }

  /** Lets a mail begin anew, for those who send it another way. */
  static void removeFrom(Mail mail) {
    mail.removeAttribute(ATTEMPTS);
    mail.removeAttribute(FIRST_ATTEMPT);
    mail.removeAttribute(NEXT_ATTEMPT);
    BookMarks.removeFrom(mail);
    OperatorMarks.removeFrom(mail);
  }
}
