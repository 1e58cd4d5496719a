// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.cli.server.Json;
import dev.postroad.core.domain.Printable;
import java.util.List;

/** Why an action skips mails, or leaves them for later, for a human. */
public final class LeftText {
  private static final int SAMPLE = 3;

  private LeftText() {}

  /** A line for each reason: {@code 2 mails are skipped: it is held: release it (m1, m2)}. */
  public static List<String> of(Json counts) {
    return counts.items("reasons").stream().map(LeftText::line).toList();
  }

  private static String what(Json reason, long mails) {
    if (reason.text("what", "skipped").equals("later")) {
      return mails == 1 ? "comes later" : "come later";
    }
    return mails == 1 ? "is skipped" : "are skipped";
  }

  private static String line(Json reason) {
    long mails = reason.count("mails");
    List<String> sample = reason.texts("sample");
    String some = String.join(", ", sample.subList(0, Math.min(SAMPLE, sample.size())));
    return mails
        + (mails == 1 ? " mail " : " mails ")
        + what(reason, mails)
        + ": "
        + Printable.spaced(reason.text("why", "no reason given"))
        + (some.isEmpty() ? "" : " (" + Printable.spaced(some) + (mails > SAMPLE ? ", …)" : ")"));
  }
}
