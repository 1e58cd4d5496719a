// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Why;
import java.time.Instant;
import java.util.Optional;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookMarksTest {
  private static final DeliveryStatus STATUS =
      new DeliveryStatus(450, EnhancedStatus.parse("4.7.1"), "later");
  private static final BookMarks NONE = new BookMarks(Optional.empty(), Optional.empty());

  private final Book book = new Book();

  @ParameterizedTest
  @EnumSource(Cause.class)
  void marksAreReadAsTheyWereWritten(Cause cause) {
    MailImpl mail = deferred();
    BookMarks marks =
        new BookMarks(
            Optional.of(new SiteName("mx1|mx2.example.net")), Optional.of(new Why(STATUS, cause)));

    marks.writeTo(mail);

    assertThat(BookMarks.of(mail, book)).isEqualTo(marks);
    assertThat(BookMarks.of(mail, book).why().get()).isSameAs(BookMarks.of(mail, book).why().get());
  }

  @Test
  void aCauseThatOnlyAnotherVersionKnowsIsOther() {
    MailImpl mail = deferred();
    mark(mail, BookMarks.CAUSE, "moon-phase");

    assertThat(BookMarks.of(mail, book).why()).contains(new Why(STATUS, Cause.OTHER));
  }

  @Test
  void whereAnEarlierVersionKeptNoCauseTheWordsTell() {
    assertThat(BookMarks.of(deferred(), book).why()).contains(new Why(STATUS, Cause.POLICY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"odd name\"@x.example",
        "\"a: 550 5.1.1 no\"@x.example",
        "\"with \\\" quote: 550 5.1.1 no\"@x.example",
        "bob@[IPv6:2001:db8::1]"
      })
  void whyIsToldOfAddressesWithAnythingInThem(String address) {
    MailImpl mail = deferred();
    mail.setErrorMessage(address + ": " + STATUS);

    assertThat(BookMarks.of(mail, book).why()).contains(new Why(STATUS, Cause.POLICY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mx*.example", "a b\nc"})
  void aSiteThatCannotBeReadIsNone(String site) {
    MailImpl mail = deferred();
    mark(mail, BookMarks.SITE, site);

    assertThat(BookMarks.of(mail, book).site()).isEmpty();
  }

  @Test
  void marksOfAnotherTypeAreNone() {
    MailImpl mail = deferred();
    mail.setAttribute(new Attribute(BookMarks.SITE, AttributeValue.of(1)));
    mail.setAttribute(new Attribute(BookMarks.CAUSE, AttributeValue.of(1)));

    assertThat(BookMarks.of(mail, book).site()).isEmpty();
    assertThat(BookMarks.of(mail, book).why()).contains(new Why(STATUS, Cause.POLICY));
  }

  @Test
  void aNameTooLongToBeReadAgainIsNotKept() {
    MailImpl mail = deferred();

    new BookMarks(Optional.of(new SiteName("x".repeat(5_000))), Optional.empty()).writeTo(mail);

    assertThat(mail.getAttribute(BookMarks.SITE)).isEmpty();
  }

  @Test
  void whatIsNotKnownAnyMoreIsForgotten() {
    MailImpl mail = deferred();
    mark(mail, BookMarks.SITE, "mx.example");
    mark(mail, BookMarks.CAUSE, "auth");

    NONE.writeTo(mail);

    assertThat(mail.getAttribute(BookMarks.SITE)).isEmpty();
    assertThat(mail.getAttribute(BookMarks.CAUSE)).isEmpty();
  }

  @Test
  void aMailThatBeginsAnewHasNeither() {
    MailImpl mail = deferred();
    new BookMarks(
            Optional.of(new SiteName("mx.example")), Optional.of(new Why(STATUS, Cause.SUSPENDED)))
        .writeTo(mail);

    RetryMarks.removeFrom(mail);

    assertThat(BookMarks.of(mail, book)).isEqualTo(NONE);
    assertThat(mail.attributes()).isEmpty();
  }

  private static MailImpl deferred() {
    MailImpl mail = Mails.mail("m", "bob@x.example");
    new RetryMarks(1, Instant.EPOCH, Instant.EPOCH).writeTo(mail);
    mail.setErrorMessage("bob@x.example: " + STATUS);
    return mail;
  }

  private static void mark(MailImpl mail, AttributeName name, String text) {
    mail.setAttribute(new Attribute(name, AttributeValue.of(text)));
  }
}
