// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.History;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Outbound;
import dev.postroad.james.StandingOrders;
import dev.postroad.james.Watch;
import dev.postroad.james.Watcher;
import dev.postroad.james.book.Book;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.annotation.PreDestroy;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.mailet.Mail;

/**
 * All that operators see of deliveries and do to them: routes, health checks and metrics go through
 * here, and reach into nothing else. Made before the first mailet starts, so that it misses
 * nothing.
 */
@Singleton
public final class Operations {
  private final History history;
  private final Sites sites;
  private final Mails mails;
  private final MailBacklog backlog;
  private final ActionLog log;
  private final Moments moments;

  @Inject
  public Operations(
      Outbound outbound,
      StandingOrders orders,
      Book book,
      Watch watch,
      ActionLog log,
      Clock clock) {
    this.history = new History(clock.instant());
    this.backlog = new MailBacklog(outbound::act, book);
    this.sites = new Sites(outbound, orders, history, backlog, log, clock);
    this.mails = new Mails(outbound, book, log, new Traces(book, history), clock);
    this.log = log;
    this.moments =
        new Moments(
            () -> new Moment(() -> Tally.of(book), tally -> sites.all(tally.deferred())),
            log::entered,
            System::nanoTime);
    watch.add(
        new Watcher() {
          @Override
          public void planned(String id, List<SiteName> sites) {
            book.planned(id, sites);
          }

          @Override
          public void inLine(String id, SiteName site) {
            book.inLine(id, site);
          }

          @Override
          public void begun(String id, SiteName site) {
            book.begun(id, site);
          }

          @Override
          public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
            entries.forEach(history::add);
          }

          @Override
          public void waiting(Map<SiteName, Integer> mails) {
            history.waiting(clock.instant(), mails);
            sites.tick();
          }
        });
  }

  /**
   * All that a question needs to know of sites and mails, as of at most a quarter of a second ago.
   */
  public Moment now() {
    return moments.now();
  }

  /** Where mail goes to. */
  public Sites sites() {
    return sites;
  }

  /** Mail that has not ended. */
  public Mails mails() {
    return mails;
  }

  /** What operators have done. */
  public ActionLog actionLog() {
    return log;
  }

  /** What delivery has come to lately. */
  public History history() {
    return history;
  }

  /** Has nothing more done; what is known stays known. */
  @PreDestroy
  public void close() {
    backlog.close();
  }
}
