// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.Cause;
import dev.postroad.core.history.CauseFilter;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.Facts;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Why;
import dev.postroad.james.operations.MailFilter;
import dev.postroad.james.operations.MailOrder;
import dev.postroad.james.operations.MailSearch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long it takes to look for mails among 100,000 open ones at 5,000 sites, what the book of them
 * weighs, and what a mail costs that is entered, planned, tried and gone. Connects nowhere.
 */
public final class MailsMain {
  private static final int MAILS = 100_000;
  private static final int SITES = 5_000;
  private static final int ROUNDS = 20;
  private static final double MILLI = 1e6;

  private MailsMain() {}

  /** Measures and tells. */
  public static void main(String[] arguments) {
    long before = used();
    Book book = new Book();
    for (int i = 0; i < MAILS; i++) {
      enter(book, i);
    }
    System.out.printf("%,d open mails: %.1f MB%n", MAILS, (used() - before) / 1e6);
    MailSearch search = new MailSearch(book, Clock.systemUTC());
    tell(search, "all", MailFilter.ALL);
    tell(search, "a site's", filter("site", "mx7.example"));
    tell(search, "a domain's", filter("recipient", "@d77.example"));
    tell(search, "a sender's", filter("sender", "amy3@corp.example"));
    tell(search, "by cause", filter("cause", "4.7"));
    tell(search, "of an age", filter("olderThan", "PT2H"));
    long begun = System.nanoTime();
    search.counts();
    System.out.printf("counted: %.1f ms%n", (System.nanoTime() - begun) / MILLI);
    cost(book);
  }

  private static void tell(MailSearch search, String what, MailFilter filter) {
    long total = 0;
    double best = Double.MAX_VALUE;
    double worst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      MailOrder order = round % 2 == 0 ? MailOrder.AGE : MailOrder.NEXT_ATTEMPT;
      total = search.find(filter, order, 900, 50).total();
      double took = (System.nanoTime() - begun) / MILLI;
      best = Math.min(best, took);
      worst = Math.max(worst, took);
    }
    long begun = System.nanoTime();
    int selected = search.select(filter).size();
    System.out.printf(
        "%s: %,d found in %.1f to %.1f ms, %,d selected in %.1f ms%n",
        what, total, best, worst, selected, (System.nanoTime() - begun) / MILLI);
  }

  private static void cost(Book book) {
    int many = 1_000_000;
    SiteName site = new SiteName("mx.example");
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < many; i++) {
        String id = "Mail" + i;
        Entry entry = book.enter(Entry.queued(facts(id, i), null));
        boolean unusedTaken = entry.taken(Instant.EPOCH, () -> false);
        book.planned(id, List.of(site));
        book.begun(id, site);
        var unused = entry.settle();
        book.leave(entry);
      }
      best = Math.min(best, (System.nanoTime() - begun) / (double) many);
    }
    System.out.printf("a mail, from its queue to its ending: %.0f ns%n", best);
  }

  private static void enter(Book book, int i) {
    String id = "Mail17644608" + i + "-1b4e28ba-2fa1-11d2-883f-0016d3cca427-to-d" + i + "-0a1b2c3d";
    DeliveryStatus status =
        new DeliveryStatus(450, EnhancedStatus.parse("4.7." + i % 9), "try again later " + i % 99);
    Entry entry =
        Entry.kept(
            facts(id, i),
            MailState.DEFERRED,
            System.currentTimeMillis() + i,
            book.share(new Why(status, Cause.POLICY)));
    book.enter(entry);
    book.planned(id, List.of(new SiteName("mx" + i % SITES + ".example")));
  }

  private static Facts facts(String id, int i) {
    return new Facts(
        id,
        "outgoing",
        "amy" + i % 100 + "@corp.example",
        List.of("bob" + i + "@d" + i % SITES + ".example"),
        0,
        10_000,
        System.currentTimeMillis() - i * 100L,
        1);
  }

  private static MailFilter filter(String key, String value) {
    return new MailFilter(
        Optional.empty(),
        Optional.empty(),
        when(key.equals("sender")).map(given -> AddressFilter.parse(value)),
        when(key.equals("recipient")).map(given -> AddressFilter.parse(value)),
        when(key.equals("site")).map(given -> value),
        Optional.empty(),
        when(key.equals("cause")).map(given -> CauseFilter.parse(value)),
        when(key.equals("olderThan")).map(given -> Duration.parse(value)));
  }

  private static Optional<Boolean> when(boolean given) {
    return given ? Optional.of(true) : Optional.empty();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
