// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          direct                                  | direct
          direct tls=require                      | direct tls
          via hub,spare                           | via hub spare
          via hub, spare then direct              | via hub spare then direct
          via-any a=3, b=1                        | via-any a b
          refuse 550 5.7.1 "via \\" hub, no"      | refuse 550 5.7.1
          """)
  void wordsOfARouteAreItsActionsRelaysAndOptions(String route, String words) {
    assertThat(new Stamps.Stamp(route, "").words().stream().filter(word -> !word.isEmpty()))
        .containsExactlyInAnyOrderElementsOf(Set.of(words.split(" ", -1)));
  }

  @Test
  void wordsAreThoseOfTheWayThatTheFirstAttemptTakes() {
    assertThat(new Stamps.Stamp("attempt 3- last 4.4.* via hub\nlast 421 hold\ndirect", "").words())
        .containsExactly("direct");
    assertThat(new Stamps.Stamp("attempt 1 via hub\ndirect", "").words())
        .containsExactlyInAnyOrder("via", "hub");
  }
}
