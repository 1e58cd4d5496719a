// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Network;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an MxRemoteDelivery is to do, read and checked: each room's part in that room's own words.
 *
 * @param queue which queue, and what becomes of its mail
 * @param retry when to try again
 * @param dns name servers to ask, in this order; empty for those that the host knows
 * @param mx which hosts may be used; of ourselves it knows only what the operator wrote
 * @param direct how direct mail travels
 * @param limits how much at once
 * @param smtp time-outs and extensions
 * @param pool how long sessions are kept
 * @param identity who we are to our peers
 * @param gateway where mail goes that no policy has decided on; empty to let the MX records say
 * @param warnings what likely was not meant, for the log
 */
public record DeliverySettings(
    Queue queue,
    RetrySchedule retry,
    List<InetSocketAddress> dns,
    MxSettings mx,
    Direct direct,
    Limits limits,
    SmtpSettings smtp,
    PoolSettings pool,
    Identity identity,
    Optional<Gateway> gateway,
    List<Problem> warnings) {

  /**
   * The queue, and what becomes of its mail.
   *
   * @param outgoing name of the host's queue
   * @param bounceProcessor who gets failed mail; empty to let the host bounce
   * @param onSuccess who gets delivered mail; empty for nobody
   * @param usePriority whether priorities count
   * @param maxDnsProblemRetries how often to defer before a permanent answer of the DNS is believed
   * @param maxInFlight most mails taken from the queue and not yet dealt with
   * @param threads most deliveries under way at once
   * @param debug whether each step is logged
   * @param deferral where deferred mail waits
   * @param deferralRepository URL of the repository, if it waits in one; empty for the standard one
   */
  public record Queue(
      String outgoing,
      Optional<String> bounceProcessor,
      Optional<String> onSuccess,
      boolean usePriority,
      int maxDnsProblemRetries,
      int maxInFlight,
      int threads,
      boolean debug,
      DeferralPlace deferral,
      Optional<String> deferralRepository) {}

  /**
   * How mail travels to MX hosts.
   *
   * @param port where they listen
   * @param tls what TLS must prove where no rule says otherwise
   * @param trust reference to the file of trusted certificates, {@code file://…}; empty for those
   *     of the Java runtime; holds for relays, too
   */
  public record Direct(int port, TlsDemand tls, Optional<String> trust) {}

  /**
   * How much at once.
   *
   * @param addresses most addresses tried in one attempt
   * @param sessions most sessions used in one attempt
   * @param initialConnections deliveries at once to begin with at one site
   * @param connections most deliveries at once to one site
   * @param messageRate most mails in a time to one site; empty for no limit
   * @param connectionRate most new connections in a time to one site; empty for no limit
   * @param stop how long deliveries under way get to end
   * @param classes how long a mail waits for the DNS to find out about classes of domains
   */
  public record Limits(
      int addresses,
      int sessions,
      int initialConnections,
      int connections,
      Optional<Rate> messageRate,
      Optional<Rate> connectionRate,
      Duration stop,
      Duration classes) {}

  /**
   * Who we are to our peers.
   *
   * @param ehloName what to say after EHLO; empty for the host's own name
   * @param sourceAddresses local addresses to bind to, at most one of each family
   */
  public record Identity(Optional<String> ehloName, List<InetAddress> sourceAddresses) {}

  /**
   * One of RemoteDelivery's gateways.
   *
   * @param host canonical name or bare address
   * @param port if it is written with one
   */
  public record GatewayHost(String host, OptionalInt port) {}

  /**
   * RemoteDelivery's gateways.
   *
   * @param hosts at least one, in the order written, all with their port
   * @param shuffled whether each mail takes them in an order of its own
   * @param implicitTls TLS from the first byte
   * @param tls what TLS must prove
   * @param credentials to authenticate with
   * @param authInClear whether they may travel without TLS
   */
  public record Gateway(
      List<GatewayHost> hosts,
      boolean shuffled,
      boolean implicitTls,
      TlsDemand tls,
      Optional<Credentials> credentials,
      boolean authInClear) {}

  /** What Postfix begins with, too. */
  private static final int USUAL_INITIAL_CONNECTIONS = 5;

  /** What holds when nothing is written. */
  public static final DeliverySettings STANDARD = standard();

  /**
   * Reads the parameters of an MxRemoteDelivery mailet.
   *
   * @param raw as the operator wrote them, by the spelling used
   * @param where they stand, such as {@code mailetcontainer.xml MxRemoteDelivery}
   * @throws ConfigurationProblems with everything that is wrong
   */
  public static DeliverySettings parse(Map<String, String> raw, String where)
      throws ConfigurationProblems {
    Settings settings = Settings.parse(raw, where, DeliveryKeys.ALL);
    return new DeliverySettings(
        queue(settings),
        Schedules.schedule(settings),
        settings.given(DeliveryKeys.DNS).orElse(List.of()),
        mx(settings),
        new Direct(
            settings.get(DeliveryKeys.PORT),
            tls(settings).orElse(TlsDemand.of(TlsDemand.Level.OPPORTUNISTIC, "the default")),
            settings.given(DeliveryKeys.TLS_TRUST)),
        limits(settings),
        new SmtpSettings(
            timeouts(settings),
            settings.get(DeliveryKeys.PIPELINING),
            settings.get(DeliveryKeys.CHUNKING),
            settings.get(LimitKeys.RECIPIENTS_PER_TRANSACTION)),
        new PoolSettings(
            settings.get(LimitKeys.IDLE_TIMEOUT),
            settings.get(LimitKeys.MAILS_PER_CONNECTION),
            settings.get(LimitKeys.MAX_CONNECTIONS),
            settings
                .given(LimitKeys.CONNECTIONS_PER_SOURCE)
                .orElse(settings.get(LimitKeys.MAX_CONNECTIONS))),
        new Identity(
            settings.given(DeliveryKeys.HELO_NAME),
            settings.given(DeliveryKeys.BIND).orElse(List.of())),
        gateway(settings),
        settings.warnings());
  }

  private static DeliverySettings standard() {
    try {
      return parse(Map.of(), "defaults");
    } catch (ConfigurationProblems e) {
      throw new IllegalStateException("the defaults are no configuration", e);
    }
  }

  private static Limits limits(Settings settings) {
    int connections = settings.get(LimitKeys.CONNECTIONS);
    return new Limits(
        settings.get(LimitKeys.MAX_HOSTS),
        settings.get(LimitKeys.MAX_SESSIONS),
        settings
            .given(LimitKeys.INITIAL_CONNECTIONS)
            .orElse(Math.min(USUAL_INITIAL_CONNECTIONS, connections)),
        connections,
        settings.given(LimitKeys.MESSAGE_RATE),
        settings.given(LimitKeys.CONNECTION_RATE),
        settings.get(LimitKeys.STOP_TIMEOUT),
        settings.get(LimitKeys.CLASS_TIMEOUT));
  }

  private static Queue queue(Settings settings) {
    return new Queue(
        settings.get(DeliveryKeys.OUTGOING),
        settings.given(DeliveryKeys.BOUNCE_PROCESSOR),
        settings.given(DeliveryKeys.ON_SUCCESS),
        settings.get(DeliveryKeys.USE_PRIORITY),
        settings.get(DeliveryKeys.MAX_DNS_PROBLEM_RETRIES),
        settings.get(LimitKeys.MAX_IN_FLIGHT),
        settings.get(LimitKeys.THREADS),
        settings.get(DeliveryKeys.DEBUG),
        settings.get(DeliveryKeys.DEFERRAL),
        settings.given(DeliveryKeys.DEFERRAL_REPOSITORY));
  }

  private static MxSettings mx(Settings settings) {
    Set<String> names = new HashSet<>();
    Set<InetAddress> addresses = new HashSet<>();
    for (String self : settings.given(DeliveryKeys.SELF).orElse(List.of())) {
      IpAddresses.tryParse(self).ifPresentOrElse(addresses::add, () -> names.add(self));
    }
    List<Network> forbidden = new ArrayList<>(MxSettings.NOT_PUBLIC);
    settings.given(DeliveryKeys.FORBID_NETWORK).ifPresent(forbidden::addAll);
    return new MxSettings(
        names,
        addresses,
        forbidden,
        settings.given(DeliveryKeys.ALLOW_NETWORK).orElse(List.of()),
        settings.get(DeliveryKeys.ADDRESS_PREFERENCE));
  }

  private static SmtpTimeouts timeouts(Settings settings) {
    SmtpTimeouts base =
        settings
            .given(DeliveryKeys.TIMEOUT)
            .map(timeout -> StageTimeouts.uniform(SmtpTimeouts.STANDARD, timeout))
            .orElse(SmtpTimeouts.STANDARD);
    SmtpTimeouts connecting =
        settings
            .given(DeliveryKeys.CONNECTION_TIMEOUT)
            .map(connect -> StageTimeouts.over(base, Map.of("connect", connect)))
            .orElse(base);
    return settings
        .given(DeliveryKeys.TIMEOUTS)
        .map(stages -> StageTimeouts.over(connecting, stages))
        .orElse(connecting);
  }

  /** What TLS must prove, as far as the operator says. */
  private static Optional<TlsDemand> tls(Settings settings) {
    Optional<TlsDemand.Level> level = settings.given(DeliveryKeys.TLS);
    if (level.isPresent()) {
      return Optional.of(TlsDemand.of(level.get(), settings.where(DeliveryKeys.TLS)));
    }
    for (Key<Boolean> key : List.of(DeliveryKeys.START_TLS, DeliveryKeys.SSL_ENABLE)) {
      if (settings.given(key).orElse(false)) {
        TlsDemand.Level stock =
            settings.get(DeliveryKeys.VERIFY_SERVER_IDENTITY)
                ? TlsDemand.Level.VERIFY
                : TlsDemand.Level.REQUIRE;
        return Optional.of(TlsDemand.of(stock, settings.where(key)));
      }
    }
    return Optional.empty();
  }

  /** With credentials, a gateway must prove who it is unless told otherwise. */
  private static TlsDemand gatewayTls(Settings settings) {
    return tls(settings)
        .orElse(
            settings.isGiven(GatewayKeys.GATEWAY_USERNAME)
                ? TlsDemand.of(TlsDemand.Level.VERIFY, "the default for a gateway with credentials")
                : TlsDemand.of(TlsDemand.Level.OPPORTUNISTIC, "the default"));
  }

  private static Optional<Gateway> gateway(Settings settings) {
    boolean implicitTls = settings.get(DeliveryKeys.SSL_ENABLE);
    int port = settings.given(GatewayKeys.GATEWAY_PORT).orElse(implicitTls ? 465 : 25);
    Optional<Credentials> credentials =
        settings
            .given(GatewayKeys.GATEWAY_USERNAME)
            .flatMap(
                user ->
                    settings
                        .given(GatewayKeys.GATEWAY_PASSWORD)
                        .map(password -> new Credentials(user, password)));
    return settings
        .given(GatewayKeys.GATEWAY)
        .map(
            hosts ->
                new Gateway(
                    hosts.stream()
                        .map(
                            host ->
                                new GatewayHost(
                                    host.host(), OptionalInt.of(host.port().orElse(port))))
                        .toList(),
                    settings.get(GatewayKeys.LOAD_BALANCING),
                    implicitTls,
                    gatewayTls(settings),
                    credentials,
                    settings.get(GatewayKeys.AUTH_IN_CLEAR)));
  }
}
