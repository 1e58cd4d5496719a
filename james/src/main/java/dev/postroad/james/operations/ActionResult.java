// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.book.MailAction;
import java.util.List;

/**
 * What an action has come to.
 *
 * @param action what was asked for
 * @param selected how many mails it was asked for
 * @param done how many it is done to
 * @param skippedInAll how many it is not done to
 * @param skipped the first {@value #MOST_SKIPPED} of those, each with the reason
 */
public record ActionResult(
    MailAction action, int selected, int done, int skippedInAll, List<Skipped> skipped) {

  /** How many of the skipped are told one by one. */
  public static final int MOST_SKIPPED = 100;

  /**
   * A mail that an action is not done to.
   *
   * @param id its name
   * @param why in words for the operator
   */
  public record Skipped(String id, String why) {}

  public ActionResult {
    skipped = List.copyOf(skipped);
  }

  /** For the log: {@code done to 2 of 3; skipped 1: NAME: why}. */
  String inWords() {
    String words = "done to " + done + " of " + selected;
    return skipped.isEmpty()
        ? words
        : words
            + "; skipped "
            + skippedInAll
            + ", such as "
            + skipped.get(0).id()
            + ": "
            + skipped.get(0).why();
  }
}
