// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.smtp.EnhancedStatus;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Enhanced status codes that begin with the same parts: {@code 4.7} stands for {@code 4.7.0},
 * {@code 4.7.1} and all the others.
 *
 * @param beginning one to three numbers, separated by dots
 */
public record StatusFilter(String beginning) implements Predicate<EnhancedStatus> {
  private static final Pattern SYNTAX = Pattern.compile("[245](\\.\\d{1,3}){0,2}");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not the beginning of such a code
   */
  public StatusFilter {
    if (!SYNTAX.matcher(beginning).matches()) {
      throw new IllegalArgumentException("a status is written 4.2.1, or its beginning 4.2 or 4");
    }
  }

  @Override
  public boolean test(EnhancedStatus status) {
    String whole = status.toString();
    return whole.startsWith(beginning)
        && (whole.length() == beginning.length() || whole.charAt(beginning.length()) == '.');
  }
}
