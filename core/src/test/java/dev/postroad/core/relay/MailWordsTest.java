// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.outcome.DeliveryStatus;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailWordsTest {

  @ParameterizedTest
  @CsvSource({
    "4.7.1,      451 4.7.1",
    "421,        421 4.0.0",
    "450 4.2.1,  450 4.2.1",
  })
  void aResultIsACodeOrAStatusOrBoth(String text, String expected) {
    DeliveryStatus last = MailWords.last(text);

    assertThat(last.code() + " " + last.enhanced()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "250", "5.7.1", "550 5.7.1", "4.7", "4.7.1 421", "421 4.7.1 wait", "46"})
  void whatNoOtherAttemptFollowsIsNoResult(String text) {
    assertThatThrownBy(() -> MailWords.last(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write 4.7.1, 421, or 421 4.7.1");
  }

  @Test
  void anAttemptBeforeMakesThisTheSecond() {
    assertThat(said(OptionalInt.empty(), "4.7.1").progress().attempt()).isEqualTo(2);
    assertThat(said(OptionalInt.of(5), "4.7.1").progress().attempt()).isEqualTo(5);
    assertThat(MailWords.NONE.progress()).isEqualTo(Progress.NONE);
    assertThatThrownBy(() -> said(OptionalInt.of(1), "4.7.1").progress())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static MailWords said(OptionalInt attempt, String last) {
    return new MailWords(
        attempt,
        Optional.of(MailWords.last(last)),
        OptionalLong.empty(),
        Set.of(),
        OptionalInt.empty());
  }

  @Test
  void headersAreFoundWhateverTheCase() {
    assertThat(MailWords.headers("List-Id, X-Campaign")).containsExactly("list-id", "x-campaign");
    MailWords words =
        new MailWords(
            OptionalInt.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            MailWords.headers("List-ID"),
            OptionalInt.empty());
    assertThat(words.message().header().test("LIST-id")).isTrue();
    assertThat(words.message().header().test("Subject")).isFalse();
  }

  @Test
  void everyPriorityOfRulesIsThatOfSomeMail() {
    for (int level = 0; level <= PriorityScale.HIGHEST; level++) {
      assertThat(PriorityScale.level(PriorityScale.mtPriority(level))).isEqualTo(level);
    }
    assertThat(PriorityScale.mtPriority(5)).isZero();
  }
}
