// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import dev.postroad.james.MailNames;
import dev.postroad.james.MailViews;
import java.util.Collection;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailrepository.api.MailRepositoryPath;
import org.apache.james.mailrepository.api.MailRepositoryStore;
import org.apache.james.mailrepository.api.MailRepositoryStore.MailRepositoryStoreException;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.mailet.Mail;

/**
 * Where held mail waits: the repository the operator names, or {@code var/mail/hold} under James'
 * default protocol. It is made when the first mail is held; WebAdmin lists it and sends its mails
 * on (reprocessing).
 */
final class HoldRepository {
  private static final MailRepositoryPath DEFAULT_PATH = MailRepositoryPath.from("var/mail/hold");

  private final MailRepositoryStore store;
  private final Optional<String> configured;

  HoldRepository(MailRepositoryStore store, Optional<String> configured) {
    this.store = store;
    this.configured = configured;
  }

  /**
   * Stores a mail for some of its recipients.
   *
   * @return what is in the repository now
   * @throws MessagingException if James cannot
   */
  Mail store(Mail mail, Collection<MailAddress> held) throws MessagingException {
    Mail kept = MailViews.of(mail, MailNames.derived(mail, "held"), held);
    try {
      var key = store.select(url()).store(kept);
      if (key == null) {
        throw new MessagingException("the repository " + url().asString() + " takes no mail");
      }
      return kept;
    } catch (MailRepositoryStoreException e) {
      throw new MessagingException("cannot open the repository for held mail", e);
    }
  }

  /** Its URL, as an operator finds it. */
  String address() throws MessagingException {
    return url().asString();
  }

  private MailRepositoryUrl url() throws MessagingException {
    if (configured.isPresent()) {
      return MailRepositoryUrl.from(configured.get());
    }
    return store
        .defaultProtocol()
        .map(protocol -> MailRepositoryUrl.fromPathAndProtocol(protocol, DEFAULT_PATH))
        .orElseThrow(
            () ->
                new MessagingException(
                    "James has no default protocol for mail repositories: name a repository in"
                        + " <holdRepository>"));
  }
}
