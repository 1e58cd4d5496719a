// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.dns.DnsClient;
import dev.postroad.core.dns.DnsServers;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.dns.DnsjavaClient;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineHost;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Delivers through one relay on this machine, with no James around. */
final class Engine {
  private Engine() {}

  /** Delivers at once and says goodbye to the server. */
  static DeliveryReport deliver(
      Envelope envelope,
      byte[] message,
      InetSocketAddress relay,
      TlsDemand.Level level,
      TlsContexts trust,
      SmtpSettings smtp) {
    TlsDemand demand = TlsDemand.of(level, "the test");
    RelayHost host =
        new RelayHost(
            "the relay",
            relay.getAddress().getHostAddress(),
            false,
            relay.getPort(),
            false,
            demand,
            Optional.empty(),
            false,
            OptionalInt.empty());
    TransportSettings settings =
        TransportSettings.standard(MxSettings.STANDARD, 25, trust, smtp, "mail.corp.example");
    ExecutorService workers = Executors.newCachedThreadPool();
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    try (DeliveryEngine engine =
        DeliveryEngine.start(
            EngineSettings.STANDARD,
            new EngineHost(
                workers,
                workers,
                workers,
                timers,
                System::nanoTime,
                new Random(1),
                DeliveryListener.NONE))) {
      // A relay that is an address is found without any name server.
      DnsClient dns =
          new DnsjavaClient(
              DnsServers.of(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))),
              System::nanoTime,
              DnsTrace.NONE);
      return engine
          .transport(settings, dns)
          .deliver(
              new DeliveryRequest(
                  "it", envelope, new Bytes(message), new Route.Via(List.of(host)), 1));
    } finally {
      workers.shutdown();
      timers.shutdownNow();
    }
  }

  /** A message in memory. */
  private static final class Bytes implements MessageContent {
    private final byte[] octets;

    Bytes(byte[] octets) {
      this.octets = octets;
    }

    @Override
    public long size() {
      return octets.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(octets);
    }
  }
}
