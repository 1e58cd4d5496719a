// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Takes one question to one server: over UDP from a port of its own (RFC 5452), and again over TCP
 * where the answer did not fit (RFC 7766). What does not answer the question asked, by id, question
 * or sender, is somebody else's and is passed over until the time is up.
 */
final class DnsTransport {
  /** No UDP answer is larger than what EDNS announces, but some servers have their own ideas. */
  static final int RECEIVE_BUFFER = 8 * 1024;

  private final LongSupplier nanoTicker;

  DnsTransport(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /** An answer, and how it came. */
  record Received(Message message, boolean tcp) {}

  /**
   * Asks.
   *
   * @throws SocketTimeoutException if no answer came in time
   * @throws IOException if the server cannot be reached, or its TCP answer cannot be read
   */
  Received ask(InetSocketAddress server, Message query, Duration timeout) throws IOException {
    long deadline = nanoTicker.getAsLong() + timeout.toNanos();
    Message answer = overUdp(server, query, deadline);
    return isWhole(answer) ? new Received(answer, false) : askOverTcp(server, query, timeout);
  }

  /** Whether an answer fitted. */
  static boolean isWhole(Message answer) {
    return !answer.getHeader().getFlag(Flags.TC);
  }

  /**
   * Asks for what did not fit.
   *
   * @throws SocketTimeoutException if no answer came in time
   * @throws IOException if the server cannot be reached, or its answer cannot be read
   */
  Received askOverTcp(InetSocketAddress server, Message query, Duration timeout)
      throws IOException {
    return new Received(overTcp(server, query, nanoTicker.getAsLong() + timeout.toNanos()), true);
  }

  private Message overUdp(InetSocketAddress server, Message query, long deadline)
      throws IOException {
    byte[] wire = query.toWire();
    // Connected: the kernel drops what comes from elsewhere, and tells of a port nobody listens on.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.send(new DatagramPacket(wire, wire.length));
      return awaitAnswer(socket, query, deadline);
    }
  }

  private Message awaitAnswer(DatagramSocket socket, Message query, long deadline)
      throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[RECEIVE_BUFFER], RECEIVE_BUFFER);
    int strangers = 0;
    try {
      while (true) {
        socket.setSoTimeout(millisUntil(deadline));
        packet.setLength(RECEIVE_BUFFER);
        socket.receive(packet);
        Optional<Message> answer =
            answerIn(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), query);
        if (answer.isPresent()) {
          return answer.get();
        }
        strangers++;
      }
    } catch (SocketTimeoutException silence) {
      throw strangers == 0 ? silence : withStrangers(strangers, silence);
    }
  }

  static SocketTimeoutException withStrangers(int count, SocketTimeoutException silence) {
    SocketTimeoutException told =
        new SocketTimeoutException("but " + count + " that did not match the question");
    told.initCause(silence);
    return told;
  }

  private Message overTcp(InetSocketAddress server, Message query, long deadline)
      throws IOException {
    byte[] wire = query.toWire();
    try (Socket socket = new Socket()) {
      socket.connect(server, millisUntil(deadline));
      ByteBuffer framed = ByteBuffer.allocate(2 + wire.length);
      framed.putShort((short) wire.length).put(wire);
      socket.getOutputStream().write(framed.array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] content = new byte[readShort(socket, in, deadline)];
        for (int at = 0; at < content.length; ) {
          socket.setSoTimeout(millisUntil(deadline));
          int count = in.read(content, at, content.length - at);
          if (count < 0) {
            throw new EOFException("the server closed in the middle of its answer");
          }
          at += count;
        }
        Optional<Message> answer = answerIn(ByteBuffer.wrap(content), query);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    }
  }

  private int readShort(Socket socket, DataInputStream in, long deadline) throws IOException {
    socket.setSoTimeout(millisUntil(deadline));
    try {
      return in.readUnsignedShort();
    } catch (EOFException e) {
      throw new IOException("the server closed before its answer", e);
    }
  }

  private int millisUntil(long deadline) throws SocketTimeoutException {
    // Rounded up: a wait that ends early would end before the deadline.
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanoTicker.getAsLong() + 999_999);
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /** What was received, if it answers the question. */
  static Optional<Message> answerIn(ByteBuffer bytes, Message query) {
    try {
      return Optional.of(new Message(bytes)).filter(message -> answers(message, query));
    } catch (IOException | RuntimeException e) {
      // Anybody may send anything; dnsjava throws unchecked for some of it.
      return Optional.empty();
    }
  }

  private static boolean answers(Message message, Message query) {
    Header header = message.getHeader();
    if (!header.getFlag(Flags.QR)
        || header.getOpcode() != Opcode.QUERY
        || header.getID() != query.getHeader().getID()) {
      return false;
    }
    Record question = message.getQuestion();
    if (question == null) {
      // A server that could not read the question need not repeat it.
      return header.getRcode() != Rcode.NOERROR && header.getRcode() != Rcode.NXDOMAIN;
    }
    return question.equals(query.getQuestion());
  }
}
