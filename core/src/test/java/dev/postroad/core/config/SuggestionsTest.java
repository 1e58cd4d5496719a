// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> KNOWN = List.of("gateway", "gatewayPort", "timeout", "port");

  @ParameterizedTest
  @CsvSource({
    "gatway,gateway",
    "gatewya,gateway",
    "GATEWAYPORT,gatewayPort",
    "timeouts,timeout",
    "tiemout,timeout",
    "prt,port"
  })
  void aMisspeltWordFindsTheRightOne(String written, String meant) {
    assertThat(Suggestions.nearest(written, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"gatezzzway", "xy", "abcd", "''"})
  void aStrangeWordFindsNothing(String written) {
    assertThat(Suggestions.nearest(written, KNOWN)).isEmpty();
  }

  @Test
  void swappedNeighboursAreOneMistake() {
    assertThat(Suggestions.distance("hbu", "hub")).isEqualTo(1);
    assertThat(Suggestions.distance("", "hub")).isEqualTo(3);
    assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void whereNothingIsNearTheRemedyTellsWhatThereIs() {
    assertThat(Suggestions.remedy("zzzzzz", KNOWN))
        .isEqualTo("there are: gateway, gatewayPort, port, timeout");
  }
}
