// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

/**
 * Text from outside, made fit to be shown to an operator: on one line, in the order it is written,
 * and not endless. Control characters could forge lines of a log; the invisible ones of Unicode
 * (format characters, line and paragraph separators) could do so in a browser, and those that turn
 * the direction of writing can make a text read as another.
 */
public final class Printable {
  private static final char ELLIPSIS = '…';

  private Printable() {}

  /** Whether a character can be shown without doing anything else. */
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /** The text with a blank for what is not printable, and format characters left out. */
  public static String spaced(String text) {
    if (isPrintable(text)) {
      return text.strip();
    }
    StringBuilder clean = new StringBuilder(text.length());
    boolean afterGap = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (isPrintable(c)) {
        clean.appendCodePoint(c);
        afterGap = false;
      } else if (Character.getType(c) != Character.FORMAT && !afterGap) {
        clean.append(' ');
        afterGap = true;
      }
    }
    return clean.toString().strip();
  }

  /**
   * The text with a question mark for whatever is not printable: where each character matters, as
   * in a name that is refused for it.
   */
  public static String marked(String text) {
    if (isPrintable(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : '?'));
    return clean.toString();
  }

  /**
   * A text of at most so many characters; a longer one is cut and ends in an ellipsis.
   *
   * @param most at least 1
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /** A loop and no stream: it is asked of every line of long answers, nearly all of them ASCII. */
  private static boolean isPrintable(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      boolean isPrintableAscii = c >= ' ' && c <= '~';
      if (!isPrintableAscii && !isPrintable(c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }
}
