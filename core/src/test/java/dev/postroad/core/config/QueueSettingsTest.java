// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueSettingsTest {
  @Test
  void bothPlacesAndBothValuesAreTold() {
    assertThat(compared(Map.of("expiry", "1d"), Map.of("expiry", "5d")))
        .containsExactly(
            "there/expiry: 5d here, and 1d in here: both deliver what is in the queue"
                + " \"outgoing\", and mail could leave by either; give each a queue of its own in <outgoing>, or the same"
                + " parameters to both");
  }

  @Test
  void whoSaysNothingMeansTheDefault() {
    assertThat(compared(Map.of("port", "25"), Map.of())).isEmpty();
    assertThat(compared(Map.of("port", "2525"), Map.of()))
        .singleElement()
        .asString()
        .startsWith("there/port: 25, the default, here, and 2525 in here");
    assertThat(compared(Map.of(), Map.of("bounceProcessor", "bounces")))
        .singleElement()
        .asString()
        .startsWith("there/bounceProcessor: bounces here, and none in here");
  }

  @Test
  void whatMeansTheSameIsTheSame() {
    assertThat(compared(Map.of("expiry", "1d"), Map.of("expiry", "24h"))).isEmpty();
    assertThat(
            compared(Map.of("heloName", "a.example"), Map.of("mail.smtp.localhost", "a.example")))
        .isEmpty();
    assertThat(compared(Map.of("onMailetException", "ignore"), Map.of())).isEmpty();
  }

  @Test
  void noSecretIsTold() {
    assertThat(compared(Map.of("gatewayPassword", "hush"), Map.of("gatewayPassword", "husch")))
        .singleElement()
        .asString()
        .startsWith("there/gatewayPassword: another value than in here: ")
        .doesNotContain("hush", "husch");
    assertThat(new QueueSettings(Map.of("gatewayPassword", "hush"), "here").toString())
        .doesNotContain("hush");
  }

  @Test
  void keysThatAllShareAreNotTheQueues() {
    assertThat(compared(Map.of("maxConnections", "7"), Map.of("maxConnections", "9"))).isEmpty();
  }

  /** Or else two mailets that say the same in other words would be told apart. */
  @Test
  void theValuesOfEveryKeyCanBeCompared() throws InvalidValueException {
    for (Key<?> key : DeliveryKeys.ALL.keys()) {
      assertThat(key.type().parse(key.example())).as(key.name()).isEqualTo(again(key));
    }
  }

  private static Object again(Key<?> key) throws InvalidValueException {
    return key.type().parse(key.example());
  }

  private static List<String> compared(Map<String, String> first, Map<String, String> later) {
    Problems problems = new Problems();
    QueueSettings.compare(
        new QueueSettings(later, "there"), new QueueSettings(first, "here"), problems);
    return problems.all().stream().map(Problem::toString).toList();
  }
}
