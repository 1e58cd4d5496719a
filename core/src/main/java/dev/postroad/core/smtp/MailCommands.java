// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.message.ContentTraits;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.Recipient.Notify;
import dev.postroad.core.smtp.Capabilities.Extension;
import java.util.StringJoiner;

/**
 * Writes MAIL and RCPT commands with the parameters that are wished for and offered, and no others:
 * a wish that the peer does not know goes unsaid.
 *
 * <p>SMTPUTF8 is said only for an address that needs it: for a header that would need it, it would
 * make a message undeliverable that has always passed.
 */
final class MailCommands {
  private final Envelope envelope;
  private final Capabilities capabilities;

  MailCommands(Envelope envelope, Capabilities capabilities) {
    this.envelope = envelope;
    this.capabilities = capabilities;
  }

  /**
   * The MAIL command, without its line end.
   *
   * @throws IllegalArgumentException if something in it may not stand in a command
   */
  String mail(ContentTraits traits) {
    StringBuilder line = new StringBuilder(128).append("MAIL FROM:<");
    envelope.reversePath().ifPresent(path -> line.append(checked(path)));
    line.append('>');
    if (offers(Extension.SIZE)) {
      line.append(" SIZE=").append(traits.size());
    }
    if (traits.eightBit() && offers(Extension.EIGHT_BIT_MIME)) {
      line.append(" BODY=8BITMIME");
    }
    if (envelope.needsSmtpUtf8()) {
      line.append(" SMTPUTF8");
    }
    if (offers(Extension.DSN)) {
      envelope.returnContent().ifPresent(ret -> line.append(" RET=").append(ret));
      envelope.envelopeId().ifPresent(id -> line.append(" ENVID=").append(parameter("ENVID", id)));
    }
    if (envelope.priority() != 0 && offers(Extension.MT_PRIORITY)) {
      line.append(" MT-PRIORITY=").append(envelope.priority());
    }
    return line.toString();
  }

  /**
   * The RCPT command, without its line end.
   *
   * @throws IllegalArgumentException if something in it may not stand in a command
   */
  String rcpt(Recipient recipient) {
    StringBuilder line =
        new StringBuilder(64).append("RCPT TO:<").append(checked(recipient.mailbox())).append('>');
    if (offers(Extension.DSN)) {
      if (!recipient.notifyOn().isEmpty()) {
        StringJoiner wishes = new StringJoiner(",", " NOTIFY=", "");
        for (Notify wish : Notify.values()) {
          if (recipient.notifyOn().contains(wish)) {
            wishes.add(wish.name());
          }
        }
        line.append(wishes);
      }
      recipient
          .originalRecipient()
          .ifPresent(original -> line.append(" ORCPT=").append(parameter("ORCPT", original)));
    }
    return line.toString();
  }

  private boolean offers(Extension extension) {
    return capabilities.offers(extension);
  }

  private static String checked(Mailbox mailbox) {
    String path = mailbox.toString();
    for (int i = 0; i < path.length(); i++) {
      if (Character.isISOControl(path.charAt(i))) {
        throw new IllegalArgumentException("an address holds a control character");
      }
    }
    return path;
  }

  /** A parameter's value, which is printable ASCII (RFC 5321 §4.1.2, esmtp-value). */
  private static String parameter(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) >= 0x7f) {
        throw new IllegalArgumentException(
            name + " holds a character that cannot stand in an SMTP parameter");
      }
    }
    return value;
  }
}
