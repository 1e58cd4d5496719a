// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Sum;
import dev.postroad.james.operations.Backlog.Load;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the open mails come to at a moment, in all and by site.
 *
 * @param counts how many are kept
 * @param deferred what waits for its next attempt, by site; no site without any
 */
record Tally(MailCounts counts, Map<SiteName, Load> deferred) {

  /** As the book has it now. */
  static Tally of(Book book) {
    Book.Sums sums = book.sums();
    int deferred = sums.elsewhere().mails();
    long oldest = Math.min(sums.moving().oldest(), sums.elsewhere().oldest());
    Map<SiteName, Load> loads = new HashMap<>();
    for (Map.Entry<SiteName, Sum> site : sums.sites().entrySet()) {
      deferred += site.getValue().mails();
      oldest = Math.min(oldest, site.getValue().oldest());
      load(site.getValue()).ifPresent(load -> loads.put(site.getKey(), load));
    }
    return new Tally(new MailCounts(deferred, sums.held().mails(), instant(oldest)), loads);
  }

  /** What waits for one site; empty if nothing does. */
  static Optional<Load> load(Sum sum) {
    return instant(sum.oldest()).map(oldest -> new Load(sum.mails(), oldest, instant(sum.next())));
  }

  private static Optional<Instant> instant(long millis) {
    return millis == Sum.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
