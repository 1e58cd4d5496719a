// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Mail;

/**
 * Leaves the waiting to a queue that honours a delay.
 *
 * <p>A longer wait than 20 days is cut to that. The memory queue orders its mails by the difference
 * of their times in milliseconds as an {@code int}, and breaks where two are more than 24.8 days
 * apart; the rest is for mails that are overdue meanwhile. The mail is then tried early, as if it
 * had been flushed.
 */
final class QueueDeferral implements Deferral {
  private static final Duration LONGEST = Duration.ofDays(20);

  private final MailQueue queue;
  private final Clock clock;

  QueueDeferral(MailQueue queue, Clock clock) {
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void defer(Mail mail, Instant due, Entry entry) throws MessagingException {
    Duration delay = Duration.between(clock.instant(), due);
    if (delay.isNegative()) {
      delay = Duration.ZERO;
    }
    queue.enQueue(mail, delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  @Override
  public boolean earlyMeansFlushed() {
    return true;
  }

  @Override
  public void close() {}
}
