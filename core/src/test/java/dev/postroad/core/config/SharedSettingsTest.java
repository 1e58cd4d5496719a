// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedSettingsTest {
  private final SharedSettings shared = new SharedSettings();
  private final Problems problems = new Problems();

  @Test
  void whoeverDoesNotGiveAValueTakesTheOneThatIsGiven() {
    shared.add(Map.of("outgoing", "a", "maxConnections", "50"), "A", problems);
    shared.add(Map.of("outgoing", "b"), "B", problems);

    assertThat(problems.all()).isEmpty();
    assertThat(shared.complete(Map.of("outgoing", "b", "maxHosts", "3")))
        .isEqualTo(Map.of("outgoing", "b", "maxHosts", "3", "maxConnections", "50"));
  }

  @Test
  void valuesThatDifferAreToldWithBothPlacesAndBothValues() {
    shared.add(Map.of("maxConnections", "50", "idleTimeout", "5s"), "A", problems);
    shared.add(Map.of("maxConnections", "60", "idleTimeout", "9s"), "B", problems);
    shared.add(Map.of("maxConnections", "50"), "C", problems);

    assertThat(problems.all())
        .extracting(Problem::toString)
        .hasSize(2)
        .anySatisfy(
            told ->
                assertThat(told)
                    .startsWith("B/maxConnections: 60 here, and 50 in A")
                    .contains("one engine", "the same in both"))
        .anySatisfy(told -> assertThat(told).startsWith("B/idleTimeout: 9s here, and 5s in A"));
    assertThat(shared.complete(Map.of())).containsEntry("maxConnections", "50");
  }

  @ParameterizedTest
  @CsvSource({"idleTimeout, 60s, 1m", "threads, 0512, 512"})
  void valuesThatAreWrittenInOtherWordsAreTheSame(String key, String one, String other) {
    shared.add(Map.of(key, one), "A", problems);
    shared.add(Map.of(key, other), "B", problems);

    assertThat(problems.all()).isEmpty();
  }

  @Test
  void keysOfAMailetsOwnPolicyAreNotShared() {
    shared.add(Map.of("heloName", "a.example", "maxHosts", "3", "tls", "none"), "A", problems);
    shared.add(Map.of("heloName", "b.example", "maxHosts", "5", "tls", "require"), "B", problems);

    assertThat(problems.all()).isEmpty();
    assertThat(shared.complete(Map.of())).isEmpty();
  }

  @Test
  void onceInUseWhatNobodyGaveHasItsDefault() {
    shared.add(Map.of("maxConnections", "50"), "A", problems);
    shared.settle("A");

    shared.add(Map.of("maxConnections", "50", "threads", "512"), "B", problems);
    assertThat(problems.all()).isEmpty();
    shared.add(Map.of("threads", "7", "messageRate", "9/m"), "C", problems);

    assertThat(problems.all())
        .extracting(Problem::toString)
        .hasSize(2)
        .anySatisfy(told -> assertThat(told).startsWith("C/threads: 7 here, and 512 in B"))
        .anySatisfy(told -> assertThat(told).startsWith("C/messageRate: 9/m here, and none in A"));
  }

  @Test
  void whatIsNoValueIsToldElsewhere() {
    shared.add(Map.of("threads", "many"), "A", problems);
    shared.add(Map.of("threads", "7"), "B", problems);

    assertThat(problems.all()).isEmpty();
    assertThat(shared.complete(Map.of())).isEqualTo(Map.of("threads", "7"));
  }

  @Test
  void theKeysAreThoseOfTheMachine() {
    assertThat(DeliveryKeys.ALL.keys())
        .filteredOn(Key::shared)
        .extracting(Key::name)
        .isEqualTo(
            List.of(
                "maxInFlight",
                "threads",
                "maxConnections",
                "connectionsPerSource",
                "connections",
                "initialConnections",
                "messageRate",
                "connectionRate",
                "mailsPerConnection",
                "idleTimeout",
                "stopTimeout",
                "classTimeout"));
  }
}
