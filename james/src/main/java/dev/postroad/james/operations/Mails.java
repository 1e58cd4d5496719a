// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.By;
import dev.postroad.james.Acted;
import dev.postroad.james.Outbound;
import dev.postroad.james.book.Book;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The mails that have not ended: what they are, and what an operator may have done to them.
 *
 * <p>After a restart those that the spool holds appear bit by bit, and those that wait in James'
 * queue as they are taken from it.
 */
public final class Mails {
  private static final int MOST_TRACED = 50;

  private final Outbound outbound;
  private final Book book;
  private final MailSearch search;
  private final ActionLog log;
  private final Traces traces;
  private final Clock clock;

  Mails(Outbound outbound, Book book, ActionLog log, Traces traces, Clock clock) {
    this.outbound = outbound;
    this.book = book;
    this.log = log;
    this.traces = traces;
    this.clock = clock;
    this.search = new MailSearch(book, clock);
  }

  /**
   * Looks for mails.
   *
   * @param offset how many to pass over, 0 or more
   * @param limit most to be given, 0 or more
   */
  public MailPage find(MailFilter filter, MailOrder order, int offset, int limit) {
    return search.find(filter, order, offset, limit);
  }

  /** An open mail by its name; empty if there is none. */
  public Optional<OpenMail> get(String id) {
    return search.get(id);
  }

  /** The oldest mail that nobody holds and that is of this age at least, and how many are. */
  public MailPage onItsWayFor(Duration age) {
    return search.onItsWayFor(age);
  }

  /** How many mails are open. */
  public MailCounts counts() {
    return search.counts();
  }

  /** Whether James has a processor of that name, where mail can be requeued to. */
  public boolean isProcessor(String name) {
    return outbound.isProcessor(name);
  }

  /**
   * Does something to one mail. Doing it twice is as doing it once.
   *
   * @return empty if there is no such mail
   */
  public Optional<ActionResult> act(String id, MailAction action, By by) {
    if (book.find(id).isEmpty()) {
      return Optional.empty();
    }
    ActionProgress progress = new ActionProgress();
    progress.begin(1, Known.of(book));
    act(id, action, by, progress);
    ActionResult result = progress.result(action);
    log.enter(by.who(), action.kind().word(), "mail " + id, by.reason(), result.inWords());
    return Optional.of(result);
  }

  /**
   * Does something to all mails that a filter finds. They are selected once, at the beginning; what
   * ends or comes in the meantime is left alone. Takes as long as it takes, on this thread.
   *
   * @param progress told of every mail; may end it early
   */
  public ActionResult act(MailFilter filter, MailAction action, By by, ActionProgress progress) {
    List<String> ids = search.select(filter);
    progress.begin(ids.size(), Known.of(book));
    try {
      for (String id : ids) {
        if (progress.isCancelled()) {
          break;
        }
        act(id, action, by, progress);
      }
    } finally {
      log.enter(
          by.who(),
          action.kind().word(),
          "mails " + filter,
          by.reason(),
          (progress.isCancelled() ? "cancelled; " : "") + progress.result(action).inWords());
    }
    return progress.result(action);
  }

  /**
   * What the same action would come to if it were asked for now: which mails it would be done to,
   * and which it would skip, and why. Nothing is done.
   */
  public ActionResult foresee(MailFilter filter, MailAction action) {
    return foresee(search.select(filter), action);
  }

  /**
   * What the same action would come to for one mail.
   *
   * @return empty if there is no such mail
   */
  public Optional<ActionResult> foresee(String id, MailAction action) {
    return book.find(id).map(entry -> foresee(List.of(id), action));
  }

  private ActionResult foresee(List<String> ids, MailAction action) {
    ActionProgress progress = new ActionProgress();
    progress.begin(ids.size(), Known.of(book));
    Function<Entry, Acted> foresight = outbound.foresee(action);
    for (String id : ids) {
      progress.add(id, book.find(id).map(foresight).orElse(Acted.ENDED));
    }
    return progress.result(action);
  }

  private void act(String id, MailAction action, By by, ActionProgress progress) {
    // From before it is done: what comes of it may be remembered before we are told.
    Instant now = clock.instant();
    Optional<Entry> entry = book.find(id);
    Acted acted =
        entry
            .map(
                own ->
                    outbound.act(
                        own,
                        new Order(
                            action,
                            true,
                            by,
                            (at, result) -> obeyedLater(own, action, by, at, result))))
            .orElse(Acted.ENDED);
    if (acted.kind() == Acted.Kind.DONE) {
      entry.ifPresent(own -> traces.done(own, action, by, now));
    }
    progress.add(id, acted);
  }

  private void obeyedLater(Entry entry, MailAction action, By by, Instant at, String result) {
    traces.done(entry, action, by, at);
    log.enter(by.who(), action.kind().word(), "mail " + entry.id(), by.reason(), result);
  }

  /**
   * What is remembered of mails.
   *
   * @param query the name of a mail, the address of a sender or recipient, or {@code @domain}
   * @return the newest mail first, at most {@value #MOST_TRACED} of them, and how many there are
   * @throws IllegalArgumentException if it looks like an address and is none
   */
  public Page<MailTrace> trace(String query) {
    return traces.find(query, MOST_TRACED);
  }
}
