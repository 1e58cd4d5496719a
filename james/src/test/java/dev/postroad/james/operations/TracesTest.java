// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.history.History;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailState;
import dev.postroad.james.operations.TraceEvent.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String AMY = "amy@corp.example";
  private static final String BOB = "bob@x.example";
  private static final By OPERATOR = new By("eve", "it is spam");
  private static final DeliveryStatus OK =
      new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued");
  private static final DeliveryStatus GREY =
      new DeliveryStatus(450, EnhancedStatus.parse("4.2.1"), "greylisted");

  private final Book book = new Book();
  private final History history = new History(NOW);
  private final Traces traces = new Traces(book, history);

  @Test
  void aMailIsToldFromItsAcceptanceToItsEnding() {
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DEFERRED, GREY, 10);
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DELIVERED, OK, 5);

    List<MailTrace> found = traces.find("m", 50).items();

    assertThat(found).hasSize(1);
    MailTrace trace = found.get(0);
    assertThat(trace.id()).isEqualTo("m");
    assertThat(trace.state()).isEqualTo("delivered");
    assertThat(trace.sender()).isEqualTo(AMY);
    assertThat(trace.recipients()).containsExactly(BOB);
    assertThat(trace.events())
        .extracting(TraceEvent::what)
        .containsExactly(What.ACCEPTED, What.DEFERRED, What.DELIVERED);
    assertThat(trace.events().get(0).at()).isEqualTo(NOW.minus(Duration.ofHours(1)));
    assertThat(trace.events().get(1).text()).startsWith("450 4.2.1 greylisted; next attempt at ");
    assertThat(traces.find("m-to-x.example-0a1b2c3d", 50).items()).isEqualTo(found);
  }

  @Test
  void aMailThatIsOpenIsToldWithWhereItStandsAndWhatOperatorsDid() {
    Entry entry =
        book.enter(Entry.kept(facts("m-to-x.example-0a1b2c3d", BOB), MailState.HELD, -1, null));
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DEFERRED, GREY, 10);
    traces.done(entry, MailAction.of(MailAction.Kind.HOLD), OPERATOR, NOW);

    MailTrace trace = traces.find(BOB, 50).items().get(0);

    assertThat(trace.state()).isEqualTo("held");
    assertThat(trace.events())
        .extracting(TraceEvent::what)
        .containsExactly(What.ACCEPTED, What.DEFERRED, What.HELD);
    assertThat(trace.events().get(2).text()).isEqualTo("by eve: it is spam");
  }

  @Test
  void whatComesOfAnOperatorsWordIsToldAfterItHoweverLateTheWordIsNoted() {
    Entry entry = book.enter(Entry.queued(facts("m-to-x.example-0a1b2c3d", BOB), null));
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DEFERRED, GREY, 10);
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DELIVERED, OK, 5);
    Instant between = NOW.minus(Duration.ofMinutes(6));
    traces.done(entry, MailAction.of(MailAction.Kind.FLUSH), OPERATOR, between);

    assertThat(traces.find("m", 50).items().get(0).events())
        .extracting(TraceEvent::what)
        .containsExactly(What.ACCEPTED, What.DEFERRED, What.FLUSHED, What.DELIVERED);
  }

  @Test
  void whatAnOperatorHasEndedIsToldAfterItIsGone() {
    Entry entry = Entry.queued(facts("m", BOB), null);
    history.add(endedByHand("m", BOB));
    traces.done(entry, MailAction.bounce("go away"), OPERATOR, NOW);

    MailTrace trace = traces.find("m", 50).items().get(0);

    assertThat(trace.state()).isEqualTo("bounced");
    assertThat(trace.events())
        .extracting(TraceEvent::what)
        .containsExactly(What.ACCEPTED, What.BOUNCED);
    assertThat(trace.events().get(1).text()).isEqualTo("554 5.7.0 go away; by eve: it is spam");
  }

  @Test
  void whatARuleHoldsStaysHeldWhateverBecomesOfTheOthersUntilItHasGoneOn() {
    history.add(byRule("m-held-0a1b2c3d", BOB, Outcome.HELD));
    attempt("m-to-y.example-0a1b2c3d", "cid@y.example", Outcome.DELIVERED, OK, -1);

    assertThat(traces.find("m", 50).items().get(0).state()).isEqualTo("held");

    attempt("m-held-0a1b2c3d", BOB, Outcome.DELIVERED, OK, -2);

    assertThat(traces.find("m", 50).items().get(0).state()).isEqualTo("delivered");
  }

  @Test
  void whatARuleHasEndedIsToldWithTheRule() {
    history.add(byRule("m", BOB, Outcome.REFUSED));

    MailTrace trace = traces.find("m", 50).items().get(0);

    assertThat(trace.state()).isEqualTo("refused");
    assertThat(trace.events().get(1).text())
        .isEqualTo("550 5.1.2 no; by conf/routes line 3: to x.example");
  }

  @Test
  void anAddressFindsWhatItSentAndWhatIsForItTheNewestFirst() {
    attempt("first-to-x.example-0a1b2c3d", BOB, Outcome.DELIVERED, OK, 50);
    attempt("second-to-y.example-0a1b2c3d", "cid@y.example", Outcome.DELIVERED, OK, 40);
    book.enter(Entry.queued(facts("third-to-x.example-0a1b2c3d", BOB), null));

    assertThat(traces.find(BOB, 50).items())
        .extracting(MailTrace::id)
        .containsOnly("first", "third");
    assertThat(traces.find("AMY@corp.example", 50).items())
        .extracting(MailTrace::id)
        .containsOnly("first", "second", "third");
    assertThat(traces.find(AMY, 2).items()).hasSize(2);
    assertThat(traces.find(AMY, 2).total()).isEqualTo(3);
    assertThat(traces.find("nobody@x.example", 50).items()).isEmpty();
    assertThat(traces.find("nothing", 50).items()).isEmpty();
  }

  @Test
  void aDomainFindsAllOfItHoweverItIsWritten() {
    attempt("first-to-y.example-0a1b2c3d", "cid@xn--bcher-kva.example", Outcome.DEFERRED, GREY, 9);
    attempt("second-to-x.example-0a1b2c3d", BOB, Outcome.DELIVERED, OK, 8);

    assertThat(traces.find("Cid@bücher.example", 50).items())
        .extracting(MailTrace::id)
        .containsOnly("first");
    assertThat(traces.find("@bücher.example", 50).items())
        .extracting(MailTrace::id)
        .containsOnly("first");
    assertThatThrownBy(() -> traces.find("bob@", 50)).hasMessageContaining("user@domain.example");
  }

  @Test
  void allPartsOfAMailAreToldTogether() {
    attempt("m-to-x.example-0a1b2c3d", BOB, Outcome.DELIVERED, OK, 10);
    attempt("m-to-y.example-0a1b2c3d", "cid@y.example", Outcome.DEFERRED, GREY, 9);
    book.enter(
        Entry.queued(facts("m-to-y.example-0a1b2c3d-way-2-0a1b2c3d", "cid@y.example"), null));

    MailTrace trace = traces.find(BOB, 50).items().get(0);

    assertThat(trace.recipients()).containsExactlyInAnyOrder(BOB, "cid@y.example");
    assertThat(trace.state()).isEqualTo("queued");
  }

  private void attempt(
      String mail, String recipient, Outcome outcome, DeliveryStatus status, int minutesAgo) {
    Instant at = NOW.minus(Duration.ofMinutes(minutesAgo));
    history.add(
        new AttemptEntry(
            at,
            mail,
            "outgoing",
            AMY,
            recipient,
            Optional.of(new SiteName("mx.x.example")),
            OptionalInt.of(1),
            outcome,
            status,
            outcome == Outcome.DELIVERED ? Optional.empty() : Optional.of(Cause.RECIPIENT),
            Optional.empty(),
            outcome.isKept() ? Optional.of(NOW.plusSeconds(60)) : Optional.empty(),
            Duration.between(NOW.minus(Duration.ofHours(1)), at),
            Optional.empty()));
  }

  private static AttemptEntry endedByHand(String mail, String recipient) {
    return ended(
        mail,
        recipient,
        Outcome.BOUNCED,
        DeliveryStatus.permanent(554, "5.7.0", "go away"),
        OPERATOR);
  }

  private static AttemptEntry byRule(String mail, String recipient, Outcome outcome) {
    return ended(
        mail,
        recipient,
        outcome,
        DeliveryStatus.permanent(550, "5.1.2", "no"),
        new By("conf/routes line 3", "to x.example"));
  }

  private static AttemptEntry ended(
      String mail, String recipient, Outcome outcome, DeliveryStatus status, By by) {
    return new AttemptEntry(
        NOW,
        mail,
        outcome.isByRule() ? "" : "outgoing",
        AMY,
        recipient,
        Optional.empty(),
        OptionalInt.empty(),
        outcome,
        status,
        Optional.of(outcome.isByRule() ? Cause.RULE : Cause.OPERATOR),
        Optional.empty(),
        Optional.empty(),
        Duration.ofHours(1),
        Optional.of(by));
  }

  private static Facts facts(String id, String recipient) {
    return new Facts(
        id,
        "outgoing",
        AMY,
        List.of(recipient),
        0,
        100,
        NOW.minus(Duration.ofHours(1)).toEpochMilli(),
        1);
  }
}
