// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * An SMTP server that takes one mail and keeps nothing of it but the SHA-256 of its body, the part
 * after the header. It greets only when told to, so that a mail waits in its client meanwhile.
 */
final class HashingPeer implements AutoCloseable {
  private static final int READ_LIMIT_MILLIS = 60_000;

  private final ServerSocket listener;
  private final CountDownLatch connected = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<String> bodyHash = new CompletableFuture<>();

  private HashingPeer(ServerSocket listener) {
    this.listener = listener;
  }

  static HashingPeer start() throws IOException {
    HashingPeer peer = new HashingPeer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(peer::serve, "hashing peer");
    thread.setDaemon(true);
    thread.start();
    return peer;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  boolean isConnected() {
    return connected.getCount() == 0;
  }

  /** Lets it greet. */
  void release() {
    released.countDown();
  }

  /** The hexadecimal SHA-256 of the body, once the mail was accepted. */
  CompletableFuture<String> bodyHash() {
    return bodyHash;
  }

  private void serve() {
    try (Socket socket = listener.accept()) {
      connected.countDown();
      released.await();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      converse(socket);
    } catch (IOException | InterruptedException e) {
      bodyHash.completeExceptionally(e);
    }
  }

  private void converse(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
    say(socket, "220 peer.example ESMTP");
    while (true) {
      String command = new String(line(in), StandardCharsets.US_ASCII).strip();
      switch (command.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
        case "EHLO" -> say(socket, "250-peer.example\r\n250-8BITMIME\r\n250 SIZE");
        case "DATA" -> {
          say(socket, "354 go on");
          String hash = hashOfBody(in);
          say(socket, "250 2.0.0 taken");
          bodyHash.complete(hash);
        }
        case "QUIT" -> {
          say(socket, "221 2.0.0 bye");
          return;
        }
        default -> say(socket, "250 2.0.0 ok");
      }
    }
  }

  private static String hashOfBody(InputStream in) throws IOException {
    MessageDigest digest = Sha256.digest();
    boolean body = false;
    while (true) {
      byte[] line = line(in);
      if (line.length == 3 && line[0] == '.') {
        return HexFormat.of().formatHex(digest.digest());
      }
      int stuffed = line[0] == '.' ? 1 : 0;
      if (body) {
        digest.update(line, stuffed, line.length - stuffed);
      }
      body |= line.length == 2;
    }
  }

  /** A line with its CRLF. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(100);
    int last = 0;
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the client went away in the middle of a line");
      }
      line.write(octet);
      if (last == '\r' && octet == '\n') {
        return line.toByteArray();
      }
      last = octet;
    }
  }

  private static void say(Socket socket, String reply) throws IOException {
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    listener.close();
  }
}
