// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.tls.TlsDemand;
import java.util.List;

/** What MxRemoteDelivery refuses, and what must hold between its values. */
final class DeliveryChecks {
  static final List<KeySet.Refused> REFUSED =
      List.of(
          new KeySet.Refused(
              "outgoingQueue",
              "RemoteDelivery never read it, though James' samples have it",
              "write <outgoing>; if mail was to wait in the queue \"outgoing\", remove it"),
          new KeySet.Refused(
              "deliveryThreads",
              "RemoteDelivery never read it, though James' samples have it",
              "write <threads>, or remove it"),
          javaMail("mail.smtp.starttls.required", "write <tls>require</tls>, or verify"),
          javaMail("mail.smtp.ssl.trust", "write <tlsTrust>, or <tls>require</tls> to trust any"),
          javaMail("mail.smtp.ssl.protocols", "remove it: TLS 1.2 and newer are used"),
          javaMail("mail.smtp.ssl.enable", "write <sslEnable>"),
          javaMail("mail.smtp.port", "write <port>, or <gatewayPort>"),
          javaMail("mail.smtp.host", "write <gateway>"),
          javaMail("mail.smtp.user", "write <gatewayUsername>"),
          javaMail("mail.smtp.auth*", "write relays with auth= and mech= in a RelayPolicy"),
          javaMail("mail.smtp.chunksize", "write <chunking>"),
          javaMail("mail.*", "remove it, and see the operators' reference for what there is"));

  static final List<KeySet.Check> ALL =
      List.of(
          DeliveryChecks::checkSchedule,
          DeliveryChecks::checkDeferral,
          DeliveryChecks::checkTimeouts,
          DeliveryChecks::checkTls,
          DeliveryChecks::checkGateway,
          DeliveryChecks::checkCredentials,
          DeliveryChecks::checkTheRest);

  private DeliveryChecks() {}

  private static KeySet.Refused javaMail(String name, String remedy) {
    return new KeySet.Refused(name, "JavaMail is not used, so its properties mean nothing", remedy);
  }

  private static void checkSchedule(Settings settings, Problems problems) {
    for (Key<?> stock : List.of(DeliveryKeys.DELAY_TIME, DeliveryKeys.MAX_RETRIES)) {
      if (settings.isGiven(DeliveryKeys.RETRY) && settings.isGiven(stock)) {
        problems.error(
            settings.where(stock),
            "both <retry> and <" + stock + "> are given",
            "each is a whole schedule",
            "keep <retry> and <expiry>");
      }
    }
    Schedules.raisedRetries(settings)
        .ifPresent(
            delays ->
                problems.warning(
                    settings.where(DeliveryKeys.MAX_RETRIES),
                    "there are more delays in <delayTime> than this allows retries",
                    "as in RemoteDelivery there will be " + delays + " retries",
                    "write " + delays));
  }

  private static void checkDeferral(Settings settings, Problems problems) {
    if (settings.get(DeliveryKeys.DEFERRAL) == DeferralPlace.QUEUE
        && settings.isGiven(DeliveryKeys.DEFERRAL_REPOSITORY)) {
      problems.error(
          settings.where(DeliveryKeys.DEFERRAL_REPOSITORY),
          "<deferral> is queue",
          "mail never waits in this repository",
          "write <deferral>repository</deferral>, or remove one of the two");
    }
  }

  private static void checkTimeouts(Settings settings, Problems problems) {
    boolean both =
        settings
            .given(DeliveryKeys.TIMEOUTS)
            .filter(stages -> stages.containsKey("connect"))
            .isPresent();
    if (both && settings.isGiven(DeliveryKeys.CONNECTION_TIMEOUT)) {
      problems.error(
          settings.where(DeliveryKeys.CONNECTION_TIMEOUT),
          "<timeouts> has connect=, too",
          "they are one time-out",
          "keep connect= in <timeouts>");
    }
  }

  private static void checkTls(Settings settings, Problems problems) {
    boolean startTls = settings.given(DeliveryKeys.START_TLS).orElse(false);
    boolean implicit = settings.get(DeliveryKeys.SSL_ENABLE);
    boolean identity = settings.get(DeliveryKeys.VERIFY_SERVER_IDENTITY);
    TlsDemand.Level stock = identity ? TlsDemand.Level.VERIFY : TlsDemand.Level.REQUIRE;
    settings
        .given(DeliveryKeys.TLS)
        .ifPresent(
            level -> {
              if ((startTls || implicit) && level != stock) {
                Key<?> key = startTls ? DeliveryKeys.START_TLS : DeliveryKeys.SSL_ENABLE;
                problems.error(
                    settings.where(key),
                    "it asks for tls=" + stock.keyword() + ", and <tls> for " + level.keyword(),
                    "they contradict each other",
                    "keep <tls>"
                        + (implicit ? ", and make it require or verify for <sslEnable>" : ""));
              } else if (!identity && level == TlsDemand.Level.VERIFY) {
                problems.error(
                    settings.where(DeliveryKeys.VERIFY_SERVER_IDENTITY),
                    "it is false, and <tls> asks to verify",
                    "they contradict each other",
                    "write <tls>require</tls>, or remove it");
              }
            });
    if (startTls && implicit) {
      problems.error(
          settings.where(DeliveryKeys.SSL_ENABLE),
          "both <startTLS> and <sslEnable> are true",
          "a connection is encrypted from its first byte, or later on, not both",
          "keep <sslEnable> for port 465, <startTLS> for any other");
    }
    if (implicit && !settings.isGiven(GatewayKeys.GATEWAY)) {
      problems.error(
          settings.where(DeliveryKeys.SSL_ENABLE),
          "there is no <gateway>",
          "MX hosts take mail on port 25 alone, which begins in clear",
          "write <tls>require</tls> instead");
    }
    if (settings.given(DeliveryKeys.START_TLS).filter(wanted -> !wanted).isPresent()
        && !settings.isGiven(DeliveryKeys.TLS)) {
      problems.warning(
          settings.where(DeliveryKeys.START_TLS),
          "false",
          "TLS is used all the same where a peer offers it",
          "write <tls>none</tls> to forbid it, or remove this");
    }
  }

  private static void checkGateway(Settings settings, Problems problems) {
    if (settings.isGiven(GatewayKeys.GATEWAY)) {
      return;
    }
    for (Key<?> key : GatewayKeys.ALL) {
      if (settings.isGiven(key)) {
        problems.error(
            settings.where(key),
            "there is no <gateway>",
            "without one this means nothing",
            "add <gateway>, or remove this");
      }
    }
  }

  private static void checkCredentials(Settings settings, Problems problems) {
    boolean user = settings.isGiven(GatewayKeys.GATEWAY_USERNAME);
    boolean password = settings.isGiven(GatewayKeys.GATEWAY_PASSWORD);
    if (user != password) {
      Key<?> given = user ? GatewayKeys.GATEWAY_USERNAME : GatewayKeys.GATEWAY_PASSWORD;
      Key<?> missing = user ? GatewayKeys.GATEWAY_PASSWORD : GatewayKeys.GATEWAY_USERNAME;
      problems.error(
          settings.where(given),
          "there is no <" + missing + ">",
          "one is of no use without the other",
          "add <" + missing + ">, or remove this");
    }
    if (password) {
      problems.warning(
          settings.where(GatewayKeys.GATEWAY_PASSWORD),
          "the password stands in the configuration",
          "whoever can read the file can read it",
          "define a relay in a RelayPolicy, with auth=file://conf/secrets/NAME");
    }
    boolean neverTls =
        settings.given(DeliveryKeys.TLS).filter(level -> level == TlsDemand.Level.NONE).isPresent();
    if (user && neverTls && !settings.get(GatewayKeys.AUTH_IN_CLEAR)) {
      problems.error(
          settings.where(GatewayKeys.GATEWAY_USERNAME),
          "<tls> is none",
          "the password could never be sent",
          "change <tls>, or write <authInClear>true</authInClear> if you trust every wire between");
    }
  }

  private static void checkTheRest(Settings settings, Problems problems) {
    settings
        .given(DeliveryKeys.SEND_PARTIAL)
        .filter(partial -> !partial)
        .ifPresent(
            never ->
                problems.warning(
                    settings.where(DeliveryKeys.SEND_PARTIAL),
                    "false",
                    "a refused recipient never keeps others from their mail here",
                    "remove it"));
    settings
        .given(DeliveryKeys.BIND)
        .filter(bound -> bound.stream().map(Object::getClass).distinct().count() < bound.size())
        .ifPresent(
            bound ->
                problems.error(
                    settings.where(DeliveryKeys.BIND),
                    "two addresses are of the same family",
                    "one is used for each family",
                    "keep one of each"));
    if (settings.isGiven(DeliveryKeys.ALLOW_NETWORK)) {
      settings.given(DeliveryKeys.FORBID_NETWORK).orElse(List.of()).stream()
          .filter(settings.get(DeliveryKeys.ALLOW_NETWORK)::contains)
          .forEach(
              network ->
                  problems.error(
                      settings.where(DeliveryKeys.FORBID_NETWORK),
                      network + " is in <allowNetwork>, too",
                      "",
                      "keep one"));
    }
    settings
        .given(LimitKeys.INITIAL_CONNECTIONS)
        .filter(initial -> initial > settings.get(LimitKeys.CONNECTIONS))
        .ifPresent(
            initial ->
                problems.error(
                    settings.where(LimitKeys.INITIAL_CONNECTIONS),
                    "it is more than <connections>, " + settings.get(LimitKeys.CONNECTIONS),
                    "a site cannot begin with more connections than it may ever have",
                    "write " + settings.get(LimitKeys.CONNECTIONS) + " or less"));
    if (settings.isGiven(LimitKeys.THREADS)
        && settings.get(LimitKeys.THREADS) > settings.get(LimitKeys.MAX_IN_FLIGHT)) {
      problems.warning(
          settings.where(LimitKeys.THREADS),
          "there are more threads than <maxInFlight> allows mails",
          "the others never have work",
          "raise <maxInFlight>");
    }
  }
}
