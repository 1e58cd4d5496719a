// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.history.CauseFilter;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import dev.postroad.james.book.Why;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailSearchTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Book book = new Book(300);
  private final MailSearch search = new MailSearch(book, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void withoutAFilterAllAreFoundTheOldestFirst() {
    kept("new", "amy@a.example", "bob@x.example", 1, 10);
    kept("old", "amy@a.example", "bob@x.example", 3, 10);
    kept("middle", "amy@a.example", "bob@x.example", 2, 10);

    MailPage page = search.find(MailFilter.ALL, MailOrder.AGE, 0, 50);

    assertThat(page.total()).isEqualTo(3);
    assertThat(page.complete()).isTrue();
    assertThat(page.mails()).extracting(OpenMail::id).containsExactly("old", "middle", "new");
    assertThat(search.select(MailFilter.ALL)).containsExactly("old", "middle", "new");
  }

  @Test
  void byNextAttemptWhatWaitsForNoTimeComesFirstAndWhatIsHeldLast() {
    kept("late", "amy@a.example", "bob@x.example", 1, 20);
    kept("soon", "amy@a.example", "bob@x.example", 1, 10);
    book.enter(Entry.queued(facts("queued", "amy@a.example", "bob@x.example", 1), null));
    book.enter(
        Entry.kept(facts("held", "amy@a.example", "b@x.example", 1), MailState.HELD, 5, null));

    assertThat(search.find(MailFilter.ALL, MailOrder.NEXT_ATTEMPT, 0, 50).mails())
        .extracting(OpenMail::id)
        .containsExactly("queued", "soon", "late", "held");
  }

  @Test
  void aPageIsAPartOfTheSameOrder() {
    IntStream.range(0, 20)
        .forEach(i -> kept("m" + (10 + i), "amy@a.example", "bob@x.example", 100 - i, 10));

    MailPage page = search.find(MailFilter.ALL, MailOrder.AGE, 5, 3);

    assertThat(page.total()).isEqualTo(20);
    assertThat(page.mails()).extracting(OpenMail::id).containsExactly("m15", "m16", "m17");
    assertThat(search.find(MailFilter.ALL, MailOrder.AGE, 18, 5).mails()).hasSize(2);
    assertThat(search.find(MailFilter.ALL, MailOrder.AGE, 0, 0).mails()).isEmpty();
    assertThat(search.find(MailFilter.ALL, MailOrder.AGE, Integer.MAX_VALUE, 1000).mails())
        .isEmpty();
  }

  @Test
  void heldMailsHideNoOldMailThatIsOnItsWayAndAreNotCountedWithIt() {
    IntStream.range(0, 200)
        .forEach(
            i ->
                book.enter(
                    Entry.kept(
                        facts("held" + i, "amy@a.example", "bob@x.example", 90),
                        MailState.HELD,
                        5,
                        null)));
    kept("old", "amy@a.example", "bob@x.example", 48, 10);
    kept("younger", "amy@a.example", "bob@x.example", 24, 10);
    kept("new", "amy@a.example", "bob@x.example", 23, 10);

    MailPage old = search.onItsWayFor(Duration.ofHours(24));

    assertThat(old.total()).isEqualTo(2);
    assertThat(old.mails()).extracting(OpenMail::id).containsExactly("old");
    assertThat(search.onItsWayFor(Duration.ofHours(49)).mails()).isEmpty();
  }

  @Test
  void anOrderThatIsObeyedLaterIsToldWithTheMail() {
    By amy = new By("amy", "odd");
    Entry entry = book.enter(Entry.queued(facts("a", "amy@a.example", "bob@x.example", 5), null));
    assertThat(entry.taken(Instant.EPOCH, () -> false)).isTrue();
    assertThat(search.get("a").orElseThrow().toCome()).isEmpty();

    assertThat(
            entry.accept(new Order(MailAction.of(Kind.HOLD), true, amy, Order.WhenObeyed.NOTHING)))
        .isTrue();

    assertThat(search.get("a").orElseThrow().toCome())
        .contains(new OpenMail.ToCome(Kind.HOLD, amy));
  }

  @Test
  void allThatIsGivenMustFit() {
    kept("a", "amy@a.example", "bob@x.example", 5, 10);
    kept("b", "amy@a.example", "bob@y.example", 1, 10);
    kept("n", "", "bob@x.example", 1, 10);

    assertThat(search.select(of("sender", "amy@A.example"))).containsExactlyInAnyOrder("a", "b");
    assertThat(search.select(of("sender", "@a.example"))).containsExactlyInAnyOrder("a", "b");
    assertThat(search.select(of("sender", "<>"))).containsExactly("n");
    assertThat(search.select(of("recipient", "@x.example"))).containsExactlyInAnyOrder("a", "n");
    assertThat(search.select(of("recipient", "eve@x.example"))).isEmpty();
    MailFilter both =
        new MailFilter(
            Optional.empty(),
            Optional.of(MailState.DEFERRED),
            Optional.of(AddressFilter.parse("@a.example")),
            Optional.of(AddressFilter.parse("@x.example")),
            Optional.empty(),
            Optional.of("outgoing"),
            Optional.empty(),
            Optional.of(Duration.ofHours(4)));
    assertThat(search.select(both)).containsExactly("a");
    assertThat(both.toString())
        .isEqualTo(
            "state=deferred sender=@a.example recipient=@x.example queue=outgoing olderThan=PT4H");
  }

  @Test
  void aMailIsFoundByWhatDeferredIt() {
    kept("grey", "amy@a.example", "bob@x.example", 1, 10);

    assertThat(search.select(cause("4"))).containsExactly("grey");
    assertThat(search.select(cause("4.7"))).containsExactly("grey");
    assertThat(search.select(cause("4.7.1"))).containsExactly("grey");
    assertThat(search.select(cause("4.70"))).isEmpty();
    assertThat(search.select(cause("policy"))).containsExactly("grey");
    assertThat(search.select(cause("dns"))).isEmpty();
    assertThatThrownBy(() -> CauseFilter.parse("greylisted"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4.2.1")
        .hasMessageContaining("mailbox-full");
    assertThatThrownBy(() -> CauseFilter.parse("4.x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMailIsFoundByItsSite() {
    book.enter(Entry.queued(facts("m", "amy@a.example", "bob@x.example", 1), null));
    book.planned("m", List.of(new SiteName("mx1|mx2.x.example")));

    assertThat(search.select(site("mx1|mx2.x.example"))).containsExactly("m");
    assertThat(search.select(site("mx1.x.example"))).isEmpty();
  }

  @Test
  void whatIsToldOfAMailIsAllThatIsKnown() {
    kept("m", "", "bob@x.example", 2, 10);

    OpenMail mail = search.get("m").orElseThrow();

    assertThat(mail.sender()).isEqualTo("<>");
    assertThat(mail.recipients()).containsExactly("bob@x.example");
    assertThat(mail.state()).isEqualTo(MailState.DEFERRED);
    assertThat(mail.since()).isEqualTo(NOW.minus(Duration.ofHours(2)));
    assertThat(mail.nextAttempt()).contains(NOW.plus(Duration.ofMinutes(10)));
    assertThat(mail.why()).contains(new OpenMail.Why("450 4.7.1", "greylisted", Cause.POLICY));
    assertThat(search.get("nobody")).isEmpty();
  }

  @Test
  void mailsAreCountedByState() {
    kept("old", "amy@a.example", "bob@x.example", 5, 10);
    kept("new", "amy@a.example", "bob@x.example", 1, 10);
    book.enter(Entry.queued(facts("q", "amy@a.example", "bob@x.example", 2), null));
    book.count(7);

    MailCounts counts = search.counts();

    assertThat(counts).isEqualTo(new MailCounts(2, 0, Optional.of(NOW.minus(Duration.ofHours(5)))));
    assertThat(search.find(MailFilter.ALL, MailOrder.AGE, 0, 1).complete()).isFalse();
  }

  private static MailFilter of(String key, String address) {
    Optional<AddressFilter> filter = Optional.of(AddressFilter.parse(address));
    return new MailFilter(
        Optional.empty(),
        Optional.empty(),
        key.equals("sender") ? filter : Optional.empty(),
        key.equals("recipient") ? filter : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static MailFilter site(String site) {
    return new MailFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(site),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static MailFilter cause(String cause) {
    return new MailFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(CauseFilter.parse(cause)),
        Optional.empty());
  }

  private void kept(String id, String sender, String recipient, int hours, int minutes) {
    DeliveryStatus grey = new DeliveryStatus(450, EnhancedStatus.parse("4.7.1"), "greylisted");
    book.enter(
        Entry.kept(
            facts(id, sender, recipient, hours),
            MailState.DEFERRED,
            NOW.plus(Duration.ofMinutes(minutes)).toEpochMilli(),
            new Why(grey, Cause.POLICY)));
  }

  private static Facts facts(String id, String sender, String recipient, int hours) {
    return new Facts(
        id,
        "outgoing",
        sender,
        List.of(recipient),
        0,
        100,
        NOW.minus(Duration.ofHours(hours)).toEpochMilli(),
        1);
  }
}
