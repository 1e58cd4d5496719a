// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import org.apache.mailet.Mail;
import org.slf4j.MDC;

/** Names a mail in every line logged until it is closed, under James' own keys. */
final class MailContext implements AutoCloseable {
  private static final String MAIL = "mail";
  private static final String RECIPIENTS = "recipients";
  private static final String SENDER = "sender";

  private MailContext() {}

  static MailContext of(Mail mail) {
    MDC.put(MAIL, mail.getName());
    MDC.put(RECIPIENTS, Recipients.of(mail).toString());
    MDC.put(SENDER, mail.getMaybeSender().asString());
    return new MailContext();
  }

  @Override
  public void close() {
    MDC.remove(MAIL);
    MDC.remove(RECIPIENTS);
    MDC.remove(SENDER);
  }
}
