// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.domain.Printable;
import java.util.List;
import java.util.Optional;

/**
 * One SMTP reply (RFC 5321 §4.2). Its code and its enhanced status code agree in class by
 * construction: an enhanced code of another class than the reply's is dropped.
 *
 * @param code 100 to 599
 * @param enhanced the enhanced status code the reply began with, if it had a fitting one (RFC 2034)
 * @param lines the text of each line, without codes; at least one, maybe empty; printable
 */
public record Reply(int code, Optional<EnhancedStatus> enhanced, List<String> lines) {

  /** The most text {@link #brief} leaves, in characters. */
  public static final int MOST_TEXT = 1_000;

  private static final int CLOSING = 221;
  private static final int GO_AHEAD = 354;
  private static final int NOT_AVAILABLE = 421;
  private static final int SYNTAX_ERROR = 500;
  private static final int BAD_SEQUENCE = 503;
  private static final int PARAMETER_UNKNOWN = 504;

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

  /** Whether the peer closes the connection, asked (221) or not (421). */
  public boolean isFarewell() {
    return code == CLOSING || code == NOT_AVAILABLE;
  }

  /**
   * Whether it cannot be the reply to any command that was carried out or refused: a farewell, or
   * 1xx or 3xx, after which the peer wants or promises more. Only 354 to DATA and 334 to AUTH have
   * their place.
   */
  public boolean isOutOfPlace() {
    return isFarewell() || classDigit() == 1 || classDigit() == 3;
  }

  /** Whether the peer is not where it would have to be for this command (503). */
  public boolean isBadSequence() {
    return code == BAD_SEQUENCE;
  }

  /** Whether the peer took what it got for no command that it knows: 500 to 504. */
  public boolean isNotUnderstood() {
    return code >= SYNTAX_ERROR && code <= PARAMETER_UNKNOWN;
  }

  /** Whether the peer waits for the message (354). */
  public boolean isGoAhead() {
    return code == GO_AHEAD;
  }

  /**
   * The same reply with at most {@value #MOST_TEXT} characters of text: what a peer says may be
   * kept for thousands of recipients. A longer text becomes one line that ends in an ellipsis.
   */
  public Reply brief() {
    String text = text();
    return text.length() <= MOST_TEXT
        ? this
        : new Reply(code, enhanced, List.of(Printable.cut(text, MOST_TEXT)));
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
