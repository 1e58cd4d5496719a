// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Why;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * What the book knows of a mail that is kept and its envelope does not tell, in attributes of the
 * mail itself, so that the book of the next start knows it too. The words of {@link Why} are those
 * of the mail's error message, which whoever keeps it has written.
 *
 * @param site where it goes
 * @param why what deferred it last
 */
record BookMarks(Optional<SiteName> site, Optional<Why> why) {
  static final AttributeName SITE = AttributeName.of("postroad.site");
  static final AttributeName CAUSE = AttributeName.of("postroad.cause");

  /**
   * As a mail that is kept says in its error message for whom it was deferred, and how. A local
   * part in quotes may have anything in it, blanks and what looks like a reply, too.
   */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"@|[^\\s\"])\\S*:"
              + " ([2-5]\\d\\d) ([245]\\.\\d{1,3}\\.\\d{1,3}) (.*)");

  /**
   * The marks of a mail. A word that only another version knows is {@link Cause#OTHER}; a site that
   * cannot be read is none.
   *
   * @param book which many mails' marks are shared in
   */
  static BookMarks of(Mail mail, Book book) {
    return new BookMarks(
        text(mail, SITE).flatMap(SiteName::tryParse).map(book::share), why(mail).map(book::share));
  }

  /** A mail that begins anew may still say what became of it before. */
  private static Optional<Why> why(Mail mail) {
    String said = mail.getErrorMessage();
    if (said == null || mail.getAttribute(RetryMarks.NEXT_ATTEMPT).isEmpty()) {
      return Optional.empty();
    }
    Matcher words = WORDS.matcher(said.lines().findFirst().orElse(""));
    if (!words.matches()) {
      return Optional.empty();
    }
    return EnhancedStatus.tryParse(words.group(2))
        .filter(enhanced -> words.group(1).charAt(0) - '0' == enhanced.classDigit())
        .map(
            enhanced ->
                new DeliveryStatus(Integer.parseInt(words.group(1)), enhanced, words.group(3)))
        .map(status -> new Why(status, cause(mail, status)));
  }

  /** An earlier version kept no cause: what the words alone tell. */
  private static Cause cause(Mail mail, DeliveryStatus status) {
    return text(mail, CAUSE)
        .map(word -> Cause.called(word).orElse(Cause.OTHER))
        .orElseGet(() -> Cause.of(status, Optional.empty()));
  }

  private static Optional<String> text(Mail mail, AttributeName name) {
    return AttributeUtils.getValueAndCastFromMail(mail, name, String.class);
  }

  void writeTo(Mail mail) {
    // A name of some thousand characters that could not be read again is not kept.
    write(mail, SITE, site.map(SiteName::text).filter(name -> SiteName.tryParse(name).isPresent()));
    write(mail, CAUSE, why.map(own -> own.cause().word()));
  }

  private static void write(Mail mail, AttributeName name, Optional<String> text) {
    text.ifPresentOrElse(
        own -> mail.setAttribute(new Attribute(name, AttributeValue.of(own))),
        () -> mail.removeAttribute(name));
  }

  static void removeFrom(Mail mail) {
    mail.removeAttribute(SITE);
    mail.removeAttribute(CAUSE);
  }
}
