// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Looks for open mails in the book: every time at all of them, and at nothing else. */
public final class MailSearch {
  private final Book book;
  private final Clock clock;

  public MailSearch(Book book, Clock clock) {
    this.book = book;
    this.clock = clock;
  }

  /** An entry and its place among others, which stays while they are sorted. */
  private record Keyed(Entry entry, long key) {
    private static final Comparator<Keyed> ORDER =
        Comparator.comparingLong(Keyed::key).thenComparing(keyed -> keyed.entry().id());
  }

  /**
   * Looks for mails.
   *
   * @param offset how many to pass over, 0 or more
   * @param limit most to be given, 0 or more
   */
  public MailPage find(MailFilter filter, MailOrder order, int offset, int limit) {
    Instant now = clock.instant();
    return find(entry -> filter.matches(entry, now), order, offset, limit);
  }

  /** The oldest mail that nobody holds and that is of this age at least, and how many are. */
  public MailPage onItsWayFor(Duration age) {
    long latest = clock.instant().minus(age).toEpochMilli();
    return find(entry -> isOnItsWay(entry) && entry.facts().since() <= latest, MailOrder.AGE, 0, 1);
  }

  /** What an operator holds is not, however long. */
  private static boolean isOnItsWay(Entry entry) {
    return entry.state() != MailState.HELD;
  }

  private MailPage find(Predicate<Entry> which, MailOrder order, int offset, int limit) {
    ToLongFunction<Entry> key = key(order);
    long most = (long) offset + limit;
    // The last of those that are needed so far is at its head.
    PriorityQueue<Keyed> first = new PriorityQueue<>(Keyed.ORDER.reversed());
    long total = 0;
    for (Entry entry : book.entries()) {
      if (which.test(entry)) {
        total++;
        first.add(new Keyed(entry, key.applyAsLong(entry)));
        if (first.size() > most) {
          first.remove();
        }
      }
    }
    List<Keyed> sorted = new ArrayList<>(first);
    sorted.sort(Keyed.ORDER);
    return new MailPage(
        total,
        book.others() == 0,
        sorted.stream().skip(offset).map(keyed -> OpenMail.of(keyed.entry())).toList());
  }

  private static ToLongFunction<Entry> key(MailOrder order) {
    return switch (order) {
      case AGE -> entry -> entry.facts().since();
      case NEXT_ATTEMPT -> entry -> entry.state() == MailState.HELD ? Long.MAX_VALUE : entry.next();
    };
  }

  /** An open mail by its name; empty if there is none. */
  public Optional<OpenMail> get(String id) {
    return book.find(id).map(OpenMail::of);
  }

  /** How many mails are open. */
  public MailCounts counts() {
    return Tally.of(book).counts();
  }

  /**
   * The names of all mails that a filter finds, the oldest first: those that an action with the
   * same filter would be done to if it were asked for now.
   */
  public List<String> select(MailFilter filter) {
    Instant now = clock.instant();
    List<Keyed> found = new ArrayList<>();
    for (Entry entry : book.entries()) {
      if (filter.matches(entry, now)) {
        found.add(new Keyed(entry, entry.facts().since()));
      }
    }
    found.sort(Keyed.ORDER);
    return found.stream().map(keyed -> keyed.entry().id()).toList();
  }
}
