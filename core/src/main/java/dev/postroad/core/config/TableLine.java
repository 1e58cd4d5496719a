// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;

/**
 * One line of a table, continuations included.
 *
 * @param place where it begins, and its words
 * @param tokens at least one
 */
public record TableLine(SourceLine place, List<Token> tokens) {
  public TableLine {
    tokens = List.copyOf(tokens);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("a line without words is no line");
    }
  }

  /** Where one of its words stands: it may be on a continuation. */
  public String where(Token token) {
    String where = new SourceLine(place.source(), token.line(), "").where();
    return token.column() == 0 ? where : where + ", column " + token.column();
  }

  /** Where a problem with this line is: at the word that it is with, if that is known. */
  public String where(InvalidValueException problem) {
    return problem.word().map(this::where).orElseGet(place::where);
  }
}
