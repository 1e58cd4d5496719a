// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * An SMTP server that takes mails of one recipient each, or says that it should come later, and
 * keeps of a mail only when it came. The local part of the recipient is the mail's id. A mail
 * counts from its final dot on, whether or not the client lives to read the reply.
 */
final class RecordingSink implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "recording sink");
            thread.setDaemon(true);
            return thread;
          });
  private final Predicate<String> notYet;
  private final Map<String, List<Long>> arrivals = new ConcurrentHashMap<>();
  private final Set<String> deferred = ConcurrentHashMap.newKeySet();

  private RecordingSink(ServerSocket listener, Predicate<String> notYet) {
    this.listener = listener;
    this.notYet = notYet;
  }

  /** One that takes everything. */
  static RecordingSink start() throws IOException {
    return start(recipient -> false);
  }

  /**
   * One that sends some away for now.
   *
   * @param notYet asked with the recipient's address, every time that it is tried
   */
  static RecordingSink start(Predicate<String> notYet) throws IOException {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), notYet);
  }

  /** One that takes everything, at an address of loopback. */
  static RecordingSink start(InetSocketAddress address) throws IOException {
    return start(address, recipient -> false);
  }

  private static RecordingSink start(InetSocketAddress address, Predicate<String> notYet)
      throws IOException {
    RecordingSink sink =
        new RecordingSink(
            new ServerSocket(address.getPort(), BACKLOG, address.getAddress()), notYet);
    sink.threads.execute(sink::listen);
    return sink;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** The ids of all mails that came, each once. */
  Set<String> ids() {
    return arrivals.keySet();
  }

  /** When each mail came, in the time of {@link System#nanoTime}; more than once, if it did. */
  Map<String, List<Long>> arrivals() {
    return arrivals;
  }

  /** The ids of the mails that were sent away at least once. */
  Set<String> deferred() {
    return deferred;
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (SocketException closed) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket accepted) {
    try (Socket socket = accepted) {
      socket.setTcpNoDelay(true);
      converse(socket);
    } catch (IOException killed) {
      // The client is killed in mid-sentence: that is what this is for.
    }
  }

  private void converse(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    say(socket, "220 sink.example ESMTP");
    String id = "";
    boolean taken = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
        case "EHLO" -> say(socket, "250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME");
        case "RCPT" -> {
          String recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
          id = idOf(recipient);
          if (notYet.test(recipient)) {
            say(socket, "450 4.2.0 come later");
            deferred.add(id);
          } else {
            say(socket, "250 2.1.5 ok");
            taken = true;
          }
        }
        case "MAIL" -> {
          taken = false;
          say(socket, "250 2.1.0 ok");
        }
        case "DATA" -> {
          if (!taken) {
            say(socket, "503 5.5.1 for nobody");
            continue;
          }
          say(socket, "354 go on");
          if (!readsToTheDot(in)) {
            return;
          }
          arrivals.computeIfAbsent(id, any -> new CopyOnWriteArrayList<>()).add(System.nanoTime());
          say(socket, "250 2.0.0 taken");
        }
        case "QUIT" -> {
          say(socket, "221 2.0.0 bye");
          return;
        }
        default -> say(socket, "250 2.0.0 ok");
      }
    }
  }

  static String idOf(String recipient) {
    return recipient.substring(0, recipient.indexOf('@'));
  }

  private static boolean readsToTheDot(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      line = in.readLine();
    }
    return line != null;
  }

  private static void say(Socket socket, String reply) throws IOException {
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
