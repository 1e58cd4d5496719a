// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.RelayRules;
import java.net.InetAddress;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/** Puts a mail's facts before the rules. */
final class Facts {
  private Facts() {}

  /**
   * Decides on one recipient; empty for an address that no SMTP command could name, which fails by
   * itself at delivery.
   *
   * @throws MessagingException if the rules cannot decide for now
   */
  static Optional<Decision> decide(RelayRules rules, Mail mail, MailAddress recipient)
      throws MessagingException {
    Optional<Mailbox> mailbox = mailbox(recipient);
    try {
      return mailbox.map(to -> rules.decide(of(mail), to));
    } catch (IllegalStateException e) {
      throw new MessagingException(
          "cannot decide which way "
              + mail.getName()
              + " goes to "
              + recipient
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static MailFacts of(Mail mail) {
    return new MailFacts(
        mail.getMaybeSender().asOptional().flatMap(Facts::mailbox),
        AttributeUtils.getValueAndCastFromMail(mail, Mail.SMTP_AUTH_USER, String.class),
        client(mail));
  }

  /** James gives its own mails the loopback address: they have no client. */
  private static Optional<InetAddress> client(Mail mail) {
    String address = mail.getRemoteAddr();
    boolean ownMail = mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent();
    return address == null || ownMail ? Optional.empty() : IpAddresses.tryParse(address);
  }

  private static Optional<Mailbox> mailbox(MailAddress address) {
    try {
      return Optional.of(Mailbox.parse(address.asString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
