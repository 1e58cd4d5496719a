// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.OptionalInt;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/**
 * The priorities of James' mails, as MT-PRIORITY (RFC 6710): -9 to 9, and 0 is normal. James 3.8
 * counts from 0 to 9 with 5 as normal, later ones as the RFC does; which of them runs shows in its
 * own constants. Nobody else knows how James counts.
 */
public final class Priorities {
  private static final int HIGHEST = 9;

  private Priorities() {}

  /** The priority of a mail; empty if nobody gave it one. */
  public static OptionalInt of(Mail mail) {
    return AttributeUtils.getValueAndCastFromMail(
            mail, MailPrioritySupport.MAIL_PRIORITY, Integer.class)
        .map(
            own ->
                OptionalInt.of(
                    mtPriority(
                        own,
                        value(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE.getValue().value()),
                        value(MailPrioritySupport.NORMAL_PRIORITY_ATTRIBUTE.getValue().value()))))
        .orElse(OptionalInt.empty());
  }

  private static int value(Object priority) {
    return priority instanceof Integer number ? number : 0;
  }

  /**
   * Translates.
   *
   * @param lowest what James calls low
   * @param normal what James calls normal
   */
  static int mtPriority(int own, int lowest, int normal) {
    int clamped = Math.max(lowest, Math.min(HIGHEST, own));
    int span = clamped < normal ? normal - lowest : HIGHEST - normal;
    return Math.round((clamped - normal) * (float) HIGHEST / span);
  }
}
