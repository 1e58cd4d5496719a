// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.dns.CachingDnsClient;
import dev.postroad.core.dns.DnsServers;
import dev.postroad.core.dns.DnsTrace;
import dev.postroad.core.dns.DnsjavaClient;
import dev.postroad.core.domain.Network;
import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.core.engine.EngineHost;
import dev.postroad.core.engine.EngineSettings;
import dev.postroad.core.engine.Transport;
import dev.postroad.core.engine.TransportSettings;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.mx.MxSettings;
import dev.postroad.core.relay.Route;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** The engine without James, and mail for it. */
final class CoreSetup {
  private static final Mailbox SENDER = Mailbox.parse("amy@core.bench.example");

  private CoreSetup() {}

  static DeliveryEngine engine(
      EngineSettings settings,
      ExecutorService workers,
      ScheduledExecutorService timers,
      DeliveryListener listener) {
    return DeliveryEngine.start(
        settings,
        new EngineHost(
            workers, workers, workers, timers, System::nanoTime, new Random(1), listener));
  }

  static Transport transport(DeliveryEngine engine, InetSocketAddress dns, int port) {
    MxSettings standard = MxSettings.STANDARD;
    MxSettings mx =
        new MxSettings(
            standard.selfNames(),
            standard.selfAddresses(),
            standard.forbidden(),
            List.of(Network.parse("127.0.0.0/8")),
            standard.preference());
    return engine.transport(
        TransportSettings.standard(
            mx, port, TlsContexts.systemTrust(), SmtpSettings.STANDARD, "core.bench.example"),
        new CachingDnsClient(
            new DnsjavaClient(DnsServers.of(List.of(dns)), System::nanoTime, DnsTrace.NONE),
            System::nanoTime));
  }

  /**
   * Makes a mail for one recipient.
   *
   * @param number of the mail, in the recipient's local part, where the sink reads it
   * @param domain of the recipient
   * @param message what is sent
   */
  static DeliveryRequest request(int number, String domain, MessageContent message) {
    Mailbox recipient = Mailbox.parse("user%d@%s".formatted(number, domain));
    return new DeliveryRequest(
        "mail-" + number,
        Envelope.of(Optional.of(SENDER), List.of(Recipient.of(recipient))),
        message,
        new Route.Direct(Optional.empty()),
        1);
  }

  /** A message that is read from its file each time. */
  record FileContent(Path file) implements MessageContent {
    @Override
    public long size() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      long unused = Files.copy(file, out);
    }
  }

  /** A message in memory, as a queue in memory has it. */
  static final class KeptContent implements MessageContent {
    private final byte[] octets;

    KeptContent(Path file) throws IOException {
      this.octets = Files.readAllBytes(file);
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
