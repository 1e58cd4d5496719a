// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.RelayDirectory;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.james.Stamps.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;

class StampsTest {
  private static final MailAddress ANN = Mails.address("ann@x.example");
  private static final RelayHost HUB =
      new RelayHost(
          "hub",
          "hub.example",
          false,
          25,
          false,
          TlsDemand.of(TlsDemand.Level.VERIFY, "relay hub"),
          Optional.empty(),
          false,
          OptionalInt.empty());
  private static final Route DIRECT = new Route.Direct(Optional.empty());
  private static final SourceLine RULE = new SourceLine("routes", 3, "to x.example");

  private final MailImpl mail = Mails.mail("m", "ann@x.example", "bob@x.example");

  @Test
  void aStampIsReadForItsOwnRecipientOnly() {
    Stamps.write(mail, Map.of(ANN, new Decision(new Route.Via(List.of(HUB)), RULE)));

    assertThat(Stamps.of(mail, ANN)).contains(new Stamp("via hub", "routes line 3: to x.example"));
    assertThat(Stamps.of(mail, Mails.address("bob@x.example"))).isEmpty();
  }

  @Test
  void theUnitedStampLeadsToTheRelayAsItIsConfiguredNow() throws Exception {
    Stamps.unite(mail, Optional.of(new Stamp("via hub", "routes line 3")));

    assertThat(Stamps.read(mail, RelayDirectory.of(List.of(HUB)), () -> DIRECT))
        .isEqualTo(new Route.Via(List.of(HUB)));
    assertThat(Stamps.of(mail, ANN)).isEmpty();
  }

  @Test
  void withoutAStampMailGoesTheOtherWay() throws Exception {
    Stamps.unite(mail, Optional.empty());

    assertThat(Stamps.read(mail, RelayDirectory.of(List.of()), () -> DIRECT)).isEqualTo(DIRECT);
  }

  @Test
  void theRouteOfAnEarlierDeliveryIsForgotten() throws Exception {
    Stamps.unite(mail, Optional.of(new Stamp("via hub", "routes line 3")));

    Stamps.unite(mail, Optional.empty());

    assertThat(Stamps.read(mail, RelayDirectory.of(List.of(HUB)), () -> DIRECT)).isEqualTo(DIRECT);
  }

  @Test
  void aRelayThatIsGoneIsALostRouteThatSaysWhichRule() {
    Stamps.unite(mail, Optional.of(new Stamp("via hub", "routes line 3")));

    assertThatThrownBy(() -> Stamps.read(mail, RelayDirectory.of(List.of()), () -> DIRECT))
        .isInstanceOf(RouteLostException.class)
        .hasMessageContaining("via hub")
        .hasMessageContaining("routes line 3");
  }

  @Test
  void aStampThatIsNoRouteIsALostRoute() {
    for (String text : List.of("refuse 550 5.7.1 no", "sideways", "")) {
      Stamps.unite(mail, Optional.of(new Stamp(text, "somebody")));

      assertThatThrownBy(() -> Stamps.read(mail, RelayDirectory.of(List.of(HUB)), () -> DIRECT))
          .isInstanceOf(RouteLostException.class);
    }
  }

  @Test
  void attributesOfAnotherShapeAreNoStamps() {
    mail.setAttribute(new Attribute(Stamps.ROUTES, AttributeValue.of("direct")));

    assertThat(Stamps.of(mail, ANN)).isEmpty();
  }
}
