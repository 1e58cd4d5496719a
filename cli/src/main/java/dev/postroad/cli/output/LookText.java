// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import java.util.List;

/**
 * How the rules that were looked at are shown: what came of each before its conditions, and what
 * follows where that is not known.
 */
final class LookText {
  /** What follows of a line that it is not known of whether it permits. */
  static final String PERMITS = "the mail waits unless another line permits it";

  /** What follows of a rule that it is not known of whether it matches. */
  static final String RULES = "the rules behind it are asked";

  private static final String UNKNOWN = "unknown";
  private static final int USUAL_WIDTH = 5;

  private final List<String> answers;
  private final int width;

  private LookText(List<String> answers) {
    this.answers = answers;
    this.width = answers.contains(UNKNOWN) ? UNKNOWN.length() + 2 : USUAL_WIDTH;
  }

  /**
   * For some rules in their order.
   *
   * @param answers {@code yes}, {@code no} or {@code unknown} of each
   */
  static LookText of(List<String> answers) {
    return new LookText(answers);
  }

  /** What came of a rule, and the rule. */
  String value(int index, String rule) {
    String answer = answers.get(index);
    return answer + " ".repeat(width - answer.length()) + rule;
  }

  /** What follows of a rule; nothing where it is known, or the last that is looked at. */
  String otherwise(int index, String otherwise) {
    boolean isLast = index == answers.size() - 1;
    return answers.get(index).equals(UNKNOWN) && !isLast ? "; " + otherwise : "";
  }
}
