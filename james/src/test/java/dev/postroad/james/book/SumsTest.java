// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.mx.SiteName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the book says that its mails come to is what they come to if they are counted. */
class SumsTest {
  private static final int MAILS = 12;
  private static final int ROOM = 9;
  private static final int STEPS = 3_000;
  private static final List<SiteName> SITES =
      List.of(new SiteName("mx.a.example"), new SiteName("mx.b.example"));

  private final Book book = new Book(ROOM);

  @Test
  void theOldestAndTheNextAreThoseOfTheMailsThatAreLeft() {
    Entry oldest = book.enter(deferred("oldest", 1, 90)).goingTo(SITES.get(0));
    book.enter(deferred("other", 2, 70)).goingTo(SITES.get(0));
    Entry first = book.enter(deferred("first", 3, 50)).goingTo(SITES.get(0));
    assertThat(book.deferred(SITES.get(0))).isEqualTo(new Sum(3, 1, 50));

    book.leave(oldest);
    assertThat(book.deferred(SITES.get(0))).isEqualTo(new Sum(2, 2, 50));
    first.held();
    assertThat(book.deferred(SITES.get(0))).isEqualTo(new Sum(1, 2, 70));
    assertThat(book.sums().held()).isEqualTo(new Sum(1, 3, Sum.NEVER));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensTheSumsAreThoseOfTheMails(long seed) {
    Random random = new Random(seed);
    List<Entry> seen = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      change(random, seen);
      assertThat(book.sums()).as("step %d of %d", step, seed).isEqualTo(counted());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whenSeveralThreadsAreDoneTheSumsAreThoseOfTheMails(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(seed * 4 + thread);
        running.add(
            threads.submit(
                () -> {
                  List<Entry> seen = new ArrayList<>();
                  for (int step = 0; step < STEPS; step++) {
                    change(random, seen);
                    book.sums();
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(book.sums()).isEqualTo(counted());
  }

  /** Something that may happen to a mail: to one of the book's, or one that is no more in it. */
  private void change(Random random, List<Entry> seen) {
    String id = "m" + random.nextInt(MAILS);
    SiteName site = SITES.get(random.nextInt(SITES.size()));
    Entry known = book.find(id).orElseGet(() -> entry(random, id));
    Entry old = seen.isEmpty() ? known : seen.get(random.nextInt(seen.size()));
    switch (random.nextInt(13)) {
      case 0, 1, 2 -> seen.add(book.enter(entry(random, id).goingTo(site)));
      case 3 -> seen.add(book.arrived(id, () -> entry(random, id)));
      case 4 -> book.leave(known);
      case 5 -> book.leave(old);
      case 6 -> {
        Entry failed = book.enter(entry(random, random.nextBoolean() ? id : id + "-way-2"));
        book.restore(failed, known);
      }
      case 7 -> known.taken(Instant.EPOCH, () -> false);
      case 8 -> old.backInQueue();
      case 9 -> known.copied("there", () -> true);
      case 10 -> (random.nextBoolean() ? known : old).held();
      case 11 -> {
        book.planned(id, random.nextBoolean() ? List.of() : List.of(site));
        book.inLine(id, site);
        book.begun(id, site);
      }
      default -> known.stillAt("there");
    }
  }

  private Book.Sums counted() {
    Map<SiteName, Sum> sites = new HashMap<>();
    Sum moving = Sum.NOTHING;
    Sum held = Sum.NOTHING;
    Sum elsewhere = Sum.NOTHING;
    for (Entry entry : book.entries()) {
      switch (entry.state()) {
        case HELD -> held = and(held, entry);
        case DEFERRED -> {
          if (entry.site().isEmpty()) {
            elsewhere = and(elsewhere, entry);
          } else {
            SiteName site = entry.site().get();
            sites.put(site, and(sites.getOrDefault(site, Sum.NOTHING), entry));
          }
        }
        default -> moving = and(moving, entry);
      }
    }
    return new Book.Sums(moving, held, elsewhere, sites);
  }

  private static Sum and(Sum sum, Entry entry) {
    long due = entry.next() < 0 ? Sum.NEVER : entry.next();
    return new Sum(
        sum.mails() + 1, Math.min(sum.oldest(), entry.facts().since()), Math.min(sum.next(), due));
  }

  private static Entry entry(Random random, String id) {
    int since = random.nextInt(20);
    int next = random.nextInt(20);
    return switch (random.nextInt(3)) {
      case 0 -> Entry.queued(facts(id, since), null);
      case 1 -> deferred(id, since, next);
      default -> Entry.kept(facts(id, since), MailState.HELD, -1, null);
    };
  }

  private static Entry deferred(String id, long since, long next) {
    return Entry.kept(facts(id, since), MailState.DEFERRED, next, null);
  }

  private static Facts facts(String id, long since) {
    return new Facts(id, "outgoing", "amy@a.example", List.of("bob@x.example"), 0, 100, since, 1);
  }
}
