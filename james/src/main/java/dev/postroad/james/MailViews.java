// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.Collection;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.mailet.Mail;

/**
 * Makes mails that share another mail's message. To hand a message over to a queue under another
 * name or for other recipients needs no copy of it, for the queue makes its own.
 */
public final class MailViews {
  private MailViews() {}

  /**
   * Returns a mail like another one, attributes included, for some of its recipients.
   *
   * <p>It lives no longer than the original and is never disposed: the message is the original's.
   *
   * @param name its own name, unique in James
   * @throws MessagingException if James cannot give the message
   */
  public static MailImpl of(Mail original, String name, Collection<MailAddress> recipients)
      throws MessagingException {
    MailImpl view =
        MailImpl.builder()
            .name(name)
            .sender(original.getMaybeSender())
            .addRecipients(recipients)
            .state(original.getState())
            .remoteHost(original.getRemoteHost())
            .remoteAddr(original.getRemoteAddr())
            .lastUpdated(original.getLastUpdated())
            .addAttributes(original.attributes().toList())
            .addAllHeadersForRecipients(original.getPerRecipientSpecificHeaders())
            .build();
    view.setErrorMessage(original.getErrorMessage());
    MimeMessage message = original.getMessage();
    if (message instanceof MimeMessageWrapper wrapper) {
      view.setMessageNoCopy(wrapper);
    } else if (message != null) {
      view.setMessage(message);
    }
    return view;
  }
}
