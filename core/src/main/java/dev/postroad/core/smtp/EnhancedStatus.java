// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An enhanced mail system status code (RFC 3463 §2): class 2, 4 or 5, subject and detail 0 to 999.
 */
public record EnhancedStatus(int classDigit, int subject, int detail) {
  private static final Pattern SYNTAX = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})");

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

  /** Reads {@code class.subject.detail}; empty if the text is anything else. */
  public static Optional<EnhancedStatus> tryParse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EnhancedStatus(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return classDigit + "." + subject + "." + detail;
  }
}
