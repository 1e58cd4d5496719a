// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

/**
 * A text that lets itself be read only so often: the JDK's regular expressions backtrack, and one
 * like {@code (a+)+$} would keep a thread for ever on a name that its sender chose.
 */
final class SteppedText implements CharSequence {
  /** A sound expression reads a name of 253 characters some thousand times at the most. */
  private static final int MOST_READS = 500_000;

  private final String text;
  private final DomainPattern.Regex expression;
  private int reads;

  SteppedText(String text, DomainPattern.Regex expression) {
    this.text = text;
    this.expression = expression;
  }

  @Override
  public char charAt(int index) {
    if (++reads > MOST_READS) {
      throw new TooManyStepsException(expression.placed(), MOST_READS, text);
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
