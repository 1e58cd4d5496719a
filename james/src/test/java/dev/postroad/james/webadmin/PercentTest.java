// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PercentTest {
  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "mx1%7Cmx2.example, mx1|mx2.example",
    "%7Ba.west%7Cb.east%7D.example.net, {a.west|b.east}.example.net",
    "a+b, a+b",
    "a%2Bb, a+b",
    "a%20from%20192.0.2.1, a from 192.0.2.1",
    "%5B192.0.2.1%5D, [192.0.2.1]",
    "%c3%A4, ä",
    "%F0%9F%93%AE, 📮",
    "ä, ä",
    "a%2Fb, a/b",
  })
  void aSegmentIsDecodedAndAPlusSignIsOne(String raw, String decoded) {
    assertThat(Percent.decodeSegment(raw)).isEqualTo(decoded);
  }

  @Test
  void inAFormAPlusSignIsABlank() {
    assertThat(Percent.decodeForm("a+b%2Bc")).isEqualTo("a b+c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "a%zz", "%C3", "%ff%fe", "%ED%A0%80", "% 1"})
  void whatIsNoneIsRefused(String raw) {
    assertThatIllegalArgumentException().isThrownBy(() -> Percent.decodeSegment(raw));
  }
}
