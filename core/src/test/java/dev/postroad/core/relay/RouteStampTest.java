// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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
        "via hub,b-2"
      })
  void whatIsWrittenIsReadBack(String text) {
    assertThat(read(text).flatMap(RouteStamp::of)).map(RouteStamp::toString).contains(text);
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
        "hold",
        "refuse 550 5.7.1 we do not relay",
        "teleport"
      })
  void whatIsNoRouteNowIsNothing(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void aStampHoldsNamesAndNoCredentials() {
    Route route = read("via hub").orElseThrow();

    assertThat(RouteStamp.of(route)).map(RouteStamp::toString).contains("via hub");
    assertThat(route.toString()).doesNotContain("secret");
  }

  @Test
  void noMailLeavesByAHoldOrARefusal() {
    assertThat(RouteStamp.of(new Route.Hold())).isEmpty();
  }

  private static Optional<Route> read(String text) {
    return RouteStamp.parse(text).flatMap(stamp -> stamp.route("conf/routes line 1: to *", RELAYS));
  }
}
