// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A client with all it needs, for tests against a scripted server. */
final class Rig implements AutoCloseable {
  static final SmtpTimeouts PATIENT = timeouts(Duration.ofSeconds(20));

  /** Patient until the session is open, since a loaded machine may take its time for that. */
  static final SmtpTimeouts HASTY = hasty(Duration.ofSeconds(20), Duration.ofMillis(700));

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  final IoGuard guard = new IoGuard(scheduler, System::nanoTime);

  static SmtpTimeouts timeouts(Duration each) {
    return new SmtpTimeouts(each, each, each, each, each, each, each, each, each);
  }

  private static SmtpTimeouts hasty(Duration opening, Duration then) {
    return new SmtpTimeouts(opening, opening, opening, then, then, then, then, then, then);
  }

  SmtpClient client(SmtpSettings settings) {
    return new SmtpClient(settings, TlsContexts.systemTrust(), guard);
  }

  SmtpClient client(TlsContexts tls) {
    return new SmtpClient(SmtpSettings.STANDARD.with(PATIENT), tls, guard);
  }

  /** Opens sessions only with peers that are quick. */
  SmtpClient impatientClient() {
    return client(SmtpSettings.STANDARD.with(timeouts(Duration.ofMillis(500))));
  }

  SmtpClient hastyClient() {
    return client(SmtpSettings.STANDARD.with(HASTY));
  }

  /** In clear, without credentials. */
  static Endpoint endpoint(ScriptedSmtpServer server) {
    return endpoint(server, TlsDemand.Level.NONE);
  }

  static Endpoint endpoint(ScriptedSmtpServer server, TlsDemand.Level level) {
    return new Endpoint(
        "mx.test",
        server.address().getAddress(),
        server.port(),
        false,
        TlsDemand.of(level, "the test"),
        Optional.empty(),
        false,
        Optional.empty(),
        "client.test");
  }

  static Endpoint with(Endpoint endpoint, Credentials credentials, boolean inClear) {
    return new Endpoint(
        endpoint.hostName(),
        endpoint.address(),
        endpoint.port(),
        endpoint.implicitTls(),
        endpoint.tls(),
        Optional.of(credentials),
        inClear,
        endpoint.sourceAddress(),
        endpoint.ehloName());
  }

  static Envelope envelope(String... recipients) {
    return Envelope.of(
        Optional.of(Mailbox.parse("amy@client.test")),
        Arrays.stream(recipients).map(Rig::recipient).toList());
  }

  static Recipient recipient(String address) {
    return Recipient.of(Mailbox.parse(address));
  }

  static MessageContent content(String text) {
    byte[] octets = text.getBytes(ISO_8859_1);
    return new MessageContent() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(octets);
      }
    };
  }

  /** Lines of a message, so often, that compress badly in the mind of a reader. */
  static MessageContent lines(String line, int count) {
    byte[] octets = (line + "\r\n").getBytes(ISO_8859_1);
    return new MessageContent() {
      @Override
      public long size() {
        return (long) octets.length * count;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write("Subject: lines\r\n\r\n".getBytes(ISO_8859_1));
        for (int i = 0; i < count; i++) {
          out.write(octets);
        }
      }
    };
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
