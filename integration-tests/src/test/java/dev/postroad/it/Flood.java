// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Clients that submit mails to a server as fast as it takes them, until it has taken so many, and
 * come back when it was away. Every try is a mail of its own, whose id is the local part of its
 * recipient: what was not answered is not sent again.
 */
final class Flood implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int DOMAINS = 50;
  private static final int READ_LIMIT_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 200;
  private static final String BODY = "x".repeat(70) + "\r\n";

  private final InetSocketAddress server;
  private final String sender;
  private final int mails;
  private final IntFunction<String> recipients;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Long> begun = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  private Flood(
      InetSocketAddress server, String sender, int mails, IntFunction<String> recipients) {
    this.server = server;
    this.sender = sender;
    this.mails = mails;
    this.recipients = recipients;
  }

  /** One to fifty domains. */
  static Flood start(InetSocketAddress server, String sender, int mails) {
    return start(
        server, sender, mails, number -> "m" + number + "@d" + number % DOMAINS + ".example");
  }

  /**
   * One to whomever.
   *
   * @param recipients says whose the first mail is, the second, and so on; no two have the same
   *     local part
   */
  static Flood start(
      InetSocketAddress server, String sender, int mails, IntFunction<String> recipients) {
    Flood flood = new Flood(server, sender, mails, recipients);
    for (int i = 0; i < CLIENTS; i++) {
      flood.clients.execute(flood::submitAll);
    }
    flood.clients.shutdown();
    return flood;
  }

  /** The ids of the mails that the server has taken responsibility for: their dot got a 250. */
  Set<String> accepted() {
    return accepted;
  }

  /** When the submission of a mail began, in the time of {@link System#nanoTime}. */
  long begun(String id) {
    return begun.getOrDefault(id, Long.MAX_VALUE);
  }

  /** Whether the server has taken as many mails as it was to take. */
  boolean isOver() {
    return clients.isTerminated();
  }

  private void submitAll() {
    try {
      while (goesOn()) {
        try {
          converse();
        } catch (IOException away) {
          var unused = closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean goesOn() {
    return accepted.size() < mails && closed.getCount() > 0;
  }

  private void converse() throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(server);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      expect(in, '2');
      say(socket, in, "EHLO client.example", '2');
      while (goesOn()) {
        submit(socket, in);
      }
      say(socket, in, "QUIT", '2');
    }
  }

  private void submit(Socket socket, BufferedReader in) throws IOException {
    String recipient = recipients.apply(number.incrementAndGet());
    String id = RecordingSink.idOf(recipient);
    begun.put(id, System.nanoTime());
    say(socket, in, "MAIL FROM:<" + sender + ">", '2');
    say(socket, in, "RCPT TO:<" + recipient + ">", '2');
    say(socket, in, "DATA", '3');
    String header = "From: <" + sender + ">\r\nSubject: " + id + "\r\n\r\n";
    say(socket, in, header + BODY.repeat(12) + ".", '2');
    accepted.add(id);
  }

  private static void say(Socket socket, BufferedReader in, String text, char severity)
      throws IOException {
    socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    expect(in, severity);
  }

  private static void expect(BufferedReader in, char severity) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    if (line == null) {
      throw new EOFException("the server is gone");
    }
    if (line.isEmpty() || line.charAt(0) != severity) {
      throw new IOException("the server said " + line);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    clients.shutdownNow();
  }
}
