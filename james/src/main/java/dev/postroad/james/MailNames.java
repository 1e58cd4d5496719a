// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.message.MailFamily;
import java.util.UUID;
import org.apache.mailet.Mail;

/** Names for mails that come of another one. */
public final class MailNames {
  private MailNames() {}

  /**
   * A name that no other mail has, and that shows where it comes from.
   *
   * @param what the new mail is, such as {@code to-example.org}
   */
  public static String derived(Mail original, String what) {
    String random = UUID.randomUUID().toString().substring(0, MailFamily.RANDOM_PART);
    return MailFamily.derived(original.getName(), what, random);
  }
}
