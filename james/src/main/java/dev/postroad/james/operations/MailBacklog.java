// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Outbound;
import dev.postroad.james.Threads;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.MailState;
import dev.postroad.james.book.Order;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deferred mail of the book, by site. */
final class MailBacklog implements Backlog, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(MailBacklog.class);

  private final Outbound outbound;
  private final Book book;
  private final ExecutorService thread = Threads.pool("postroad-bring-back", 1);

  MailBacklog(Outbound outbound, Book book) {
    this.outbound = outbound;
    this.book = book;
  }

  /** What is found of one site while looking. */
  private static final class Sum {
    private int mails;
    private long oldest = Long.MAX_VALUE;
    private long next = Long.MAX_VALUE;

    void add(Entry entry) {
      mails++;
      oldest = Math.min(oldest, entry.facts().since());
      long due = entry.next();
      next = due < 0 ? next : Math.min(next, due);
    }

    Load load() {
      return new Load(
          mails,
          Instant.ofEpochMilli(oldest),
          next == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next)));
    }
  }

  @Override
  public Map<SiteName, Load> bySite() {
    Map<SiteName, Sum> sums = new HashMap<>();
    for (Entry entry : book.entries()) {
      if (entry.state() == MailState.DEFERRED) {
        entry.site().ifPresent(site -> sums.computeIfAbsent(site, own -> new Sum()).add(entry));
      }
    }
    Map<SiteName, Load> loads = new HashMap<>();
    sums.forEach((site, sum) -> loads.put(site, sum.load()));
    return loads;
  }

  /** What was deferred by the site itself keeps to its schedule: nothing has changed for it. */
  @Override
  public void bringBack(SiteName site) {
    try {
      thread.execute(() -> flushSuspended(site));
    } catch (RejectedExecutionException e) {
      LOGGER.debug("Stopped: mail for {} comes back when it is due", site, e);
    }
  }

  private void flushSuspended(SiteName site) {
    Order order = new Order(MailAction.of(Kind.FLUSH), false, By.NOBODY, result -> {});
    for (Entry entry : book.entries()) {
      if (entry.state() == MailState.DEFERRED
          && entry.site().filter(site::equals).isPresent()
          && entry.why().filter(why -> why.cause() == Cause.SUSPENDED).isPresent()) {
        outbound.act(entry, order);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
