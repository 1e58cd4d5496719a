// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.message;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The SMTP envelope of one mail: reverse-path and forward-paths (RFC 5321 §2.3.1).
 *
 * @param reversePath empty for the null reverse-path {@code <>} of notifications
 * @param recipients at least one, each mailbox once, in the order they came
 * @param returnContent RET of RFC 3461 §4.3, if the sender said so
 * @param envelopeId ENVID of RFC 3461 §4.4 in its wire form (xtext), if the sender gave one
 * @param priority MT-PRIORITY from -9 to 9, 0 when the sender did not say (RFC 6710)
 */
public record Envelope(
    Optional<Mailbox> reversePath,
    List<Recipient> recipients,
    Optional<ReturnContent> returnContent,
    Optional<String> envelopeId,
    int priority) {

  /** How much of the message a notification returns (RFC 3461 §4.3). */
  public enum ReturnContent {
    FULL,
    HDRS
  }

  public Envelope {
    recipients = List.copyOf(new LinkedHashSet<>(recipients));
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("an envelope needs a recipient");
    }
    if (priority < -9 || priority > 9) {
      throw new IllegalArgumentException("priority goes from -9 to 9: " + priority);
    }
  }

  /** An envelope without delivery-notification parameters, of priority 0. */
  public static Envelope of(Optional<Mailbox> reversePath, List<Recipient> recipients) {
    return new Envelope(reversePath, recipients, Optional.empty(), Optional.empty(), 0);
  }

  /** The same for some of the recipients only. */
  public Envelope withRecipients(List<Recipient> some) {
    return new Envelope(reversePath, some, returnContent, envelopeId, priority);
  }

  /** Whether some address of this envelope needs SMTPUTF8 (RFC 6531). */
  public boolean needsSmtpUtf8() {
    return reversePath.filter(Mailbox::needsSmtpUtf8).isPresent()
        || recipients.stream().anyMatch(recipient -> recipient.mailbox().needsSmtpUtf8());
  }
}
