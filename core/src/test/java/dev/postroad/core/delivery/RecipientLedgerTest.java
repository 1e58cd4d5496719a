// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import static dev.postroad.core.delivery.Plans.attempt;
import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.recipient;
import static dev.postroad.core.delivery.Plans.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.RecipientReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecipientLedgerTest {
  private static final DeliveryStatus UNTRIED = DeliveryStatus.temporary("4.4.1", "untried");
  private static final Optional<DeliveryStatus> ALL_KNOWN = Optional.empty();
  private static final Recipient AMY = recipient("amy@example.org");
  private static final Recipient BOB = recipient("bob@example.org");
  private static final Candidate HERE =
      Candidate.of(host("here", 10, "192.0.2.1"), Plans.address("192.0.2.1"));
  private static final Candidate THERE =
      Candidate.of(host("there", 20, "192.0.2.2"), Plans.address("192.0.2.2"));
  private static final Verdict DELIVERED =
      verdict(Scope.MESSAGE, Disposition.DELIVERED, Continuation.NONE);
  private static final Verdict REFUSED =
      verdict(Scope.RECIPIENT, Disposition.FAILED, Continuation.NONE);
  private static final Verdict BUSY =
      verdict(Scope.RECIPIENT, Disposition.DEFERRED, Continuation.NEXT_HOST);
  private static final Verdict TOO_MANY =
      verdict(Scope.RECIPIENT, Disposition.DEFERRED, Continuation.NEW_TRANSACTION);
  private static final Verdict NEXT_TURN =
      verdict(Scope.RECIPIENT, Disposition.DEFERRED, Continuation.NEXT_TURN);
  private static final Verdict GREETED_WITH_554 =
      verdict(Scope.HOST, Disposition.FAILED, Continuation.NEXT_HOST);

  private final RecipientLedger ledger = new RecipientLedger(List.of(AMY, BOB));

  @Test
  void eachRecipientKeepsTheVerdictOfItsOwn() {
    ledger.enter(AMY, HERE, attempt(DELIVERED), true);
    ledger.enter(BOB, HERE, attempt(REFUSED), true);

    assertThat(ledger.hasPending()).isFalse();
    assertThat(ledger.close(UNTRIED, ALL_KNOWN))
        .extracting(RecipientReport::disposition)
        .containsExactly(Disposition.DELIVERED, Disposition.FAILED);
  }

  @Test
  void recipientSentElsewhereIsNotTriedAtTheSamePlaceAgain() {
    ledger.enter(AMY, HERE, attempt(BUSY), false);

    assertThat(ledger.pendingAt(HERE)).containsExactly(BOB);
    assertThat(ledger.pendingAt(THERE)).containsExactly(AMY, BOB);
  }

  @Test
  void turnThatWasNotHadLeavesNoTraceUnlessItIsTheLastWord() {
    ledger.enter(AMY, HERE, attempt(NEXT_TURN), false);
    ledger.enter(AMY, HERE, attempt(NEXT_TURN), false);
    ledger.enter(AMY, HERE, attempt(DELIVERED), false);
    ledger.enter(BOB, HERE, attempt(NEXT_TURN), false);
    ledger.enter(BOB, HERE, attempt(NEXT_TURN), false);

    assertThat(ledger.pendingAt(HERE)).containsExactly(BOB);
    assertThat(reportFor(AMY, ALL_KNOWN).trail()).hasSize(1);
    assertThat(reportFor(BOB, ALL_KNOWN).trail()).hasSize(1);
    assertThat(reportFor(BOB, ALL_KNOWN).disposition()).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void whomThePlaceHadTooManyOfComesAfterThoseItHasNotHeardOf() {
    ledger.enter(AMY, HERE, attempt(TOO_MANY), false);
    ledger.enter(BOB, HERE, attempt(NEXT_TURN), false);
    ledger.enter(AMY, HERE, attempt(NEXT_TURN), false);

    assertThat(ledger.pendingAt(HERE)).containsExactly(BOB, AMY);
  }

  @Test
  void oneTemporaryAnswerAmongPermanentOnesDefers() {
    ledger.enter(AMY, HERE, attempt(BUSY), false);
    ledger.enter(AMY, THERE, attempt(GREETED_WITH_554), false);

    assertThat(reportFor(AMY, ALL_KNOWN).disposition()).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void endBeforeItsTimeDefersAllButThoseWhoHaveTheirAnswer() {
    DeliveryStatus stopping = DeliveryStatus.temporary("4.3.2", "stopping");
    ledger.enter(AMY, HERE, attempt(DELIVERED), false);
    ledger.enter(BOB, HERE, attempt(GREETED_WITH_554), false);

    List<RecipientReport> reports = ledger.close(stopping, Optional.of(stopping));

    assertThat(reports.get(0).disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(reports.get(1).disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(reports.get(1).status()).isEqualTo(stopping);
  }

  @Test
  void permanentAnswersOfAllHostsFail() {
    ledger.enter(AMY, HERE, attempt(GREETED_WITH_554), false);
    ledger.enter(AMY, THERE, attempt(GREETED_WITH_554), false);

    assertThat(reportFor(AMY, ALL_KNOWN).disposition()).isEqualTo(Disposition.FAILED);
  }

  @Test
  void permanentAnswersDeferWhileAnotherHostCouldNotBeAsked() {
    ledger.enter(AMY, HERE, attempt(GREETED_WITH_554), false);

    RecipientReport report =
        reportFor(AMY, Optional.of(DeliveryStatus.temporary("4.4.3", "mx2 not resolved")));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().text()).isEqualTo("mx2 not resolved");
  }

  @Test
  void failedHandshakeDoesNotOutliveTheAnswerInClear() {
    ledger.enter(
        AMY,
        HERE,
        attempt(verdict(Scope.HOST, Disposition.DEFERRED, Continuation.WITHOUT_TLS)),
        false);
    ledger.enter(AMY, HERE, attempt(GREETED_WITH_554), false);

    assertThat(reportFor(AMY, ALL_KNOWN).disposition()).isEqualTo(Disposition.FAILED);
  }

  @Test
  void recipientForWhomNothingWasTriedGetsTheReasonGiven() {
    assertThat(reportFor(AMY, ALL_KNOWN).status()).isEqualTo(UNTRIED);
    assertThat(reportFor(AMY, ALL_KNOWN).disposition()).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void endingTwiceIsABug() {
    ledger.enter(AMY, HERE, attempt(DELIVERED), false);

    assertThatThrownBy(() -> ledger.enter(AMY, THERE, attempt(DELIVERED), false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("amy@example.org");
  }

  @Test
  void strangerIsABug() {
    assertThatThrownBy(
            () -> ledger.enter(recipient("eve@example.org"), HERE, attempt(DELIVERED), false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("eve@example.org");
  }

  /** Whatever is entered, every recipient comes out exactly once, in order, and never lost. */
  @Property
  void everyRecipientIsAccountedForExactlyOnce(
      @ForAll @IntRange(min = 1, max = 30) int recipients,
      @ForAll @IntRange(max = 10) int tries,
      @ForAll long seed) {
    List<Recipient> all =
        IntStream.range(0, recipients).mapToObj(i -> recipient("r" + i + "@example.org")).toList();
    RecipientLedger any = new RecipientLedger(all);
    Random random = new Random(seed);
    List<Verdict> verdicts = List.of(DELIVERED, REFUSED, BUSY, GREETED_WITH_554);
    for (int i = 0; i < tries; i++) {
      Candidate candidate =
          Candidate.of(host("h" + i, i, "192.0.2." + i), Plans.address("192.0.2." + i));
      for (Recipient pending : new ArrayList<>(any.pendingAt(candidate))) {
        Verdict verdict = verdicts.get(random.nextInt(verdicts.size()));
        any.enter(pending, candidate, attempt(verdict), false);
      }
    }

    assertThat(any.close(UNTRIED, ALL_KNOWN))
        .extracting(RecipientReport::recipient)
        .containsExactlyElementsOf(all);
  }

  private RecipientReport reportFor(Recipient recipient, Optional<DeliveryStatus> unknown) {
    return ledger.close(UNTRIED, unknown).stream()
        .filter(report -> report.recipient().equals(recipient))
        .findFirst()
        .orElseThrow();
  }
}
