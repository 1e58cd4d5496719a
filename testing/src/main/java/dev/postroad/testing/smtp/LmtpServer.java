// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A small LMTP server (RFC 2033) on a free port of 127.0.0.1: after a message it replies for each
 * recipient, and it knows no EHLO.
 */
public final class LmtpServer implements AutoCloseable {
  private static final int SECONDS_TO_END = 10;

  private final ServerSocket listening;
  private final UnaryOperator<String> replies;
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private LmtpServer(UnaryOperator<String> replies) throws IOException {
    this.replies = replies;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /**
   * Starts one.
   *
   * @param replies what it says after a message, by recipient
   */
  public static LmtpServer start(UnaryOperator<String> replies) throws IOException {
    LmtpServer server = new LmtpServer(replies);
    server.threads.execute(server::accept);
    return server;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  /** The recipients that got a 2xx after a message, in that order. */
  public List<String> delivered() {
    return List.copyOf(delivered);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      OutputStream out = socket.getOutputStream();
      List<String> recipients = new ArrayList<>();
      say(out, "220 lmtp.example LMTP");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String verb = line.split("[ :]", 2)[0];
        switch (verb) {
          case "LHLO" -> say(out, "250-lmtp.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 SIZE");
          case "RCPT" -> {
            recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
            say(out, "250 2.1.5 ok");
          }
          case "DATA" -> {
            say(out, "354 go ahead");
            take(in, out, recipients);
          }
          case "QUIT" -> {
            say(out, "221 bye");
            return;
          }
          case "MAIL", "RSET" -> {
            recipients.clear();
            say(out, "250 ok");
          }
          default -> say(out, "500 5.5.1 this is LMTP");
        }
      }
    } catch (IOException e) {
      // The client is gone; a test sees what was delivered.
      open.remove(socket);
    }
  }

  private void take(BufferedReader in, OutputStream out, List<String> recipients)
      throws IOException {
    for (String line = in.readLine(); line != null && !line.equals("."); ) {
      line = in.readLine();
    }
    for (String recipient : recipients) {
      String reply = replies.apply(recipient);
      if (reply.startsWith("2")) {
        delivered.add(recipient);
      }
      say(out, reply);
    }
    recipients.clear();
  }

  private static void say(OutputStream out, String reply) throws IOException {
    out.write((reply + "\r\n").getBytes(UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        throw new IllegalStateException("connections of " + address() + " do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
