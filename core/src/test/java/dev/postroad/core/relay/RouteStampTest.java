// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.outcome.DeliveryStatus;
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
        "via hub, b-2",
        "via-any hub=3, b-2",
        "direct tls=require then via hub",
        "via hub then direct",
        "via hub then via-any b-2",
        "attempt 3- last 4.4.*, 421 via hub\ndirect",
        "not attempt -2 refuse 550 5.7.1 \"we \\\"do\\\" not relay\"\ndirect"
      })
  void whatIsWrittenIsReadBack(String text) {
    assertThat(RouteStamp.parse(text)).map(RouteStamp::toString).contains(text);
    assertThat(read(text)).map(RouteStamp::action).contains(text.substring(text.indexOf("\n") + 1));
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
        "refuse 550 5.7.1 we do not relay",
        "via hub then direct then direct",
        "via hub then via hub",
        "direct then hold",
        "to a.example via hub\ndirect",
        "attempt 3- via hub",
        "teleport"
      })
  void whatIsNoRouteNowIsNothing(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void aStampHoldsNamesAndNoCredentials() {
    Route route = read("via hub").orElseThrow();

    assertThat(RouteStamp.of(route).toString()).isEqualTo("via hub");
    assertThat(route.toString()).doesNotContain("secret");
  }

  @Test
  void theFirstLineThatHoldsAtAnAttemptIsTaken() {
    RouteStamp stamp =
        RouteStamp.parse("attempt 3- via hub\nlast 4.7.* via b-2\ndirect").orElseThrow();

    assertThat(stamp.wayAt(Progress.NONE)).isEqualTo(2);
    assertThat(stamp.wayAt(new Progress(2, last("4.7.1")))).isEqualTo(1);
    assertThat(stamp.wayAt(new Progress(2, last("4.4.1")))).isEqualTo(2);
    assertThat(stamp.wayAt(new Progress(3, last("4.7.1")))).isZero();
  }

  @Test
  void whetherADomainCountsIsKnownWithoutTheRelays() {
    assertThat(RouteStamp.parse("via direct, gone").orElseThrow().isDirectAnywhere()).isFalse();
    assertThat(RouteStamp.parse("via gone then direct").orElseThrow().isDirectAnywhere()).isTrue();
    assertThat(RouteStamp.parse("attempt 3- direct\nvia gone").orElseThrow().isDirectAnywhere())
        .isTrue();
  }

  @Test
  void whatSendersAreToldIsNoWay() {
    RouteStamp stamp =
        RouteStamp.parse("attempt 3- refuse 550 5.7.1 \"try the hub then direct mail\"\nvia hub")
            .orElseThrow();

    assertThat(stamp.isDirectAnywhere()).isFalse();
  }

  private static Optional<DeliveryStatus> last(String enhanced) {
    return Optional.of(DeliveryStatus.temporary(enhanced, "not now"));
  }

  private static Optional<Route> read(String text) {
    return RouteStamp.parse(text)
        .flatMap(stamp -> stamp.route(stamp.size() - 1, "conf/routes line 1: to *", RELAYS));
  }
}
