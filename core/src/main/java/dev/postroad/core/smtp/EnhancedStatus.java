// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Optional;

/**
 * An enhanced mail system status code (RFC 3463 §2): class 2, 4 or 5, subject and detail 0 to 999.
 */
public record EnhancedStatus(int classDigit, int subject, int detail) {

  public EnhancedStatus {
    if (classDigit != 2 && classDigit != 4 && classDigit != 5) {
      throw new IllegalArgumentException("class must be 2, 4 or 5: " + classDigit);
    }
    if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
      throw new IllegalArgumentException("subject and detail have at most three digits");
    }
  }

  /**
   * Reads {@code class.subject.detail}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static EnhancedStatus parse(String text) {
    return tryParse(text)
        .orElseThrow(() -> new IllegalArgumentException("not an enhanced status code: " + text));
  }

  /**
   * Reads {@code class.subject.detail}, without leading zeros; empty if the text is anything else.
   */
  public static Optional<EnhancedStatus> tryParse(String text) {
    if (text.length() < 5 || text.charAt(1) != '.') {
      return Optional.empty();
    }
    char classDigit = text.charAt(0);
    int secondDot = text.indexOf('.', 2);
    if ((classDigit != '2' && classDigit != '4' && classDigit != '5') || secondDot < 0) {
      return Optional.empty();
    }
    int subject = number(text, 2, secondDot);
    int detail = number(text, secondDot + 1, text.length());
    return subject < 0 || detail < 0
        ? Optional.empty()
        : Optional.of(new EnhancedStatus(classDigit - '0', subject, detail));
  }

  /** The number in a part of a text, or -1 if that is not one of one to three digits. */
  private static int number(String text, int from, int to) {
    if (from >= to || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }

  @Override
  public String toString() {
    return classDigit + "." + subject + "." + detail;
  }
}
