// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.DeliverySettings.Gateway;
import dev.postroad.core.config.DeliverySettings.GatewayHost;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.smtp.Credentials;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;

/** The route of mail that no policy has stamped. */
final class Gateways {
  private static final int DEFAULT_PORT = 25;

  private Gateways() {}

  /** Straight to the recipient's post office, or through RemoteDelivery's gateways. */
  static Supplier<Route> route(Optional<Gateway> gateway, Random random) {
    if (gateway.isEmpty()) {
      Route direct = new Route.Direct(Optional.empty());
      return () -> direct;
    }
    List<RelayHost> hosts =
        gateway.get().hosts().stream().map(host -> relay(host, gateway.get())).toList();
    Route asWritten = new Route.Via(hosts);
    return gateway.get().shuffled() && hosts.size() > 1
        ? () -> shuffled(hosts, random)
        : () -> asWritten;
  }

  private static Route shuffled(List<RelayHost> hosts, Random random) {
    List<RelayHost> order = new ArrayList<>(hosts);
    Collections.shuffle(order, random);
    return new Route.Via(order);
  }

  private static RelayHost relay(GatewayHost host, Gateway gateway) {
    int port = host.port().orElse(DEFAULT_PORT);
    return new RelayHost(
        "gateway " + host.host() + ":" + port,
        host.host(),
        false,
        port,
        gateway.implicitTls(),
        gateway.tls(),
        gateway.credentials().map(Inline::new),
        gateway.authInClear(),
        OptionalInt.empty());
  }

  /** Credentials that the operator wrote into the mailet's own parameters. */
  private record Inline(Credentials credentials) implements CredentialSource {
    @Override
    public String reference() {
      return "gatewayUsername " + credentials.user();
    }

    @Override
    public Credentials read() {
      return credentials;
    }
  }
}
