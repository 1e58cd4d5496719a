// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

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

  public String why() {
    return why;
  }

  public String remedy() {
    return remedy;
  }
}
