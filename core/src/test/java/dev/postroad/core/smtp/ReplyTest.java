// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyTest {

  @ParameterizedTest
  @CsvSource({
    // code, farewell, out of place, bad sequence, not understood, go ahead
    "150, false, true,  false, false, false",
    "220, false, false, false, false, false",
    "221, true,  true,  false, false, false",
    "250, false, false, false, false, false",
    "334, false, true,  false, false, false",
    "354, false, true,  false, false, true",
    "355, false, true,  false, false, false",
    "421, true,  true,  false, false, false",
    "450, false, false, false, false, false",
    "500, false, false, false, true,  false",
    "503, false, false, true,  true,  false",
    "504, false, false, false, true,  false",
    "505, false, false, false, false, false",
    "550, false, false, false, false, false",
  })
  void codeSaysWhereThePeerIs(
      int code,
      boolean farewell,
      boolean outOfPlace,
      boolean badSequence,
      boolean notUnderstood,
      boolean goAhead) {
    Reply reply = reply(code, "x");
    assertThat(reply.isFarewell()).isEqualTo(farewell);
    assertThat(reply.isOutOfPlace()).isEqualTo(outOfPlace);
    assertThat(reply.isBadSequence()).isEqualTo(badSequence);
    assertThat(reply.isNotUnderstood()).isEqualTo(notUnderstood);
    assertThat(reply.isGoAhead()).isEqualTo(goAhead);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 600})
  void codeIsOneOfSmtp(int code) {
    assertThatThrownBy(() -> reply(code, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void enhancedStatusIsOfTheClassOfItsReplyOrNone(
      @ForAll @IntRange(min = 100, max = 599) int code,
      @ForAll @IntRange(min = 2, max = 5) int classDigit) {
    if (classDigit == 3) {
      return;
    }
    Reply reply = new Reply(code, Optional.of(new EnhancedStatus(classDigit, 1, 1)), List.of("x"));
    assertThat(reply.enhanced().isPresent()).isEqualTo(code / 100 == classDigit);
  }

  @Property
  void briefKeepsWhatFitsAndMarksTheRest(
      @ForAll @IntRange(min = 200, max = 599) int code,
      @ForAll @Size(min = 1, max = 128) List<@AlphaChars @StringLength(max = 100) String> lines) {
    Reply whole = new Reply(code, Optional.empty(), lines);
    Reply brief = whole.brief();
    assertThat(brief.code()).isEqualTo(code);
    assertThat(brief.text().length()).isLessThanOrEqualTo(Reply.MOST_TEXT);
    assertThat(brief.brief()).isEqualTo(brief);
    if (whole.text().length() <= Reply.MOST_TEXT) {
      assertThat(brief).isEqualTo(whole);
    } else {
      assertThat(brief.text()).endsWith("…");
      String kept = brief.text().substring(0, brief.text().length() - 1);
      assertThat(whole.text()).startsWith(kept);
    }
  }

  @Test
  void evidenceKeepsNoMoreThanTheBriefReply() {
    Evidence.Replied evidence = new Evidence.Replied(Stage.RCPT, reply(550, "x".repeat(65_000)));
    assertThat(evidence.reply().text()).hasSize(Reply.MOST_TEXT).endsWith("x…");
  }

  private static Reply reply(int code, String text) {
    return new Reply(code, Optional.empty(), List.of(text));
  }
}
