// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.Test;

class GivenUpMailTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final MailAddress ANN = Mails.address("ann@x.example");
  private static final DeliveryStatus LATER = DeliveryStatus.temporary("4.2.1", "greylisted");
  private static final Hold DOWN =
      new Hold(Hold.Reason.DOWN, "no host can be reached", Duration.ofMinutes(8));
  private static final RetrySchedule UNTIL_FIVE_DAYS =
      RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofMinutes(5)), 0);
  private static final RetrySchedule ONE_RETRY =
      RetrySchedule.counted(1, List.of(Duration.ofSeconds(5)));

  private final James james = new James();
  private final Kept kept = new Kept();
  private final MailImpl mail = Mails.mail("m", "ann@x.example");

  @Test
  void withoutAProcessorTheSenderIsToldOfMailThatGotTooOld() throws Exception {
    new RetryMarks(6, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    settle(UNTIL_FIVE_DAYS, tried(LATER), Optional.empty());

    assertThat(onlyBounce())
        .contains("ann@x.example\n    451 4.4.7 given up after 7 attempts in 5 days")
        .contains("451 4.2.1 greylisted");
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void withoutAProcessorTheSenderIsToldOfMailThatHadItsLastRetry() throws Exception {
    new RetryMarks(1, NOW.minusSeconds(90), NOW).writeTo(mail);

    settle(ONE_RETRY, tried(LATER), Optional.empty());

    assertThat(onlyBounce())
        .contains("ann@x.example\n    451 4.4.7 given up after 2 attempts in 90 seconds");
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void withoutAProcessorTheSenderIsToldOfPostponedMailThatGotTooOld() throws Exception {
    new RetryMarks(0, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    settle(UNTIL_FIVE_DAYS, heldBack(DOWN), Optional.of(DOWN));

    assertThat(onlyBounce())
        .contains("ann@x.example\n    451 4.4.7 given up after 0 attempts in 5 days")
        .contains("no host can be reached");
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void aBounceIsAboutThoseWhomItWasMadeFor() {
    Map<MailAddress, DeliveryStatus> failures = new HashMap<>(Map.of(ANN, LATER));
    List<Bounce> bounces =
        new Bounces(james.context(), Optional.empty()).sort("m-failed-1", failures, true);

    failures.clear();

    assertThat(bounces.get(0).failures()).containsExactly(Map.entry(ANN, LATER));
  }

  /** Or else the retries are used up while nobody has looked whether it is back. */
  @Test
  void aPlaceThatIsDownIsProbedBeforeTheNextAttemptCounts() throws Exception {
    settle(ONE_RETRY, heldBack(DOWN), Optional.of(DOWN));

    assertThat(RetryMarks.of(kept.only(), NOW))
        .isEqualTo(new RetryMarks(1, NOW, NOW.plus(DOWN.length())));
  }

  @Test
  void aPlaceThatIsBackBeforeTheNextAttemptChangesNothingOfTheSchedule() throws Exception {
    settle(
        RetrySchedule.counted(1, List.of(Duration.ofHours(6))), heldBack(DOWN), Optional.of(DOWN));

    assertThat(RetryMarks.of(kept.only(), NOW))
        .isEqualTo(new RetryMarks(1, NOW, NOW.plus(Duration.ofHours(6))));
  }

  @Test
  void mailForAPlaceThatStaysDownEndsWithItsRetries() throws Exception {
    new RetryMarks(1, NOW.minus(Duration.ofMinutes(8)), NOW).writeTo(mail);

    settle(ONE_RETRY, heldBack(DOWN), Optional.of(DOWN));

    assertThat(onlyBounce()).contains("given up after 2 attempts in 8 minutes");
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void lifetimeBeginsWithTheFirstAttemptAndNotWithItsEnd() throws Exception {
    Instant taken = NOW.minus(Duration.ofMinutes(5));
    Entry entry = Kept.entry(mail);
    assertThat(entry.taken(taken, () -> false)).isTrue();

    applier(UNTIL_FIVE_DAYS).settle(mail, entry, tried(LATER), Optional.empty()).proceed();

    assertThat(RetryMarks.of(kept.only(), NOW).firstAttempt()).isEqualTo(taken);
  }

  private void settle(
      RetrySchedule schedule, List<RecipientOutcome> outcomes, Optional<Hold> postponed)
      throws Exception {
    applier(schedule).settle(mail, Kept.entry(mail), outcomes, postponed).proceed();
  }

  private ReportApplier applier(RetrySchedule schedule) {
    return new ReportApplier(
        james.context(),
        new ReportApplier.Endings(Optional.empty(), Optional.empty(), false, 0),
        kept.keeper(),
        schedule,
        Clock.fixed(NOW, ZoneOffset.UTC),
        new Random(1));
  }

  private String onlyBounce() {
    assertThat(james.taken.getBouncedMails()).hasSize(1);
    return james.taken.getBouncedMails().get(0).getMessage();
  }

  private static List<RecipientOutcome> tried(DeliveryStatus status) {
    return List.of(
        new RecipientOutcome(
            ANN, Disposition.DEFERRED, status, true, Optional.empty(), false, false));
  }

  private static List<RecipientOutcome> heldBack(Hold why) {
    return List.of(RecipientOutcome.deferred(ANN, why.status()));
  }
}
