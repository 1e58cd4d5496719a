// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.james.Acted;
import dev.postroad.james.book.MailAction;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an action has come to so far, or what it would come to.
 *
 * @param action what was asked for
 * @param book how much of all open mail was known, so that it could be asked for
 * @param selected how many mails it was asked for
 * @param done how many it is done to
 * @param sample the names of the first {@value #MOST_NAMED} of those
 * @param later how many it will be done to without being asked again, if anything is left of them
 * @param skipped how many it is not done to
 * @param reasons why not, or not yet, in the order in which they came up; at most {@value
 *     #MOST_REASONS}, the last of which stand for all others
 */
public record ActionResult(
    MailAction action,
    Known book,
    int selected,
    int done,
    List<String> sample,
    int later,
    int skipped,
    List<Reason> reasons) {

  /** Names of mails that are told. */
  public static final int MOST_NAMED = 20;

  /** Reasons that are told apart. */
  public static final int MOST_REASONS = 20;

  /**
   * Why the action is not done to some mails, or not yet.
   *
   * @param what {@link Acted.Kind#LATER} or {@link Acted.Kind#SKIPPED}
   * @param why in words for the operator
   * @param mails how many it holds for, 1 or more
   * @param sample the names of the first {@value #MOST_NAMED} of those
   */
  public record Reason(Acted.Kind what, String why, int mails, List<String> sample) {
    public Reason {
      sample = List.copyOf(sample);
    }

    /** As it stands in answers: {@code later} or {@code skipped}. */
    public String word() {
      return what.name().toLowerCase(Locale.ROOT);
    }

    private String inWords() {
      return word() + " " + mails + ", such as " + sample.get(0) + ": " + why;
    }
  }

  public ActionResult {
    sample = List.copyOf(sample);
    reasons = List.copyOf(reasons);
  }

  /** For the log: {@code done to 2 of 4; skipped 2, such as NAME: why}. */
  String inWords() {
    return "done to "
        + done
        + " of "
        + selected
        + reasons.stream().map(reason -> "; " + reason.inWords()).collect(Collectors.joining())
        + (book.isAll() ? "" : "; " + book.inWords());
  }
}
