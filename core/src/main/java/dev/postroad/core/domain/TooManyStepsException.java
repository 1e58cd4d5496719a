// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

/**
 * A regular expression takes more steps on a name than any sane one: nobody can tell whether it is
 * found there.
 */
public final class TooManyStepsException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String pattern;

  /**
   * @param pattern where it is written, and the expression
   * @param steps that were allowed
   * @param name that it was looked for in
   */
  TooManyStepsException(String pattern, int steps, String name) {
    super(
        pattern
            + " takes more than "
            + steps
            + " steps on "
            + name
            + ": write it without a repetition inside a repetition");
    this.pattern = pattern;
  }

  /** Where the expression is written, and what it is; the same whatever name it was tried on. */
  public String pattern() {
    return pattern;
  }
}
