// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.playground.james.JamesFailure;
import dev.postroad.playground.james.JamesProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A James whose configuration has mistakes does not start, and its log names them all. */
class StrictConfigurationIT {
  private static final String SECRET = "never-to-be-shown";

  @Test
  void mistakesInDeliveryAreToldTogetherEachWithItsPlaceAndWhatToWriteInstead() throws Exception {
    List<String> log =
        logOfAJamesThatDoesNotStart(
            "strict-delivery",
            """
            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
              <outgoingQueue>outgoing</outgoingQueue>
              <bounceProcesor>bounces</bounceProcesor>
              <maxHost>3</maxHost>
              <expiry>5 fortnights</expiry>
              <retry>5m, 1h</retry>
              <maxRetries>3</maxRetries>
              <gatewayPassword>%s</gatewayPassword>
            </mailet>
            """
                .formatted(SECRET));

    String place = ", MxRemoteDelivery/";
    assertThat(log)
        .anySatisfy(
            line -> assertThat(line).contains("mailetcontainer.xml cannot be used, ", " problems:"))
        .anySatisfy(line -> assertThat(line).contains(place + "outgoingQueue", "write <outgoing>"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(place + "bounceProcesor", "did you mean <bounceProcessor>?"))
        .anySatisfy(
            line -> assertThat(line).contains(place + "maxHost:", "did you mean <maxHosts>?"))
        .anySatisfy(line -> assertThat(line).contains(place + "expiry", "\"5 fortnights\""))
        .anySatisfy(
            line ->
                assertThat(line).contains(place + "maxRetries", "both <retry> and <maxRetries>"))
        .anySatisfy(
            line -> assertThat(line).contains(place + "gatewayPassword", "no <gatewayUsername>"))
        .noneSatisfy(line -> assertThat(line).contains(SECRET));
  }

  @Test
  void mistakesInARelayPolicyAreToldWithThoseOfOtherMailetsEachWithItsLineAndWhatToWriteInstead()
      throws Exception {
    List<String> log =
        logOfAJamesThatDoesNotStart(
            "strict-policy",
            """
            <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
              <relays>
                hub     smtp://[hub.example.net]:587  tls=verify
                backup  smtp://[hub.example.net]:99999
              </relays>
              <classes>
                partner:  partner.example
              </classes>
              <routes>
                to @here.example   via hup
                to class:partners  direct
                to *               drect
              </routes>
              <holdRepositry>memory://var/mail/hold/</holdRepositry>
            </mailet>
            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
              <maxHost>3</maxHost>
            </mailet>
            """);

    String place = ", RelayPolicy/";
    assertThat(log)
        .anySatisfy(
            line -> assertThat(line).contains("mailetcontainer.xml cannot be used, ", " problems:"))
        .anySatisfy(line -> assertThat(line).contains(", MxRemoteDelivery/maxHost:", "<maxHosts>"))
        .anySatisfy(line -> assertThat(line).contains(place + "holdRepositry", "<holdRepository>"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(place + "relays line 2", "relay \"backup\"", "from 1 to 65535"))
        .anySatisfy(
            line ->
                assertThat(line).contains(place + "routes line 1", "no relay \"hup\"", "\"hub\""))
        .anySatisfy(
            line -> assertThat(line).contains(place + "routes line 2", "partners", "partner"))
        .anySatisfy(line -> assertThat(line).contains(place + "routes line 3", "drect", "direct"));
  }

  private static List<String> logOfAJamesThatDoesNotStart(String name, String mailets)
      throws IOException {
    try (JamesProcess james =
        Build.launch(
            Build.jamesWithPostroad(name)
                .confFile("mailetcontainer.xml", Containers.doing(mailets)))) {
      assertThatThrownBy(() -> james.awaitReady(Build.START_LIMIT))
          .isInstanceOf(JamesFailure.class)
          .hasMessageContaining("exit code");
      return Files.readAllLines(james.log()).stream()
          .filter(line -> !line.startsWith("\tat "))
          .toList();
    }
  }
}
