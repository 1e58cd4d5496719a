// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Progress;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.james.Priorities;
import dev.postroad.james.Recipients;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a mail's facts before the rules. */
final class Facts {
  private static final Logger LOGGER = LoggerFactory.getLogger(Facts.class);

  private Facts() {}

  /**
   * What the policy says of one recipient; empty for an address that no SMTP command could name,
   * which fails by itself at delivery. What the policy cannot say for now, because of its own rules
   * or of what James does not tell, is asked again later: that recipient waits, and no other.
   *
   * @param facts of the mail
   */
  static Optional<RelayPolicyConfig.Ruling> decide(
      RelayPolicyConfig policy, Mail mail, MailFacts facts, MailAddress recipient) {
    Optional<Mailbox> mailbox = Recipients.mailbox(recipient);
    try {
      return mailbox.map(to -> policy.decide(facts, to));
    } catch (TooManyStepsException e) {
      // All that there is to know is where the pattern stands; it is told at each attempt.
      LOGGER.warn("{} to {} waits: {}", mail.getName(), recipient, e.getMessage());
      return Optional.of(RelayPolicyConfig.Ruling.undecided(e));
    } catch (RuntimeException e) {
      LOGGER.error(
          "{} to {} waits, since no way can be decided for it", mail.getName(), recipient, e);
      return Optional.of(RelayPolicyConfig.Ruling.undecided(e));
    }
  }

  /**
   * What rules may know of a mail.
   *
   * @param lookup what the DNS says, for this mail
   */
  static MailFacts of(Mail mail, MxLookup lookup) {
    return new MailFacts(
        mail.getMaybeSender().asOptional().flatMap(Recipients::mailbox),
        AttributeUtils.getValueAndCastFromMail(mail, Mail.SMTP_AUTH_USER, String.class),
        client(mail),
        message(mail),
        Progress.NONE,
        lookup);
  }

  private static MailFacts.Message message(Mail mail) {
    return new MailFacts.Message(
        () -> size(mail), Priorities.of(mail), name -> hasHeader(mail, name));
  }

  private static OptionalLong size(Mail mail) {
    try {
      return OptionalLong.of(mail.getMessageSize());
    } catch (MessagingException e) {
      throw new IllegalStateException("its size is not known: " + e.getMessage(), e);
    }
  }

  private static boolean hasHeader(Mail mail, String name) {
    try {
      return mail.getMessage().getHeader(name) != null;
    } catch (MessagingException e) {
      throw new IllegalStateException("its header cannot be read: " + e.getMessage(), e);
    }
  }

  /** James gives its own mails the loopback address: they have no client. */
  private static Optional<InetAddress> client(Mail mail) {
    String address = mail.getRemoteAddr();
    boolean ownMail = mail.getAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE.getName()).isPresent();
    return address == null || ownMail
        ? Optional.empty()
        : IpAddresses.tryParse(withoutScope(address));
  }

  /** Java writes behind a link-local address the interface that it was seen on. */
  private static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }
}
