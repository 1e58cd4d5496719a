// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.james.Recipients;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Matches all recipients if the sender's domain is meant. */
abstract class SenderMatcher extends DomainMatcher {
  @Override
  public final Collection<MailAddress> match(Mail mail) throws MessagingException {
    Optional<MailAddress> sender = mail.getMaybeSender().asOptional();
    return sender.isPresent() && condition().means(sender.get()) ? Recipients.of(mail) : List.of();
  }
}
