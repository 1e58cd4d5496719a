// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteStampTest {
  private static final RelayDirectory RELAYS =
      RelayDirectory.of(
          Policies.parse(
                  "hub smtp://a.example auth=env:HUB_LOGIN\nb-2 smtps://[mx.example.net]", "", "")
              .relays());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct",
        "direct tls=none",
        "direct tls=verify:mx1.example.net,mx2.example.net",
        "via hub",
        "via hub,b-2",
        "hold",
        "refuse 550 5.7.1 we do not relay, sorry"
      })
  void whatIsWrittenIsReadBack(String text) {
    assertThat(RouteStamp.read(text, "conf/routes line 1: to *", RELAYS).map(RouteStamp::write))
        .contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "via",
        "via ",
        "via gone",
        "via hub,gone",
        "via hub,",
        "direct tls=maybe",
        "refuse 450 4.7.1 later",
        "refuse 550 4.7.1 disagreeing",
        "refuse 550",
        "teleport"
      })
  void whatIsNoRouteNowIsNothing(String text) {
    assertThat(RouteStamp.read(text, "", RELAYS)).isEmpty();
  }

  @Test
  void aStampHoldsNamesAndNoCredentials() {
    Route route = RouteStamp.read("via hub", "", RELAYS).orElseThrow();

    assertThat(RouteStamp.write(route)).isEqualTo("via hub");
    assertThat(route.toString()).doesNotContain("secret");
  }
}
