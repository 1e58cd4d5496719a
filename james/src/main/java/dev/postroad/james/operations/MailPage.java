// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.util.List;

/**
 * Some of the mails that a filter has found.
 *
 * @param total how many it has found
 * @param complete whether all open mails are known: false while more are open than are remembered
 *     one by one, and while the spool is still being read after a start
 * @param mails those asked for, in order
 */
public record MailPage(long total, boolean complete, List<OpenMail> mails) {
  public MailPage {
    mails = List.copyOf(mails);
  }
}
