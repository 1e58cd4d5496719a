// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.regex.Pattern;

/**
 * A text that lets itself be read only so often: the JDK's regular expressions backtrack, and one
 * like {@code (a+)+$} would keep a thread for ever on a name that its sender chose.
 */
final class SteppedText implements CharSequence {
  /** A sound expression reads a name of 253 characters some thousand times at the most. */
  private static final int MOST_READS = 500_000;

  private final String text;
  private final Pattern expression;
  private int reads;

  SteppedText(String text, Pattern expression) {
    this.text = text;
    this.expression = expression;
  }

  @Override
  public char charAt(int index) {
    if (++reads > MOST_READS) {
      throw new IllegalStateException(
          "the pattern /"
              + expression.pattern()
              + "/ takes more than "
              + MOST_READS
              + " steps on "
              + text
              + ": write it without a repetition inside a repetition");
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
