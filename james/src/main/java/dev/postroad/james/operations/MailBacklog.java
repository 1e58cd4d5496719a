// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.By;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Acted;
import dev.postroad.james.Threads;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.MailAction.Kind;
import dev.postroad.james.book.Order;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deferred mail of the book, by site. */
final class MailBacklog implements Backlog, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(MailBacklog.class);

  private final BiFunction<Entry, Order, Acted> clerk;
  private final Book book;
  private final ExecutorService thread = Threads.pool("postroad-bring-back", 1);

  /** Whose mail is to be brought back when the book is gone through next. */
  private final Set<Lifted> wanted = new LinkedHashSet<>();

  /**
   * @param clerk does to a mail what is ordered
   */
  MailBacklog(BiFunction<Entry, Order, Acted> clerk, Book book) {
    this.clerk = clerk;
    this.book = book;
  }

  @Override
  public Optional<Load> of(SiteName site) {
    return Tally.load(book.deferred(site));
  }

  @Override
  public Known known() {
    return Known.of(book);
  }

  /** However often it is asked for meanwhile, the book is gone through once more and no oftener. */
  @Override
  public void bringBack(Collection<Lifted> lifted) {
    synchronized (wanted) {
      boolean isAsked = !wanted.isEmpty();
      wanted.addAll(lifted);
      if (isAsked || wanted.isEmpty()) {
        return;
      }
    }
    try {
      thread.execute(this::flushWanted);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("Stopped: what waited, {}, comes back when it is due", lifted, e);
    }
  }

  private void flushWanted() {
    Map<SiteName, List<Lifted>> bySite;
    synchronized (wanted) {
      bySite = wanted.stream().collect(Collectors.groupingBy(Lifted::site));
      wanted.clear();
    }
    Order order = new Order(MailAction.of(Kind.FLUSH), false, By.NOBODY, Order.WhenObeyed.NOTHING);
    for (Entry entry : book.entries()) {
      Optional<Lifted> lifted =
          entry.site().map(bySite::get).orElse(List.of()).stream()
              .filter(own -> own.bringsBack(entry))
              .findFirst();
      if (lifted.isPresent() && clerk.apply(entry, order).kind() == Acted.Kind.SKIPPED) {
        lifted.get().stays(entry);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
