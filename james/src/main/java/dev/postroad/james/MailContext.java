// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import org.apache.mailet.Mail;
import org.slf4j.MDC;

/** Names a mail in every line that is logged during a step, under James' own keys. */
final class MailContext {
  private static final String MAIL = "mail";
  private static final String RECIPIENTS = "recipients";
  private static final String SENDER = "sender";

  private MailContext() {}

  /** Runs a step under the name of a mail. */
  static void run(Mail mail, Runnable step) {
    MDC.put(MAIL, mail.getName());
    MDC.put(RECIPIENTS, Recipients.of(mail).toString());
    MDC.put(SENDER, mail.getMaybeSender().asString());
    try {
      step.run();
    } finally {
      MDC.remove(MAIL);
      MDC.remove(RECIPIENTS);
      MDC.remove(SENDER);
    }
  }
}
