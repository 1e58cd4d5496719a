// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
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

/** What watchers are told is what was decided, not what a host has said alone. */
class WhatWasDecidedTest {
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
    AttemptEntry entry = entry(tried(Disposition.DEFERRED, LATER), Optional.empty());

    assertThat(entry.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(entry.attempt()).hasValue(1);
    assertThat(entry.status()).isEqualTo(LATER);
    assertThat(entry.decisive().orElseThrow().host()).isEqualTo("mx1.x.example");
    assertThat(entry.next()).contains(NOW.plus(Duration.ofMinutes(5)));
  }

  @Test
  void whatIsOverHasNoNextAttempt() {
    AttemptEntry entry =
        entry(
            tried(Disposition.FAILED, DeliveryStatus.permanent(550, "5.1.1", "no such user")),
            Optional.empty());

    assertThat(entry.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(entry.cause()).contains(Cause.RECIPIENT);
    assertThat(entry.next()).isEmpty();
  }

  @Test
  void mailThatIsGivenUpIsNotCalledDeferred() {
    new RetryMarks(6, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    AttemptEntry entry = entry(tried(Disposition.DEFERRED, LATER), Optional.empty());

    assertThat(entry.outcome()).isEqualTo(Outcome.GIVEN_UP);
    assertThat(entry.cause()).contains(Cause.EXPIRED);
    assertThat(entry.attempt()).hasValue(7);
    assertThat(entry.age()).isEqualTo(Duration.ofDays(5));
    assertThat(entry.status())
        .hasToString(
            "451 4.4.7 given up after 7 attempts in 5 days; the last one ended with: "
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

    AttemptEntry entry = entry(unresolved, Optional.empty());

    assertThat(entry.outcome()).isEqualTo(Outcome.DEFERRED);
    assertThat(entry.status()).hasToString("451 4.4.3 no such domain");
    assertThat(entry.decisive()).isEmpty();
    assertThat(entry.next()).contains(NOW.plus(Duration.ofMinutes(5)));
  }

  @Test
  void mailThatWasHeldBackHadNoAttempt() {
    AttemptEntry entry =
        entry(
            RecipientOutcome.deferred(Mails.address("ann@x.example"), SHARE.status()),
            Optional.of(SHARE));

    assertThat(entry.outcome()).isEqualTo(Outcome.POSTPONED);
    assertThat(entry.cause()).contains(Cause.LIMIT);
    assertThat(entry.attempt()).isEmpty();
    assertThat(entry.next()).contains(NOW.plusSeconds(40));
  }

  private AttemptEntry entry(RecipientOutcome outcome, Optional<Hold> postponed) {
    Settlement settlement =
        new ReportApplier(
                new James().context(),
                new ReportApplier.Endings(
                    Optional.empty(), Optional.empty(), false, maxDnsProblemRetries),
                new Kept().keeper(),
                RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofMinutes(5)), 0),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Random(1))
            .settle(mail, Kept.entry(mail), List.of(outcome), postponed);
    List<AttemptEntry> entries =
        AttemptEntries.of("outgoing", mail, settlement.decided(), postponed, Optional.empty());
    assertThat(entries).hasSize(1);
    return entries.get(0);
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
