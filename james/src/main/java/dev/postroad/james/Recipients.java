// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.Mailbox;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** The recipients of a mail. */
public final class Recipients {
  private Recipients() {}

  /** All of them; James gives null for a mail without any. */
  public static Collection<MailAddress> of(Mail mail) {
    Collection<MailAddress> recipients = mail.getRecipients();
    return recipients == null ? List.of() : recipients;
  }

  /** Takes some off a mail: they are dealt with. */
  public static void remove(Mail mail, Collection<MailAddress> done) {
    if (!done.isEmpty()) {
      mail.setRecipients(of(mail).stream().filter(address -> !done.contains(address)).toList());
    }
  }

  /** An address as core knows it; empty for one that no SMTP command could name. */
  public static Optional<Mailbox> mailbox(MailAddress address) {
    try {
      return Optional.of(Mailbox.parse(address.asString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
