// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.QueueSettings;
import dev.postroad.core.engine.Transport;
import java.time.Duration;
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
   * Everything that is ended together.
   *
   * @param queue James' queue
   * @param intake takes items from it
   * @param handler deals with them
   * @param transport delivers
   * @param deferral keeps what is to be tried again
   * @param threads do all that
   * @param stopTimeout how long deliveries under way get to end
   */
  record Parts(
      MailQueue queue,
      OutboundQueue intake,
      MailHandler handler,
      Transport transport,
      Deferral deferral,
      QueueThreads threads,
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
    parts.queue().enQueue(mail);
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
   * is under way gets a few seconds. Mails can still be put into the queue. May be called again.
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

  /** Waits until what has been delivered is handed over, and ends. May be called again. */
  void end() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    try {
      if (!parts.intake().awaitEmpty(HANDING_OVER)) {
        LOGGER.warn(
            "{} mails of the queue {} did not come to an end; the queue still has them if it keeps"
                + " mails over a restart",
            parts.intake().held(),
            parts.queue().getName().asString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.deferral().close();
    parts.threads().close();
  }
}
