// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import java.util.List;
import java.util.Optional;

/**
 * One SMTP reply (RFC 5321 §4.2). Its code and its enhanced status code agree in class by
 * construction: an enhanced code of another class than the reply's is dropped.
 *
 * @param code 100 to 599
 * @param enhanced the enhanced status code the reply began with, if it had a fitting one (RFC 2034)
 * @param lines the text of each line, without codes; at least one, maybe empty; no control
 *     characters
 */
public record Reply(int code, Optional<EnhancedStatus> enhanced, List<String> lines) {

  public Reply {
    if (code < 100 || code > 599) {
      throw new IllegalArgumentException("a reply code goes from 100 to 599: " + code);
    }
    enhanced = enhanced.filter(status -> status.classDigit() == code / 100);
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a reply has at least one line");
    }
  }

  /** The first digit of the code. */
  public int classDigit() {
    return code / 100;
  }

  /** Whether the peer did what was asked: 2xx. */
  public boolean isPositive() {
    return classDigit() == 2;
  }

  /** All lines in one, separated by blanks. */
  public String text() {
    return String.join(" ", lines);
  }

  @Override
  public String toString() {
    return code + " " + enhanced.map(status -> status + " ").orElse("") + text();
  }
}
