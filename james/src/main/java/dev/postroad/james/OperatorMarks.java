// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/** What operators have said of a mail, in attributes of the mail itself. */
final class OperatorMarks {
  /** It is to be tried at its next arrival, however early that is. */
  static final AttributeName FLUSHED = AttributeName.of("postroad.flushed");

  /** Since when it is held, in milliseconds since 1970. */
  static final AttributeName HELD_SINCE = AttributeName.of("postroad.held-since");

  /** Tells a mail that was put into the queue again from what was in the queue before. */
  static final AttributeName TOKEN = AttributeName.of("postroad.token");

  private OperatorMarks() {}

  static void flush(Mail mail) {
    mail.setAttribute(new Attribute(FLUSHED, AttributeValue.of(true)));
  }

  static boolean isFlushed(Mail mail) {
    return mail.getAttribute(FLUSHED).isPresent();
  }

  static void hold(Mail mail, Instant now) {
    mail.setAttribute(new Attribute(HELD_SINCE, AttributeValue.of(now.toEpochMilli())));
  }

  static boolean isHeld(Mail mail) {
    return mail.getAttribute(HELD_SINCE).isPresent();
  }

  /** Lets a held mail go on now. The time for which it was held is not held against it. */
  static void release(Mail mail, Instant now) {
    Optional<Instant> since =
        AttributeUtils.getValueAndCastFromMail(mail, HELD_SINCE, Long.class)
            .map(Instant::ofEpochMilli);
    mail.removeAttribute(HELD_SINCE);
    if (since.isPresent() && mail.getAttribute(RetryMarks.FIRST_ATTEMPT).isPresent()) {
      RetryMarks marks = RetryMarks.of(mail, now);
      Duration held = Duration.between(since.get(), now);
      new RetryMarks(
              marks.attempts(),
              marks.firstAttempt().plus(held.isNegative() ? Duration.ZERO : held),
              now)
          .writeTo(mail);
    }
    flush(mail);
  }

  static @Nullable String token(Mail mail) {
    return AttributeUtils.getValueAndCastFromMail(mail, TOKEN, String.class).orElse(null);
  }

  static void token(Mail mail, String token) {
    mail.setAttribute(new Attribute(TOKEN, AttributeValue.of(token)));
  }

  /** What they have said has come to pass. By its token it is still told from what was before. */
  static void fulfilled(Mail mail) {
    mail.removeAttribute(FLUSHED);
    mail.removeAttribute(HELD_SINCE);
  }

  static void removeFrom(Mail mail) {
    fulfilled(mail);
    mail.removeAttribute(TOKEN);
  }
}
