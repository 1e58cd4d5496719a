// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.james.DomainClasses;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Matches all recipients if the sender's domain is meant; the null sender is in no domain. */
abstract class SenderMatcher extends DomainMatcher {
  SenderMatcher(DomainClasses classes) {
    super(classes);
  }

  @Override
  final Test test(Mail mail) throws MessagingException {
    Optional<MailAddress> sender = mail.getMaybeSender().asOptional();
    boolean meant = sender.isPresent() && domains().mean(sender.get());
    return recipient -> meant;
  }
}
