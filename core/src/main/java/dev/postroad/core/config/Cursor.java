// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.ArrayList;
import java.util.List;

/** Walks along the words of a table line. */
public final class Cursor {
  /** No function has a longer name, with its parenthesis. */
  private static final int LONGEST_FUNCTION = 40;

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
      throw new InvalidValueException("the line ends where " + what + " is expected", "")
          .at(last());
    }
    return line.tokens().get(at++);
  }

  /** Steps over the next word, whatever it is; there must be one. */
  public void step() {
    Token unused = peek();
    at++;
  }

  /**
   * Steps over a list: items divided by commas, with or without blanks around them. Commas inside
   * {@code /…/}, inside quotes and between the parentheses of {@code name(…)} do not divide.
   *
   * @param what an item is, for the problem if there is none
   */
  public List<Token> list(String what) throws InvalidValueException {
    List<Token> items = new ArrayList<>();
    boolean expected = true;
    while (hasNext() && (expected || peek().text().startsWith(","))) {
      Token word = whole(next(what));
      int offset = 0;
      for (String piece : pieces(word)) {
        if (piece.equals(",")) {
          if (expected) {
            throw new InvalidValueException("there is a comma where " + what + " is expected", "")
                .at(word);
          }
          expected = true;
        } else {
          items.add(new Token(piece, word.quoted(), word.line(), word.column() + offset));
          expected = false;
        }
        offset += piece.length();
      }
    }
    if (expected) {
      throw new InvalidValueException("the line ends where " + what + " is expected", "")
          .at(last());
    }
    return items;
  }

  /** Steps over all words that are left; the commas that divide items are words of their own. */
  public List<Token> rest() throws InvalidValueException {
    List<Token> words = new ArrayList<>();
    while (hasNext()) {
      Token word = whole(next(""));
      int offset = 0;
      for (String piece : pieces(word)) {
        words.add(new Token(piece, word.quoted(), word.line(), word.column() + offset));
        offset += piece.length();
      }
    }
    return words;
  }

  /** A word with those behind it that belong between its parentheses. */
  private Token whole(Token first) throws InvalidValueException {
    Token word = first;
    while (isOpen(word)) {
      Token more = next("a closing parenthesis");
      word = new Token(word.text() + more.text(), false, word.line(), word.column());
    }
    return word;
  }

  private static boolean isOpen(Token word) {
    if (word.quoted()) {
      return false;
    }
    List<String> pieces = pieces(word);
    String last = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
    return opensFunction(last) && !last.endsWith(")");
  }

  /** Whether a text begins as {@code name(}; asked at each of its characters, so not for long. */
  private static boolean opensFunction(CharSequence text) {
    for (int i = 0; i < Math.min(text.length(), LONGEST_FUNCTION); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        return i > 0;
      }
      if (!Character.isLetterOrDigit(c) && c != '-') {
        return false;
      }
    }
    return false;
  }

  /** The word that was stepped over last, or the first one. */
  public Token last() {
    return line.tokens().get(Math.max(0, at - 1));
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
      boolean inFunction = opensFunction(piece) && piece.charAt(piece.length() - 1) != ')';
      if (c == ',' && !regex && !quotes && !inFunction) {
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
