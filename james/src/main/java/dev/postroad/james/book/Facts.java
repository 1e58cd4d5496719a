// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.book;

import java.util.List;

/**
 * What is known of an open mail from its envelope, and does not change until it is kept anew.
 *
 * @param id its name
 * @param queue its queue
 * @param sender the reverse-path; empty text for the null one
 * @param recipients those it has still to reach
 * @param priority MT-PRIORITY, -9 to 9
 * @param size octets of the message; -1 if not known
 * @param since when its first attempt began, or it was queued if there was none, in milliseconds
 *     since 1970
 * @param attempts made so far
 */
public record Facts(
    String id,
    String queue,
    String sender,
    List<String> recipients,
    int priority,
    long size,
    long since,
    int attempts) {
  public Facts {
    recipients = List.copyOf(recipients);
  }
}
