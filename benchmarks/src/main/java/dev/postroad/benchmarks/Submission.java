// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Sends mails to a server over a few connections that stay open, with PIPELINING. */
final class Submission {
  private static final int CONNECTIONS = 4;
  private static final int READ_LIMIT_MILLIS = 120_000;
  private static final double NANOS = 1e9;

  private final InetSocketAddress server;
  private final byte[] message;
  private final IntFunction<String> recipient;
  private final int connections;

  private Submission(
      InetSocketAddress server, byte[] message, IntFunction<String> recipient, int connections) {
    this.server = server;
    this.message = message;
    this.recipient = recipient;
    this.connections = connections;
  }

  /**
   * Describes what is sent, over 4 connections.
   *
   * @param server where to; must offer PIPELINING
   * @param message header and body, CRLF line ends, no line that begins with a dot
   * @param recipient of each mail, counted from zero
   */
  Submission(InetSocketAddress server, byte[] message, IntFunction<String> recipient) {
    this(server, message.clone(), recipient, CONNECTIONS);
  }

  /** Returns the same over another number of connections. */
  Submission over(int number) {
    return new Submission(server, message, recipient, number);
  }

  /**
   * Sends that many mails and returns when the server has accepted all.
   *
   * @throws IOException if it refused anything
   */
  void send(int mails) throws IOException, InterruptedException {
    send(mails, index -> {});
  }

  /**
   * Sends mails at a steady pace and returns when the server has accepted all. A mail whose turn
   * comes while every connection is busy goes late.
   *
   * @param perSecond how many
   * @return when each mail's turn was, by {@link System#nanoTime}
   */
  long[] sendPaced(int mails, int perSecond) throws IOException, InterruptedException {
    long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    long[] turns = new long[mails];
    Arrays.setAll(turns, index -> begin + (long) (index * NANOS / perSecond));
    send(
        mails,
        index -> {
          for (long left = turns[index] - System.nanoTime();
              left > 0;
              left = turns[index] - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
        });
    return turns;
  }

  private void send(int mails, IntConsumer awaitTurn) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < Math.min(connections, mails); i++) {
        clients.add(
            threads.submit(
                () -> {
                  converse(next, mails, awaitTurn);
                  return true;
                }));
      }
      for (Future<?> client : clients) {
        Object unused = client.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot submit to " + server + ": " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void converse(AtomicInteger next, int mails, IntConsumer awaitTurn) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      socket.connect(server);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
      demand(replies, '2');
      say(out, "EHLO client.bench.example\r\n");
      demand(replies, '2');
      for (int i = next.getAndIncrement(); i < mails; i = next.getAndIncrement()) {
        awaitTurn.accept(i);
        transact(i, replies, out);
      }
      say(out, "QUIT\r\n");
      demand(replies, '2');
    }
  }

  private void transact(int index, BufferedReader replies, OutputStream out) throws IOException {
    say(
        out,
        "MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n"
            .formatted(Messages.sender(), recipient.apply(index)));
    demand(replies, '2');
    demand(replies, '2');
    demand(replies, '3');
    out.write(message);
    say(out, ".\r\n");
    demand(replies, '2');
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void demand(BufferedReader replies, char severity) throws IOException {
    while (true) {
      String line = replies.readLine();
      if (line == null) {
        throw new IOException("the server closed the connection");
      }
      if (line.isEmpty() || line.charAt(0) != severity) {
        throw new IOException("the server said " + line);
      }
      if (line.length() < 4 || line.charAt(3) != '-') {
        return;
      }
    }
  }
}
