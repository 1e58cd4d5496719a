// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.delivery.TryLimits;
import dev.postroad.core.dispatch.DispatchSettings;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.dns.CachingDnsClient;
import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsQuestion;
import dev.postroad.core.dns.FakeDns;
import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.dns.SrvRecord;
import dev.postroad.core.domain.Network;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.AddressPreference;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.SmtpTimeouts;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/**
 * A small world to deliver in: post offices on loopback addresses of their own, all on one port, a
 * DNS that knows them, and an engine that delivers to them.
 */
final class PostOffices implements AutoCloseable {
  private static final SiteLimits ANY_NUMBER =
      new SiteLimits(5, 20, Optional.empty(), Optional.empty());

  final FakeDns dns = new FakeDns();
  final List<String> events = new CopyOnWriteArrayList<>();
  final int port;
  private final List<ScriptedSmtpServer> servers = new ArrayList<>();
  private final List<ServerSocket> silent = new ArrayList<>();
  private final ExecutorService workers = Executors.newFixedThreadPool(8);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final DeliveryEngine engine;
  private final TransportSettings settings;
  private final Transport transport;
  private int nextHost;

  PostOffices() {
    this(DeliverySettings.STANDARD.pool());
  }

  PostOffices(PoolSettings pool) {
    this(pool, ANY_NUMBER);
  }

  /** One whose engine has this listener, and no {@link #events}. */
  static PostOffices heardBy(DeliveryListener listener) {
    return new PostOffices(DeliverySettings.STANDARD.pool(), ANY_NUMBER, Optional.of(listener));
  }

  PostOffices(PoolSettings pool, SiteLimits sites) {
    this(pool, sites, Optional.empty());
  }

  private PostOffices(PoolSettings pool, SiteLimits sites, Optional<DeliveryListener> listener) {
    port = freePort();
    Duration brief = Duration.ofSeconds(3);
    SmtpTimeouts timeouts =
        new SmtpTimeouts(brief, brief, brief, brief, brief, brief, brief, brief, brief);
    engine =
        DeliveryEngine.start(
            new EngineSettings(pool, new DispatchSettings(8, 2_000, sites)),
            new EngineHost(
                workers,
                workers,
                workers,
                timers,
                System::nanoTime,
                new Random(1),
                listener.orElseGet(this::listener)));
    settings =
        new TransportSettings(
            new MxSettings(
                Set.of(),
                Set.of(),
                MxSettings.NOT_PUBLIC,
                List.of(Network.parse("127.0.0.0/8")),
                AddressPreference.ANY),
            port,
            TlsDemand.of(Level.OPPORTUNISTIC, "the default"),
            TlsContexts.systemTrust(),
            new SmtpSettings(timeouts, true, true),
            new TryLimits(5, 2),
            new LocalIdentity("us.example.org", List.of()));
    transport = engine.transport(settings, world());
  }

  /** Opens a post office; its host name is in the DNS. */
  ScriptedSmtpServer open(String host) {
    return open(host, builder -> builder);
  }

  ScriptedSmtpServer open(String host, UnaryOperator<ScriptedSmtpServer.Builder> how) {
    String address = closed(host);
    ScriptedSmtpServer server =
        how.apply(ScriptedSmtpServer.builder().host(address).port(port).hostname(host)).start();
    servers.add(server);
    return server;
  }

  /** Puts a host into the DNS at whose address nobody listens. */
  String closed(String host) {
    String address = "127.0." + nextHost / 250 + "." + (2 + nextHost % 250);
    nextHost++;
    dns.a(host, address);
    return address;
  }

  /** Opens a host that takes connections and never says a word. */
  void silent(String host) {
    try {
      silent.add(new ServerSocket(port, 50, InetAddress.getByName(closed(host))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DeliveryEngine engine() {
    return engine;
  }

  Transport transport() {
    return transport;
  }

  /** Another transport of the same engine, which differs in who it says we are alone. */
  Transport another(LocalIdentity local) {
    return engine.transport(
        new TransportSettings(
            settings.mx(),
            settings.port(),
            settings.tls(),
            settings.trust(),
            settings.smtp(),
            settings.tries(),
            local),
        world());
  }

  /** Delivers one mail directly. */
  DeliveryReport deliver(String... recipients) {
    return transport.deliver(Plans.request("mail", recipients));
  }

  /** Delivers one mail along a route. */
  DeliveryReport deliver(Route route, String... recipients) {
    DeliveryRequest direct = Plans.request("mail", recipients);
    return transport.deliver(
        new DeliveryRequest(
            direct.id(), direct.envelope(), direct.content(), route, direct.attempt()));
  }

  static RecipientReport only(DeliveryReport report) {
    return report.recipients().get(0);
  }

  /** The DNS, but for names that begin with "silent": those are never answered. */
  private DnsClient world() {
    return new CachingDnsClient(
        new DnsClient() {
          @Override
          public DnsAnswer<MxRecord> mx(String name) {
            return dns.mx(name);
          }

          @Override
          public CompletableFuture<DnsAnswer<?>> ask(DnsQuestion question, Executor elsewhere) {
            return question.name().startsWith("silent")
                ? new CompletableFuture<>()
                : DnsClient.super.ask(question, elsewhere);
          }

          @Override
          public DnsAnswer<SrvRecord> services(String name) {
            return dns.services(name);
          }

          @Override
          public DnsAnswer<InetAddress> addresses(String host, AddressFamily family) {
            return dns.addresses(host, family);
          }
        },
        System::nanoTime);
  }

  private DeliveryListener listener() {
    return new DeliveryListener() {
      @Override
      public void sessionOpened(Endpoint endpoint, TlsSummary tls) {
        events.add("opened " + endpoint.hostName());
      }

      @Override
      public void sessionFailed(Endpoint endpoint, Evidence evidence) {
        events.add("failed " + endpoint.hostName() + " at " + evidence.stage());
      }

      @Override
      public void sessionReused(Endpoint endpoint) {
        events.add("reused " + endpoint.hostName());
      }

      @Override
      public void unexpected(String what, Throwable cause) {
        events.add("unexpected " + what + " " + cause);
      }
    };
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    engine.close();
    servers.forEach(ScriptedSmtpServer::close);
    for (ServerSocket host : silent) {
      try {
        host.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    workers.shutdownNow();
    timers.shutdownNow();
  }
}
