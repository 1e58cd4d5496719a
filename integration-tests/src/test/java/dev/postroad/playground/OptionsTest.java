// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void nothingMeansThePlayground() {
    assertThat(Options.of(List.of())).isEqualTo(Options.PLAYGROUND);
  }

  @Test
  void everyOptionOfTheUsageIsKnown() {
    assertThat(Options.USAGE.lines().map(String::strip).filter(line -> line.startsWith("--")))
        .hasSize(3)
        .allSatisfy(line -> Options.of(List.of(line.substring(0, line.indexOf(' ')))));
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThatThrownBy(() -> Options.of(List.of("--chekc"))).hasMessageContaining("--chekc");
  }
}
