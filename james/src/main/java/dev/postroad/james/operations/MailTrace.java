// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.List;

/**
 * What is remembered of a mail, from its acceptance to its ending.
 *
 * @param id the name it was queued under; what derives from it is part of it
 * @param sender {@code <>} for the null sender
 * @param recipients all that are known of
 * @param state a word of {@link dev.postroad.james.book.MailState} in lower case if some of it is
 *     open, else {@code held} if a rule of the policy holds some of it, else how it ended: {@code
 *     delivered}, {@code failed}, {@code given-up}, {@code bounced}, {@code deleted}, {@code
 *     refused}, {@code discarded}, or {@code ended} if that is not remembered
 * @param events in the order they happened
 */
public record MailTrace(
    String id, String sender, List<String> recipients, String state, List<TraceEvent> events) {
  public MailTrace {
    recipients = List.copyOf(recipients);
    events = List.copyOf(events);
  }
}
