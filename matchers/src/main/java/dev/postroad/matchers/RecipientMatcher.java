// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.james.Recipients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Matches exactly the recipients whose domain is meant. */
abstract class RecipientMatcher extends DomainMatcher {
  @Override
  public final Collection<MailAddress> match(Mail mail) throws MessagingException {
    List<MailAddress> meant = new ArrayList<>();
    for (MailAddress recipient : Recipients.of(mail)) {
      if (condition().means(recipient)) {
        meant.add(recipient);
      }
    }
    return meant;
  }
}
