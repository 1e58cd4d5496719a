// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.postroad.testing.smtp.RecordedSession.Ending;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Instant;

/** One accepted connection: runs its dialogue to the end, and closes it whatever happens. */
final class Connection implements Runnable {
  private final Socket tcp;
  private final ServerContext context;
  private final ServerSettings settings;
  private final RecordedSession session;

  Connection(long number, Socket tcp, ServerContext context) {
    this.tcp = tcp;
    this.context = context;
    this.settings = context.settings().get();
    this.session =
        new RecordedSession(
            number,
            (InetSocketAddress) tcp.getRemoteSocketAddress(),
            (InetSocketAddress) tcp.getLocalSocketAddress(),
            Instant.now(),
            line -> context.records().lineWatchers.forEach(watcher -> watcher.accept(line)));
    if (settings.keep() != Keep.COUNTS) {
      context.records().sessions.add(session);
    }
  }

  @Override
  public void run() {
    try {
      talk();
    } catch (RuntimeException e) {
      // A mistake in the fixture or in a watcher must not pass for a client's fault.
      context.records().failures.add(e);
      session.ended(Ending.ABANDONED);
    } finally {
      try {
        tcp.close();
      } catch (IOException e) {
        context.records().failures.add(new IllegalStateException("cannot close " + tcp, e));
      }
      context.records().closed();
    }
  }

  /** Ends the connection from outside. */
  void abort() throws IOException {
    session.ended(Ending.SERVER_CLOSED);
    tcp.close();
  }

  private void talk() {
    try {
      Wire wire = new Wire(tcp, settings.idle());
      Conversation conversation = new Conversation(wire, session, context, settings);
      TlsLayer tls = new TlsLayer(settings.tls(), tcp, conversation);
      try {
        new Dialogue(settings, context, conversation, tls).run();
      } catch (ConnectionEnd e) {
        session.ended(e.ending());
        wire.closeGently();
      } catch (SocketTimeoutException e) {
        session.ended(Ending.IDLE);
        wire.send("421 4.4.2 idle too long\r\n".getBytes(US_ASCII));
        wire.flush();
        wire.closeGently();
      }
    } catch (IOException e) {
      session.ended(Ending.CLIENT_CLOSED);
    }
  }
}
