// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewaysTest {
  private static Gateways gateways(String loadBalancing) throws ConfigurationProblems {
    DeliverySettings settings =
        DeliverySettings.parse(
            Map.of(
                "gateway", "a.example, b.example:26, c.example",
                "gatewayUsername", "james",
                "gatewayPassword", "hunter2",
                "loadBalancing", loadBalancing),
            "test");
    return new Gateways(settings.gateway().orElseThrow());
  }

  @Test
  void gatewaysAreHostsTriedInTheOrderWritten() throws ConfigurationProblems, IOException {
    Route.Via route = (Route.Via) gateways("false").route();

    assertThat(route.hops())
        .extracting(RelayHost::toString)
        .containsExactly("smtp://[a.example]:25", "smtp://[b.example]:26", "smtp://[c.example]:25");
    CredentialSource credentials = route.hops().get(0).credentials().orElseThrow();
    assertThat(credentials.read(Optional.empty()).user()).isEqualTo("james");
    assertThat(route.toString()).doesNotContain("hunter2");
  }

  @Test
  void eachMailTakesBalancedGatewaysInAnOrderOfItsOwn() throws ConfigurationProblems {
    Route.ViaAny route = (Route.ViaAny) gateways("true").route();
    Set<List<RelayHost>> orders = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      orders.add(route.of("mail-" + i).hops());
    }

    assertThat(orders).hasSize(6).allSatisfy(order -> assertThat(order).hasSize(3));
  }
}
