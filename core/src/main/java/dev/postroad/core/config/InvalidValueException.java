// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A text is no value of its type. Says nothing of the text itself, which may be a secret. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final String remedy;

  /**
   * @param why what is needed, such as {@code a whole number from 1 to 100 is needed}
   * @param remedy what to write; maybe empty
   */
  public InvalidValueException(String why, String remedy) {
    super(why);
    this.why = why;
    this.remedy = remedy;
  }

  /**
   * Several mistakes in one value, each with what to write.
   *
   * @param mistakes at least one
   */
  static InvalidValueException of(List<InvalidValueException> mistakes) {
    return mistakes.size() == 1
        ? mistakes.get(0)
        : new InvalidValueException(
            mistakes.stream()
                .map(one -> one.remedy.isEmpty() ? one.why : one.why + " (" + one.remedy + ")")
                .collect(Collectors.joining("; ")),
            "");
  }

  public String why() {
    return why;
  }

  public String remedy() {
    return remedy;
  }
}
