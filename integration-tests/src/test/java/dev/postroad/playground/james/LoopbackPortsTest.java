// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {
  @Test
  void noPortIsGivenTwice() {
    int draws = 1_000;
    Set<Integer> ports = new HashSet<>();

    for (int i = 0; i < draws; i++) {
      ports.add(LoopbackPorts.freeOnAll(List.of("127.0.0.1")));
    }

    assertThat(ports).hasSize(draws);
  }
}
