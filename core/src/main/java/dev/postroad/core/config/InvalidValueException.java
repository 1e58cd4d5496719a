// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A text is no value of its type. Says nothing of the text itself, which may be a secret. */
public final class InvalidValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final String remedy;
  private final transient Optional<Token> word;

  /**
   * @param why what is needed, such as {@code a whole number from 1 to 100 is needed}
   * @param remedy what to write; maybe empty
   */
  public InvalidValueException(String why, String remedy) {
    this(why, remedy, Optional.empty());
  }

  private InvalidValueException(String why, String remedy, Optional<Token> word) {
    super(why);
    this.why = why;
    this.remedy = remedy;
    this.word = word;
  }

  /** The same of a word of a table, unless it is known already of which. */
  public InvalidValueException at(Token token) {
    if (word.isPresent()) {
      return this;
    }
    InvalidValueException located = new InvalidValueException(why, remedy, Optional.of(token));
    located.initCause(this);
    return located;
  }

  /** The word of a table that it is about, if it is about one. */
  public Optional<Token> word() {
    return word;
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
