// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;

class RetryMarksTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Test
  void aMailWithoutMarksIsNewAndDueNow() {
    RetryMarks marks = RetryMarks.of(Mails.mail("m", "bob@partner.example"), NOW);

    assertThat(marks).isEqualTo(new RetryMarks(0, NOW, NOW));
  }

  @Test
  void marksAreReadAsTheyWereWritten() {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    RetryMarks marks = new RetryMarks(1, NOW, NOW.plus(Duration.ofMinutes(5)));

    marks.writeTo(mail);

    assertThat(RetryMarks.of(mail, NOW.plus(Duration.ofDays(1)))).isEqualTo(marks);
    assertThat(marks.attempts()).isEqualTo(1);
    assertThat(marks.firstAttempt()).isEqualTo(NOW);
  }

  @Test
  void marksOfAnotherTypeAreNoMarks() {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.setAttribute(new Attribute(RetryMarks.ATTEMPTS, AttributeValue.of("many")));
    mail.setAttribute(new Attribute(RetryMarks.NEXT_ATTEMPT, AttributeValue.of("soon")));

    assertThat(RetryMarks.of(mail, NOW)).isEqualTo(new RetryMarks(0, NOW, NOW));
  }
}
