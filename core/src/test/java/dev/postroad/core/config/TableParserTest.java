// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableParserTest {
  private final Problems problems = new Problems();

  private List<TableLine> parse(String text) {
    return TableParser.parse(text, "conf/routes", problems);
  }

  private static List<String> words(TableLine line) {
    return line.tokens().stream().map(Token::text).toList();
  }

  @Test
  void blankLinesCommentsAndIndentationDoNotCount() {
    List<TableLine> lines = parse("\n  # all of it\n\t to  *\tdirect   # the rest\n\n");

    assertThat(lines).hasSize(1);
    assertThat(words(lines.get(0))).containsExactly("to", "*", "direct");
    assertThat(lines.get(0).place()).hasToString("conf/routes line 3: to * direct");
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb\nc", "\uFEFFa\nb\nc", "a\r\nb\r\nc", "a\rb\rc", "a\r\nb\nc\r\n"})
  void everyKindOfLineEndCounts(String text) {
    assertThat(parse(text)).extracting(line -> line.place().line()).containsExactly(1, 2, 3);
  }

  @Test
  void aBackslashAtTheEndContinuesTheLineAndWordsKeepTheirOwnLine() {
    List<TableLine> lines = parse("via a, \\\n   b,\\ \n   c\nnext");

    assertThat(words(lines.get(0))).containsExactly("via", "a,", "b,", "c");
    assertThat(lines.get(0).tokens()).extracting(Token::line).containsExactly(1, 1, 2, 3);
    assertThat(lines.get(1).place().line()).isEqualTo(4);
  }

  @Test
  void quotedStringsHoldBlanksHashesAndEscapes() {
    List<TableLine> lines = parse("refuse \"no # mail \\\"here\\\" \\\\ today\"");

    assertThat(words(lines.get(0))).containsExactly("refuse", "no # mail \"here\" \\ today");
    assertThat(lines.get(0).tokens().get(1).quoted()).isTrue();
    assertThat(lines.get(0).tokens().get(1).is("no")).isFalse();
  }

  @Test
  void anOptionsValueMayBeQuoted() {
    Token token = parse("auth=\"file://conf/my secrets/hub\" x").get(0).tokens().get(0);

    assertThat(token.option()).contains(new Token.Option("auth", "file://conf/my secrets/hub", 1));
  }

  @Test
  void aQuotedLocalPartKeepsItsQuotes() {
    assertThat(words(parse("from \"John Doe\"@example.org direct").get(0)))
        .containsExactly("from", "\"John Doe\"@example.org", "direct");
  }

  @Test
  void aHashInsideAWordIsNoComment() {
    assertThat(words(parse("to /a#b/ direct").get(0))).containsExactly("to", "/a#b/", "direct");
  }

  @Test
  void anUnclosedQuoteIsToldWithItsLineAndTheOtherLinesStand() {
    List<TableLine> lines = parse("one\nrefuse \"oops\nthree");

    assertThat(lines).extracting(line -> line.place().line()).containsExactly(1, 3);
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "conf/routes line 2, column 13: a quote is not closed on its line; add the closing"
                + " \"");
  }

  @Test
  void controlCharactersAreTold() {
    assertThat(parse("to \u0000 direct\nok")).hasSize(1);
    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void somethingBehindAClosingQuoteOfAValueIsTold() {
    assertThat(parse("a=\"b\"c")).isEmpty();
    assertThat(problems.all())
        .extracting(Problem::what)
        .containsExactly("something follows a closing quote");
  }

  @Property(tries = 1000)
  void noTextMakesItThrowAndEveryPlaceIsALineOfTheText(@ForAll("tables") String text) {
    Problems found = new Problems();
    List<TableLine> lines = TableParser.parse(text, "table", found);
    String[] source = text.split("\r\n|\n|\r", -1);

    for (TableLine line : lines) {
      assertThat(line.place().line()).isBetween(1, source.length);
      for (Token token : line.tokens()) {
        assertThat(token.line()).isBetween(line.place().line(), source.length);
        assertThat(token.text()).doesNotContain("\n", "\r");
        if (!token.quoted() && !token.text().contains("=")) {
          assertThat(source[token.line() - 1].substring(token.column() - 1))
              .startsWith(token.text());
        }
      }
    }
    for (Problem problem : found.all()) {
      assertThat(problem.where()).matches("table line \\d+, column \\d+");
      String[] place = problem.where().replaceAll("[^0-9,]", "").split(",", -1);
      int line = Integer.parseInt(place[0]);
      assertThat(line).isBetween(1, source.length);
      assertThat(Integer.parseInt(place[1])).isBetween(1, source[line - 1].length() + 1);
      assertThat(source[line - 1]).containsPattern("[\"\\p{Cntrl}\u0080-\u009f]");
    }
  }

  @Provide
  Arbitrary<String> tables() {
    return Arbitraries.strings()
        .withChars(' ', '\t', '\n', '\r', '"', '\\', '#', '=', ',', 'a', 'b', '/', '\u0000', 'ü')
        .ofMaxLength(80);
  }
}
