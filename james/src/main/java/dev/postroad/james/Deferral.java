// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.james.book.Entry;
import java.time.Instant;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;

/** Keeps mails until they are due again, as durably as James keeps its queues. */
interface Deferral extends AutoCloseable {

  /**
   * Keeps a mail. Once this returns, James has it, and the item it came from may be acknowledged.
   *
   * @param mail carries its {@link RetryMarks}; its message is copied
   * @param due when it is to come out of the queue again
   * @param entry the mail's in the book; told where it is kept, if that is not James' queue
   * @throws MessagingException if James does not take it; then nothing has changed
   */
  void defer(Mail mail, Instant due, Entry entry) throws MessagingException;

  /**
   * Whether a mail that comes out of the queue before it is due was sent by an operator, who
   * flushed the queue, and not by a queue that does not count.
   */
  boolean earlyMeansFlushed();

  /** Stops releasing mails; what is kept stays where it is. */
  @Override
  void close();
}
