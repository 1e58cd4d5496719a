// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.ByteOrderMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Divides the text of a table into lines and words; what the words mean is for others to say.
 *
 * <ul>
 *   <li>One entry a line. Blank lines, and everything from a word that begins with {@code #} to the
 *       end of its line, do not count. Indentation means nothing.
 *   <li>A line that ends with a backslash goes on in the next.
 *   <li>Words are separated by blanks or tabs. A word in double quotes may hold blanks and {@code
 *       #}; so may the value of an option, {@code name="value"}. Inside quotes {@code \"} is a
 *       quote and {@code \\} a backslash. A quoted part with something right behind it keeps its
 *       quotes, as in {@code "John Doe"@example.org}.
 * </ul>
 */
public final class TableParser {
  private final String text;
  private final String source;
  private final Problems problems;
  private final List<TableLine> lines = new ArrayList<>();
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;
  private boolean broken;

  private TableParser(String text, String source, Problems problems) {
    this.text = text;
    this.source = source;
    this.problems = problems;
  }

  /**
   * Divides a text.
   *
   * @param text with any line endings
   * @param source names it in problems and in the lines' places
   * @param problems takes what is wrong; such lines are left out
   */
  public static List<TableLine> parse(String text, String source, Problems problems) {
    return new TableParser(ByteOrderMark.without(text), source, problems).parse();
  }

  private List<TableLine> parse() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isLineEnd(c)) {
        endLine();
        nextLine();
      } else if (isBlank(c)) {
        at++;
      } else if (c == '#') {
        skipComment();
      } else if (isContinuation()) {
        at++;
        skipBlanks();
        nextLine();
      } else {
        word();
      }
    }
    endLine();
    return List.copyOf(lines);
  }

  private void word() {
    int start = at;
    int column = start - lineStart + 1;
    if (text.charAt(at) == '"') {
      Optional<String> content = quoted();
      if (content.isEmpty()) {
        return;
      }
      if (atWordEnd()) {
        tokens.add(new Token(content.get(), true, line, column));
        return;
      }
    }
    StringBuilder word = new StringBuilder(text.substring(start, at));
    boolean optionSoFar = at == start;
    while (!atWordEnd()) {
      char c = text.charAt(at);
      if (c == '=' && optionSoFar && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        at++;
        Optional<String> value = quoted();
        if (value.isEmpty()) {
          return;
        }
        word.append('=').append(value.get());
        if (!atWordEnd()) {
          error("something follows a closing quote", "put a blank behind the quote");
        }
        break;
      }
      optionSoFar &= c != '=';
      if (Character.isISOControl(c)) {
        error("there is a control character", "remove it");
      }
      if (isOddBlank(c)) {
        error(
            String.format(
                "there is a %s (U+%04X), which divides no words",
                String.valueOf(Character.getName(c)).toLowerCase(Locale.ROOT), (int) c),
            "write a plain blank in its place");
      }
      word.append(c);
      at++;
    }
    tokens.add(new Token(word.toString(), false, line, column));
  }

  /** Reads from an opening quote to behind the closing one; empty if there is none on the line. */
  private Optional<String> quoted() {
    StringBuilder content = new StringBuilder();
    at++;
    while (at < text.length() && !isLineEnd(text.charAt(at))) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return Optional.of(content.toString());
      }
      if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
        at++;
        c = text.charAt(at);
      }
      if (Character.isISOControl(c) && c != '\t') {
        error("there is a control character in a quoted string", "remove it");
      }
      content.append(c);
      at++;
    }
    error("a quote is not closed on its line", "add the closing \"");
    return Optional.empty();
  }

  private boolean atWordEnd() {
    return at >= text.length()
        || isBlank(text.charAt(at))
        || isLineEnd(text.charAt(at))
        || isContinuation();
  }

  /** Whether here is a backslash that is the last thing on its line, and another line follows. */
  private boolean isContinuation() {
    if (text.charAt(at) != '\\') {
      return false;
    }
    int behind = at + 1;
    while (behind < text.length() && isBlank(text.charAt(behind))) {
      behind++;
    }
    return behind == text.length() || isLineEnd(text.charAt(behind));
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private void skipComment() {
    while (at < text.length() && !isLineEnd(text.charAt(at))) {
      at++;
    }
  }

  private void nextLine() {
    if (at >= text.length()) {
      return;
    }
    boolean crLf = text.startsWith("\r\n", at);
    at += crLf ? 2 : 1;
    line++;
    lineStart = at;
  }

  private void endLine() {
    if (!tokens.isEmpty() && !broken) {
      String words = String.join(" ", tokens.stream().map(Token::text).toList());
      lines.add(new TableLine(new SourceLine(source, tokens.get(0).line(), words), tokens));
    }
    tokens.clear();
    broken = false;
  }

  private void error(String what, String remedy) {
    if (!broken) {
      problems.error(
          new SourceLine(source, line, "").where() + ", column " + (at - lineStart + 1),
          what,
          "",
          remedy);
    }
    broken = true;
  }

  /** What looks like a blank, or like nothing, as it comes from web pages and word processors. */
  private static boolean isOddBlank(char c) {
    return c > '\u007f' && (Character.isSpaceChar(c) || c == '\u200b' || c == '\ufeff');
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
