// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;

/** The keys of MxRemoteDelivery that send all mail through one gateway, as RemoteDelivery's do. */
public final class GatewayKeys {

  public static final Key<List<DeliverySettings.GatewayHost>> GATEWAY =
      Key.of(
              "gateway",
              ValueTypes.listOf(
                  "hosts with or without port, separated by commas", Addresses::gatewayHost),
              "mail1.example.org, mail2.example.org:587",
              "Hosts that all mail goes through which no RelayPolicy has decided on. Their own"
                  + " addresses are used, not their MX records. Relays of a RelayPolicy can do more,"
                  + " and keep their passwords out of this file.")
          .unsetMeans("mail goes by MX records");

  public static final Key<Integer> GATEWAY_PORT =
      Key.of(
              "gatewayPort",
              ValueTypes.PORT,
              "587",
              "Port of those gateways that are written without one.")
          .unsetMeans("`25`; `465` with `sslEnable`");

  public static final Key<String> GATEWAY_USERNAME =
      Key.of("gatewayUsername", ValueTypes.TEXT, "james", "User name to authenticate as.")
          .alias("gatewayusername")
          .unsetMeans("no authentication");

  public static final Key<String> GATEWAY_PASSWORD =
      Key.of(
              "gatewayPassword",
              ValueTypes.TEXT,
              "secret",
              "Its password, for anybody to see who can read this file: better a relay of a"
                  + " RelayPolicy, with `auth=file://…`.")
          .alias("gatewaypassword")
          .keptSecret()
          .unsetMeans("no authentication");

  public static final Key<Boolean> AUTH_IN_CLEAR =
      Key.of(
              "authInClear",
              ValueTypes.BOOLEAN,
              "true",
              "Whether the password may travel without TLS. Every machine between can then read"
                  + " it.")
          .defaultsTo("false");

  public static final Key<Boolean> LOAD_BALANCING =
      Key.of(
              "loadBalancing",
              ValueTypes.BOOLEAN,
              "false",
              "Whether each mail takes the gateways in an order of its own, or all in the order"
                  + " written.")
          .defaultsTo("true");

  static final List<Key<?>> ALL =
      List.of(
          GATEWAY, GATEWAY_PORT, GATEWAY_USERNAME, GATEWAY_PASSWORD, AUTH_IN_CLEAR, LOAD_BALANCING);

  private GatewayKeys() {}
}
