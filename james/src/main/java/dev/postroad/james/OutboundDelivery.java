// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.relay.Route;
import dev.postroad.james.book.Entry;
import dev.postroad.james.book.MailAction;
import dev.postroad.james.book.Order;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of James' queues and all that empties it. */
public final class OutboundDelivery {
  private static final Logger LOGGER = LoggerFactory.getLogger(OutboundDelivery.class);

  /** For James to take back what deliveries have come to. */
  private static final Duration HANDING_OVER = Duration.ofSeconds(5);

  /**
   * Where its mails are.
   *
   * @param queue James' queue
   * @param keeper enters them in the book
   * @param clerk does to them what operators say
   * @param keeping keeps what is to be tried again, and what is held
   */
  record Mails(MailQueue queue, Keeper keeper, Clerk clerk, Deferrals.Keeping keeping) {}

  /**
   * Everything that is ended together.
   *
   * @param mails where its mails are
   * @param intake takes items from it
   * @param handler deals with them
   * @param transport delivers
   * @param threads do all that
   * @param watcher hears of mail that is queued; throws nothing
   * @param stopTimeout how long deliveries under way get to end
   */
  record Parts(
      Mails mails,
      OutboundQueue intake,
      MailHandler handler,
      Transport transport,
      QueueThreads threads,
      Watcher watcher,
      Duration stopTimeout) {}

  private final QueueSettings configuredAs;
  private final Parts parts;
  private int users;
  private boolean ended;

  OutboundDelivery(QueueSettings configuredAs, Parts parts) {
    this.configuredAs = configuredAs;
    this.parts = parts;
  }

  /** Puts a mail into the queue, from where it is delivered, even if that is after a restart. */
  public void enQueue(Mail mail) throws MailQueueException {
    // Told before: it may come out of the queue again before this returns.
    parts.watcher().queueing(name(), mail);
    try {
      parts.mails().keeper().enQueue(mail, () -> parts.mails().queue().enQueue(mail));
    } catch (MailQueueException | RuntimeException | Error e) {
      parts.watcher().notQueued(name(), mail);
      throw e;
    }
  }

  /** Whether mail is taken from the queue. */
  boolean isTaking() {
    return parts.intake().isSubscribed();
  }

  private String name() {
    return parts.mails().queue().getName().asString();
  }

  /** Does what an operator says of one of its mails, or has it done as soon as it can be. */
  Acted act(Entry entry, Order order) {
    return parts.mails().clerk().act(entry.id(), order);
  }

  /** What would come of an action on its mails now. */
  Function<Entry, Acted> foresee(MailAction action) {
    return parts.mails().clerk().foresee(action);
  }

  /** Where mail along a route to a domain would be delivered now; asks the DNS. */
  DeliveryPlan plan(Route route, DomainName domain, OptionalLong size) {
    return parts.transport().plan(route, domain, size);
  }

  /** The parameters it was opened with, and by whom. */
  QueueSettings configuredAs() {
    return configuredAs;
  }

  /** One more mailet uses it. */
  synchronized void use() {
    users++;
  }

  /** Whether that was the last mailet that used it. */
  synchronized boolean leave() {
    return --users <= 0;
  }

  /**
   * Ends deliveries: nothing more is taken from the queue, what waits for its turn goes back, what
   * is under way gets a few seconds and is then cut. Mails can still be put into the queue. May be
   * called again.
   */
  void close() {
    if (hasEnded()) {
      return;
    }
    stopTaking();
    parts.transport().stop(parts.stopTimeout());
    end();
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Takes nothing more from the queue. May be called again. */
  void stopTaking() {
    parts.intake().close();
    parts.handler().stop();
  }

  /**
   * Waits until what came of deliveries is handed over, and ends. To be called when the engine has
   * cut what was under way: what it could not have answered, for our own machine hangs, goes back
   * to the queue. May be called again.
   */
  void end() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    parts.handler().abandon();
    try {
      if (!parts.intake().awaitEmpty(HANDING_OVER)) {
        LOGGER.warn(
            "{} mails of the queue {} did not come to an end; the queue still has them if it keeps"
                + " mails over a restart",
            parts.intake().held(),
            name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.mails().keeping().close();
    parts.threads().close();
  }
}
