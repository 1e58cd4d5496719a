// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailState;
import dev.postroad.james.operations.Backlog.Load;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the open mails come to at a moment, in all and by site: to find it out means to go through
 * the whole book, so whoever needs several of these takes them from one tally.
 *
 * @param counts how many are kept
 * @param deferred what waits for its next attempt, by site; no site without any
 */
record Tally(MailCounts counts, Map<SiteName, Load> deferred) {

  /** Goes through the book, once. */
  static Tally of(Book book) {
    int deferred = 0;
    int held = 0;
    long oldest = Long.MAX_VALUE;
    Map<SiteName, Sum> sums = new HashMap<>();
    for (Entry entry : book.entries()) {
      MailState state = entry.state();
      if (state == MailState.HELD) {
        held++;
        continue;
      }
      oldest = Math.min(oldest, entry.facts().since());
      if (state == MailState.DEFERRED) {
        deferred++;
        entry.site().ifPresent(site -> sums.computeIfAbsent(site, own -> new Sum()).add(entry));
      }
    }
    Map<SiteName, Load> loads = new HashMap<>();
    sums.forEach((site, sum) -> loads.put(site, sum.load()));
    return new Tally(new MailCounts(deferred, held, instant(oldest)), loads);
  }

  private static Optional<Instant> instant(long millis) {
    return millis == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** What is found of one site while looking. */
  static final class Sum {
    private int mails;
    private long oldest = Long.MAX_VALUE;
    private long next = Long.MAX_VALUE;

    void add(Entry entry) {
      mails++;
      oldest = Math.min(oldest, entry.facts().since());
      long due = entry.next();
      next = due < 0 ? next : Math.min(next, due);
    }

    boolean isEmpty() {
      return mails == 0;
    }

    Load load() {
      return new Load(mails, Instant.ofEpochMilli(oldest), instant(next));
    }
  }
}
