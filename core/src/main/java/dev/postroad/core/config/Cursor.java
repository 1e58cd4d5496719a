// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.ArrayList;
import java.util.List;

/** Walks along the words of a table line. */
public final class Cursor {
  private final TableLine line;
  private int at;

  public Cursor(TableLine line) {
    this.line = line;
  }

  public boolean hasNext() {
    return at < line.tokens().size();
  }

  /** Whether the next word is this keyword; it is then stepped over. */
  public boolean skip(String keyword) {
    if (hasNext() && peek().is(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  /** The next word, without stepping over it; there must be one. */
  public Token peek() {
    return line.tokens().get(at);
  }

  /**
   * Steps over the next word.
   *
   * @param what is expected, for the problem if there is none
   */
  public Token next(String what) throws InvalidValueException {
    if (!hasNext()) {
      throw new InvalidValueException("the line ends where " + what + " is expected", "");
    }
    return line.tokens().get(at++);
  }

  /**
   * Steps over a list: items divided by commas, with or without blanks around them. Commas inside
   * {@code /…/} and inside quotes do not divide.
   *
   * @param what an item is, for the problem if there is none
   */
  public List<Token> list(String what) throws InvalidValueException {
    List<Token> items = new ArrayList<>();
    boolean expected = true;
    while (hasNext() && (expected || peek().text().startsWith(","))) {
      Token word = next(what);
      for (String piece : pieces(word)) {
        if (piece.equals(",")) {
          if (expected) {
            throw new InvalidValueException("there is a comma where " + what + " is expected", "");
          }
          expected = true;
        } else {
          items.add(new Token(piece, word.quoted(), word.line()));
          expected = false;
        }
      }
    }
    if (expected) {
      throw new InvalidValueException("the line ends where " + what + " is expected", "");
    }
    return items;
  }

  /** Where the next word stands, or the line as a whole at its end. */
  public String where() {
    return hasNext() ? line.where(peek()) : line.place().where();
  }

  /** A word as items and commas. */
  private static List<String> pieces(Token word) {
    if (word.quoted()) {
      return List.of(word.text());
    }
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    boolean regex = false;
    boolean quotes = false;
    for (int i = 0; i < word.text().length(); i++) {
      char c = word.text().charAt(i);
      boolean escaped = regex && i > 0 && word.text().charAt(i - 1) == '\\';
      if (c == ',' && !regex && !quotes) {
        addPiece(pieces, piece);
        pieces.add(",");
        continue;
      }
      if (c == '"' && !regex) {
        quotes = !quotes;
      }
      if (c == '/' && !escaped && (regex || piece.isEmpty())) {
        regex = !regex;
      }
      piece.append(c);
    }
    addPiece(pieces, piece);
    return pieces;
  }

  private static void addPiece(List<String> pieces, StringBuilder piece) {
    if (!piece.isEmpty()) {
      pieces.add(piece.toString());
      piece.setLength(0);
    }
  }
}
