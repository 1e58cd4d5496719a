// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue;
import org.apache.mailet.Mail;

/** Leaves the waiting to a queue that honours a delay. */
final class QueueDeferral implements Deferral {
  /** James' memory queue loses its order when two delays are more than 24 days apart. */
  private static final Duration LONGEST = Duration.ofDays(20);

  private final MailQueue queue;
  private final Clock clock;

  QueueDeferral(MailQueue queue, Clock clock) {
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void defer(Mail mail, Instant due) throws MessagingException {
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
