// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.retry.RetrySchedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.Test;

/** The log says what was decided, not what a host has said alone. */
class DeliveryLogTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final DeliveryStatus LATER = DeliveryStatus.temporary("4.2.1", "greylisted");
  private static final DeliveryStatus UNKNOWN =
      DeliveryStatus.permanent(550, "5.1.2", "no such domain");
  private static final Hold SHARE =
      new Hold(Hold.Reason.SHARE, "200 mails wait already", Duration.ofSeconds(40));

  private final MailImpl mail = Mails.mail("m", "ann@x.example");
  private int maxDnsProblemRetries;

  @Test
  void aDeferredMailIsToldWithTheTimeOfItsNextAttempt() {
    assertThat(line(tried(Disposition.DEFERRED, LATER), Optional.empty()))
        .isEqualTo(
            "m to ann@x.example: deferred, mx1.x.example[192.0.2.1]:25, tls none, attempt 1: "
                + "451 4.2.1 greylisted; next attempt in 5 minutes, at 2026-03-01T10:05:00Z");
  }

  @Test
  void whatIsOverHasNoNextAttempt() {
    assertThat(
            line(
                tried(Disposition.FAILED, DeliveryStatus.permanent(550, "5.1.1", "no such user")),
                Optional.empty()))
        .isEqualTo(
            "m to ann@x.example: failed, mx1.x.example[192.0.2.1]:25, tls none, attempt 1: "
                + "550 5.1.1 no such user");
  }

  @Test
  void mailThatIsGivenUpIsNotCalledDeferred() {
    new RetryMarks(6, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    assertThat(line(tried(Disposition.DEFERRED, LATER), Optional.empty()))
        .isEqualTo(
            "m to ann@x.example: given up, mx1.x.example[192.0.2.1]:25, tls none, attempt 7: "
                + "451 4.4.7 given up after 7 attempts in 5 days; the last one ended with: "
                + "451 4.2.1 greylisted");
  }

  @Test
  void mailWhoseDomainIsAskedForAgainIsNotCalledFailed() {
    maxDnsProblemRetries = 2;
    RecipientOutcome unresolved =
        new RecipientOutcome(
            Mails.address("ann@x.example"),
            Disposition.FAILED,
            UNKNOWN,
            false,
            Optional.empty(),
            true,
            false);

    assertThat(line(unresolved, Optional.empty()))
        .startsWith("m to ann@x.example: deferred, no host tried, attempt 1: 451 4.4.3 no such")
        .endsWith("; next attempt in 5 minutes, at 2026-03-01T10:05:00Z");
  }

  @Test
  void mailThatWasHeldBackHadNoAttempt() {
    assertThat(
            line(
                RecipientOutcome.deferred(Mails.address("ann@x.example"), SHARE.status()),
                Optional.of(SHARE)))
        .isEqualTo(
            "m to ann@x.example: postponed, no attempt: 451 4.4.5 200 mails wait already; next"
                + " attempt in 40 seconds, at 2026-03-01T10:00:40Z");
  }

  private String line(RecipientOutcome outcome, Optional<Hold> postponed) {
    Settlement settlement =
        new ReportApplier(
                new James().context(),
                new ReportApplier.Endings(
                    Optional.empty(), Optional.empty(), false, maxDnsProblemRetries),
                new Kept(),
                RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofMinutes(5)), 0),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Random(1))
            .settle(mail, List.of(outcome), postponed);
    List<String> lines = DeliveryLog.lines(settlement.decided());
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private static RecipientOutcome tried(Disposition disposition, DeliveryStatus status) {
    Attempt attempt = Reports.attempt(disposition, status);
    return new RecipientOutcome(
        Mails.address("ann@x.example"),
        disposition,
        status,
        true,
        Optional.of(attempt),
        false,
        false);
  }
}
