// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import org.jspecify.annotations.Nullable;

/**
 * A message with its arguments filled in.
 *
 * @param cause what went wrong: the last argument, if it is a {@link Throwable} that no placeholder
 *     took
 */
record Line(String text, @Nullable Throwable cause) {
  private static final String PLACEHOLDER = "{}";

  static Line of(@Nullable String template, @Nullable Object... arguments) {
    String pattern = String.valueOf(template);
    var text = new StringBuilder(pattern.length() + 16 * arguments.length);
    int from = 0;
    int taken = 0;
    int hole = pattern.indexOf(PLACEHOLDER);
    while (hole >= 0 && taken < arguments.length) {
      text.append(pattern, from, hole).append(arguments[taken++]);
      from = hole + PLACEHOLDER.length();
      hole = pattern.indexOf(PLACEHOLDER, from);
    }
    text.append(pattern, from, pattern.length());
    boolean leftOver = taken < arguments.length;
    return leftOver && arguments[arguments.length - 1] instanceof Throwable cause
        ? new Line(text.toString(), cause)
        : new Line(text.toString(), null);
  }
}
