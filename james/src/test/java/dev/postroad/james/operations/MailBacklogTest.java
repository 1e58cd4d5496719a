// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.james.Acted;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import dev.postroad.james.book.Why;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailBacklogTest {
  private static final SiteName ONE = new SiteName("mx.one.example");
  private static final SiteName TWO = new SiteName("mx.two.example");
  private static final SiteName THREE = new SiteName("mx.three.example");

  private final Book book = new Book();
  private final Queue<String> flushed = new ConcurrentLinkedQueue<>();
  private final CountDownLatch mayGoOn = new CountDownLatch(1);
  private final MailBacklog backlog = new MailBacklog(this::act, book);

  @AfterEach
  void stop() {
    backlog.close();
  }

  /** The mail named slow takes its time; the one named stuck does not come. */
  private Acted act(Entry entry, Order order) {
    assertThat(order.action().kind()).isEqualTo(Kind.FLUSH);
    assertThat(order.regardless()).isFalse();
    flushed.add(entry.id());
    if (entry.id().equals("slow")) {
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return entry.id().equals("stuck") ? Acted.ENDED : Acted.DONE;
  }

  @Test
  void deferredMailIsCountedBySiteWithItsOldestAndItsNext() {
    enter("a", MailState.DEFERRED, ONE, Cause.RECIPIENT, 1_000, 9_000);
    enter("b", MailState.DEFERRED, ONE, Cause.SUSPENDED, 2_000, 5_000);
    enter("c", MailState.HELD, ONE, Cause.RECIPIENT, 500, -1);
    enter("d", MailState.DEFERRED, TWO, Cause.TIMEOUT, 3_000, -1);
    book.enter(Entry.kept(facts("e", 1), MailState.DEFERRED, 7_000, null));

    assertThat(backlog.of(ONE))
        .contains(
            new Backlog.Load(
                2, Instant.ofEpochMilli(1_000), Optional.of(Instant.ofEpochMilli(5_000))));
    assertThat(backlog.of(TWO))
        .contains(new Backlog.Load(1, Instant.ofEpochMilli(3_000), Optional.empty()));
    assertThat(backlog.of(THREE)).isEmpty();
  }

  @Test
  void whatALimitPostponedComesBackWhenThatIsTakenBack() {
    enter("limited", MailState.DEFERRED, ONE, Cause.LIMIT, 1, 9);
    enter("suspended", MailState.DEFERRED, ONE, Cause.SUSPENDED, 1, 9);
    enter("other", MailState.DEFERRED, TWO, Cause.LIMIT, 1, 9);
    enter("refused", MailState.DEFERRED, ONE, Cause.RATE, 1, 9);

    backlog.bringBack(Set.of(lifted(ONE, Cause.LIMIT)));
    backlog.bringBack(Set.of(lifted(TWO, Cause.SUSPENDED)));

    await().until(() -> !flushed.isEmpty());
    assertThat(flushed).containsExactly("limited");
  }

  @Test
  void whatASuspensionPostponedComesBackAndNothingElse() {
    enter("postponed", MailState.DEFERRED, ONE, Cause.SUSPENDED, 1, 9);
    enter("other", MailState.DEFERRED, TWO, Cause.SUSPENDED, 1, 9);
    enter("refused", MailState.DEFERRED, ONE, Cause.RECIPIENT, 1, 9);
    enter("held", MailState.HELD, ONE, Cause.SUSPENDED, 1, -1);
    enter("elsewhere", MailState.DEFERRED, THREE, Cause.SUSPENDED, 1, 9);

    backlog.bringBack(Set.of(lifted(ONE, Cause.SUSPENDED), lifted(TWO, Cause.SUSPENDED)));

    await().until(() -> flushed.size() == 2);
    assertThat(flushed).containsExactlyInAnyOrder("postponed", "other");
  }

  @Test
  void howeverOftenItIsAskedForTheBookIsGoneThroughOnceMore() {
    enter("slow", MailState.DEFERRED, ONE, Cause.SUSPENDED, 1, 9);
    enter("two", MailState.DEFERRED, TWO, Cause.SUSPENDED, 1, 9);
    backlog.bringBack(Set.of(lifted(ONE, Cause.SUSPENDED)));
    await().until(() -> flushed.contains("slow"));

    for (int i = 0; i < 9; i++) {
      backlog.bringBack(Set.of(lifted(TWO, Cause.SUSPENDED)));
      backlog.bringBack(Set.of(lifted(THREE, Cause.SUSPENDED)));
    }
    book.leave(book.find("slow").orElseThrow());
    mayGoOn.countDown();
    await().until(() -> flushed.contains("two"));
    enter("three", MailState.DEFERRED, THREE, Cause.SUSPENDED, 1, 9);
    backlog.bringBack(Set.of(lifted(THREE, Cause.SUSPENDED)));
    await().until(() -> flushed.contains("three"));

    assertThat(flushed).containsExactly("slow", "two", "three");
  }

  @Test
  void aMailComesBackOnceHoweverOftenTheBookIsGoneThrough() {
    Lifted limit = lifted(ONE, Cause.LIMIT);
    enter("one", MailState.DEFERRED, ONE, Cause.LIMIT, 1, 9);
    backlog.bringBack(Set.of(limit));
    await().until(() -> flushed.contains("one"));

    // It has come back, and waits again for a limit that still holds.
    enter("one", MailState.DEFERRED, ONE, Cause.LIMIT, 1, 99);
    enter("late", MailState.DEFERRED, ONE, Cause.LIMIT, 1, 9);
    backlog.bringBack(Set.of(limit));
    await().until(() -> flushed.contains("late"));

    assertThat(flushed).containsExactly("one", "late");
  }

  @Test
  void aMailThatCannotComeBackNowIsAskedForAgain() {
    Lifted limit = lifted(ONE, Cause.LIMIT);
    enter("stuck", MailState.DEFERRED, ONE, Cause.LIMIT, 1, 9);

    backlog.bringBack(Set.of(limit));
    await().until(() -> flushed.size() == 1);
    await()
        .untilAsserted(
            () -> {
              backlog.bringBack(Set.of(limit));
              assertThat(flushed).hasSizeGreaterThan(1);
            });

    assertThat(flushed).containsOnly("stuck");
  }

  private static Lifted lifted(SiteName site, Cause cause) {
    return new Lifted(site, cause, Instant.EPOCH);
  }

  @Test
  void itIsKnownHowMuchIsKnown() {
    enter("a", MailState.DEFERRED, ONE, Cause.RECIPIENT, 1, 9);
    book.count(3);

    assertThat(backlog.known()).isEqualTo(new Known(1, 4));
    assertThat(backlog.known().isAll()).isFalse();
  }

  @Test
  void afterTheEndNothingIsBroughtBackAndNothingBreaks() {
    backlog.close();
    backlog.bringBack(Set.of(lifted(ONE, Cause.SUSPENDED)));

    assertThat(flushed).isEmpty();
  }

  private void enter(
      String id, MailState state, SiteName site, Cause cause, long since, long next) {
    Why why = new Why(DeliveryStatus.temporary("4.3.2", "later"), cause);
    book.enter(Entry.kept(facts(id, since), state, next, why).goingTo(site));
  }

  private static Facts facts(String id, long since) {
    return new Facts(id, "outgoing", "", List.of("bob@x.example"), 0, 1, since, 1);
  }
}
