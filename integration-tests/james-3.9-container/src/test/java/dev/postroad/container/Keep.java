// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Ends mail and remembers it: what comes of it in James 3.9 is for mailets that no registry has.
 */
public final class Keep extends GenericMailet {
  private final Kept kept;

  @Inject
  public Keep(Kept kept) {
    this.kept = kept;
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    kept.mails.add(
        new Kept.Mail(
            String.valueOf(mail.getState()),
            mail.getRecipients().stream().map(MailAddress::asString).toList(),
            mail.attributesMap().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        entry -> entry.getKey().asString(),
                        entry -> String.valueOf(entry.getValue().getValue().value())))));
    mail.setState(Mail.GHOST);
  }

  /** All mail that ended so. */
  static final class Kept {
    final List<Mail> mails = new CopyOnWriteArrayList<>();

    /**
     * One of them.
     *
     * @param processor where it ended
     */
    record Mail(String processor, List<String> recipients, Map<String, String> attributes) {}

    /** Those that ended in a processor, with that recipient. */
    List<Mail> in(String processor, String recipient) {
      return mails.stream()
          .filter(mail -> mail.processor().equals(processor))
          .filter(mail -> mail.recipients().contains(recipient))
          .toList();
    }
  }
}
