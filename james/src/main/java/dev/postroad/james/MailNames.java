// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import java.util.UUID;
import org.apache.mailet.Mail;

/** Names for mails that come of another one: James' stores know a mail by its name. */
public final class MailNames {
  private static final int LONGEST_PART = 60;
  private static final int RANDOM_PART = 8;

  private MailNames() {}

  /**
   * A name that no other mail has, and that shows where it comes from.
   *
   * @param what the new mail is, such as {@code to-example.org}
   */
  public static String derived(Mail original, String what) {
    String part = what.length() > LONGEST_PART ? what.substring(0, LONGEST_PART) : what;
    String random = UUID.randomUUID().toString().substring(0, RANDOM_PART);
    return original.getName() + "-" + part + "-" + random;
  }
}
