// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {

  @ParameterizedTest
  @CsvSource({
    "plain text, plain text, plain text",
    "'a\u0007b', a b, a?b",
    "'a\u202eb', ab, a?b",
    "'a\u2066b\u2069', ab, a?b?",
    "'a\ufeffb', ab, a?b",
    "'a\u2028b', a b, a?b",
    "'a\u2029b', a b, a?b",
    "'a\u0085b', a b, a?b",
    "'a\r\n250 ok', a 250 ok, a??250 ok",
    "日本 😀 é, 日本 😀 é, 日本 😀 é",
  })
  void whatCannotBeShownIsReplaced(String text, String spaced, String marked) {
    assertThat(Printable.spaced(text)).isEqualTo(spaced);
    assertThat(Printable.marked(text)).isEqualTo(marked);
  }

  @Test
  void cutNeverHalvesACharacter() {
    assertThat(Printable.cut("ab😀cd", 4)).isEqualTo("ab…");
    assertThat(Printable.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(Printable.cut("abcde", 4)).isEqualTo("abc…");
    assertThat(Printable.cut("abcde", 1)).isEqualTo("…");
  }

  @Property
  void anyTextBecomesPrintable(@ForAll String text, @ForAll @IntRange(min = 1, max = 50) int most) {
    assertThat(Printable.spaced(text).codePoints()).allMatch(Printable::isPrintable);
    assertThat(Printable.marked(text).codePoints()).allMatch(Printable::isPrintable);
    assertThat(Printable.cut(Printable.spaced(text), most))
        .hasSizeLessThanOrEqualTo(most)
        .matches(cut -> cut.codePoints().allMatch(Printable::isPrintable));
  }
}
