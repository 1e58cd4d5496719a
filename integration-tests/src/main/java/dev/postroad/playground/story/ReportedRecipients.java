// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.client.Mailbox;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The recipients that a sender was told about, read as the reports come in. */
final class ReportedRecipients {
  private final Mailbox mailbox;
  private final Set<String> recipients = new HashSet<>();
  private int read;

  ReportedRecipients(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** Reads what is new and returns all recipients so far. */
  Set<String> look() throws IOException {
    List<String> messages = mailbox.messagesAfter(read);
    messages.forEach(message -> recipients.addAll(Report.of(message).recipients()));
    read += messages.size();
    return recipients;
  }
}
