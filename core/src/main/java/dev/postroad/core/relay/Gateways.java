// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.smtp.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** RemoteDelivery's gateways as relays, for mail that no policy has decided on. */
public final class Gateways {
  private static final int DEFAULT_PORT = 25;

  private final List<RelayHost> relays;
  private final boolean shuffled;

  /**
   * @param gateway as the operator configured it
   */
  public Gateways(DeliverySettings.Gateway gateway) {
    List<RelayHost> hosts = new ArrayList<>();
    for (DeliverySettings.GatewayHost host : gateway.hosts()) {
      int port = host.port().orElse(DEFAULT_PORT);
      hosts.add(
          new RelayHost(
              // Relays are sites by name, and another mailet may have another gateway.
              "gateway " + host.host() + ":" + port,
              host.host(),
              false,
              port,
              gateway.implicitTls(),
              gateway.tls(),
              gateway.credentials().map(Configured::new),
              gateway.authInClear(),
              OptionalInt.empty()));
    }
    this.relays = List.copyOf(hosts);
    this.shuffled = gateway.shuffled();
  }

  /** The way through the gateways: in the order written, or in one of each mail's own. */
  public Route route() {
    return shuffled && relays.size() > 1
        ? new Route.ViaAny(relays.stream().map(relay -> new Weighted<>(relay, 1)).toList())
        : new Route.Via(relays);
  }

  /** Credentials that stand in the configuration itself, as RemoteDelivery has it. */
  private record Configured(Credentials credentials) implements CredentialSource {
    @Override
    public String reference() {
      return "gatewayUsername";
    }

    @Override
    public Credentials read(Optional<Mailbox> sender) {
      return credentials;
    }
  }
}
