// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That what a question needs is found out once, and what is found. */
class MomentTest {
  private static final SiteName SITE = new SiteName("mx.x.example");

  private final Book book = new Book();

  @Test
  void whatTheOpenMailsComeToIsFoundOutOnceForAllThatIsAsked() {
    List<Tally> taken = new ArrayList<>();
    Moment moment =
        new Moment(
            () -> {
              Tally tally = Tally.of(book);
              taken.add(tally);
              return tally;
            },
            tally -> List.of());

    assertThat(moment.mails()).isEqualTo(new MailCounts(0, 0, Optional.empty()));
    assertThat(moment.sites()).isEmpty();
    assertThat(moment.mails()).isEqualTo(new MailCounts(0, 0, Optional.empty()));
    assertThat(taken).hasSize(1);
  }

  @Test
  void allStatesAreCountedAsTheyAre() {
    kept("a", MailState.DEFERRED, 3_000, 9_000).goingTo(SITE);
    kept("b", MailState.DEFERRED, 2_000, 8_000).goingTo(SITE);
    kept("c", MailState.DEFERRED, 4_000, 1_000);
    kept("held", MailState.HELD, 1_000, -1).goingTo(SITE);
    book.enter(Entry.queued(facts("queued", 5_000), null)).goingTo(SITE);

    Tally tally = Tally.of(book);

    assertThat(tally.counts()).isEqualTo(new MailCounts(3, 1, Optional.of(at(2_000))));
    assertThat(tally.deferred())
        .containsOnly(entry(SITE, new Backlog.Load(2, at(2_000), Optional.of(at(8_000)))));
  }

  private Entry kept(String id, MailState state, long since, long next) {
    return book.enter(Entry.kept(facts(id, since), state, next, null));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static Facts facts(String id, long since) {
    return new Facts(id, "outgoing", "amy@a.example", List.of("bob@x.example"), 0, 100, since, 1);
  }
}
