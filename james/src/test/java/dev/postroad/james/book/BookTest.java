// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.By;
import dev.postroad.core.mx.SiteName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookTest {
  private static final SiteName SITE = new SiteName("mx.x.example");

  private final Book book = new Book(2);

  @Test
  void aMailThatIsKeptAnewOutlivesTheEndOfWhatCameBefore() {
    Entry first = book.enter(queued("m"));
    Entry second = book.enter(Entry.kept(facts("m"), MailState.DEFERRED, 1000, null));

    book.leave(first);

    assertThat(book.find("m")).containsSame(second);
    book.leave(second);
    assertThat(book.entries()).isEmpty();
  }

  @Test
  void whatCouldNotBeKeptIsWhatItWas() {
    Entry before = book.enter(queued("m"));
    Entry failed = book.enter(Entry.kept(facts("m"), MailState.DEFERRED, 1000, null));

    book.restore(failed, before);

    assertThat(book.find("m")).containsSame(before);
  }

  @Test
  void aPartThatCouldNotBeKeptIsGoneAndItsOriginIsNot() {
    Entry origin = book.enter(queued("m"));
    Entry part = book.enter(Entry.kept(facts("m-way-2"), MailState.DEFERRED, 1000, null));

    book.restore(part, origin);

    assertThat(book.find("m-way-2")).isEmpty();
    assertThat(book.find("m")).containsSame(origin);
  }

  @Test
  void beyondItsRoomMailsAreCountedOnly() {
    book.enter(queued("a"));
    Entry known = book.enter(queued("b"));
    Entry counted = book.enter(queued("c"));

    assertThat(book.find("c")).isEmpty();
    assertThat(book.others()).isEqualTo(1);
    book.leave(counted);
    assertThat(book.others()).isZero();

    book.enter(queued("d"));
    book.leave(known);
    Entry arrived = book.arrived("d", () -> queued("d"));
    assertThat(book.find("d")).containsSame(arrived);
    assertThat(book.others()).isZero();
  }

  @Test
  void aMailThatWasCountedOnlyAndIsKnownAgainIsCountedNoMore() {
    Entry known = book.enter(queued("a"));
    book.enter(queued("b"));
    Entry counted = book.enter(queued("m"));
    book.leave(known);
    Entry failed = book.enter(Entry.kept(facts("m"), MailState.DEFERRED, 1000, null));

    book.restore(failed, counted);

    assertThat(book.find("m")).containsSame(counted);
    assertThat(book.others()).isZero();
    book.leave(counted);
    assertThat(book.others()).isZero();
  }

  @Test
  void whatComesOutOfAQueueIsNoneOfThoseThatAreKeptUnread() {
    book.count(2);

    book.arrived("m", () -> queued("m"));

    assertThat(book.others()).isEqualTo(2);
    book.uncount();
    assertThat(book.others()).isEqualTo(1);
  }

  @Test
  void aMailThatIsKnownTakesNoMoreRoomWhenItIsKeptAnew() {
    book.enter(queued("a"));
    book.enter(queued("b"));

    book.enter(Entry.kept(facts("b"), MailState.DEFERRED, 1000, null));

    assertThat(book.others()).isZero();
    assertThat(book.find("b").map(Entry::state)).contains(MailState.DEFERRED);
  }

  @Test
  void whereAMailGoesIsKnownFromItsPlanAndThatItIsTriedFromItsBeginning() {
    Entry entry = book.enter(queued("m"));
    assertThat(entry.taken(Instant.EPOCH, () -> false)).isTrue();

    book.planned("m", List.of(SITE, new SiteName("backup.example")));
    assertThat(entry.site()).contains(SITE);
    assertThat(entry.state()).isEqualTo(MailState.WAITING);
    book.begun("m", SITE);
    assertThat(entry.state()).isEqualTo(MailState.SENDING);
    book.inLine("m", new SiteName("backup.example"));
    assertThat(entry.state()).isEqualTo(MailState.WAITING);
    assertThat(entry.site()).contains(new SiteName("backup.example"));
    book.inLine("nobody", SITE);
    book.planned("nobody", List.of(SITE));
  }

  @Test
  void whatIsCopiedOnceIsNotCopiedAgainBeforeItIsBackInTheQueue() {
    Entry entry = book.enter(queued("m"));

    assertThat(entry.copied("a place", () -> true)).isTrue();

    assertThat(entry.copied("another", () -> true)).isFalse();
    assertThat(entry.taken(Instant.EPOCH, () -> true)).isFalse();
    entry.backInQueue();
    assertThat(entry.copied("another", () -> false)).isFalse();
    assertThat(entry.copied("another", () -> true)).isTrue();
  }

  @Test
  void whatWasTakenFromTheQueueIsNotCopiedFromIt() {
    Entry entry = book.enter(queued("m"));
    entry.taken(Instant.EPOCH, () -> false);

    assertThat(entry.copied("a place", () -> true)).isFalse();
    assertThat(entry.state()).isEqualTo(MailState.WAITING);
  }

  @Test
  void anOrderComesTooLateOnceItIsDecidedWhatBecomesOfTheMail() {
    Entry entry = book.enter(queued("m"));
    entry.taken(Instant.EPOCH, () -> false);
    Order order =
        new Order(MailAction.of(MailAction.Kind.HOLD), true, By.NOBODY, Order.WhenObeyed.NOTHING);

    assertThat(entry.accept(order)).isTrue();
    assertThat(entry.settle()).contains(order);
    assertThat(entry.accept(order)).isFalse();
    assertThat(entry.withdraw(MailAction.Kind.HOLD)).isFalse();
  }

  private static Entry queued(String id) {
    return Entry.queued(facts(id), null);
  }

  private static Facts facts(String id) {
    return new Facts(id, "outgoing", "amy@corp.example", List.of("bob@x.example"), 0, 100, 1, 0);
  }
}
