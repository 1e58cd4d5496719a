// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightedTest {
  private static final List<Weighted<String>> ALL =
      List.of(new Weighted<>("a", 5), new Weighted<>("b", 3), new Weighted<>("c", 2));

  @Test
  void eachComesFirstAsOftenAsItsWeightSays() {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      first.merge(Weighted.inOrder(ALL, "mail-" + i).get(0), 1, Integer::sum);
    }

    assertThat(first.get("a")).isCloseTo(10_000, withPercentage(4));
    assertThat(first.get("b")).isCloseTo(6_000, withPercentage(5));
    assertThat(first.get("c")).isCloseTo(4_000, withPercentage(6));
  }

  @Test
  void oneMailAlwaysHasTheSameOrderAndTheRestKeepsItWhenOneIsGone() {
    for (int i = 0; i < 1_000; i++) {
      List<String> order = Weighted.inOrder(ALL, "mail-" + i);
      List<String> without = order.stream().filter(name -> !name.equals("b")).toList();

      assertThat(Weighted.inOrder(ALL, "mail-" + i)).isEqualTo(order);
      assertThat(Weighted.inOrder(List.of(ALL.get(2), ALL.get(0)), "mail-" + i)).isEqualTo(without);
    }
  }
}
