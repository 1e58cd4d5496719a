// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** A connection's bytes in both directions, buffered; used by the connection's thread only. */
final class Wire {
  private static final Duration LINGER = Duration.ofMillis(500);
  private static final int BUFFER = 32 * 1024;
  private static final int MOST_READ_IN_STALL = 1 << 20;
  private static final int LONGEST_LINE = 1 << 20;

  private final Socket tcp;
  private final int idleMillis;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream(256);
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private byte[] buffer = new byte[BUFFER];
  private int position;
  private boolean repliedLast;
  private int limit;

  Wire(Socket tcp, Duration idle) throws IOException {
    this.tcp = tcp;
    this.socket = tcp;
    this.idleMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, idle.toMillis()));
    this.in = tcp.getInputStream();
    this.out = tcp.getOutputStream();
    tcp.setSoTimeout(idleMillis);
    tcp.setTcpNoDelay(true);
  }

  /**
   * A line as it came.
   *
   * @param ended whether by CRLF; else by a bare LF
   */
  record Line(String text, int octets, boolean ended) {}

  /** Reads up to the next LF; flushes first if that has to be waited for. */
  Line readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (true) {
      int lf = indexOfLf();
      int end = lf < 0 ? limit : lf;
      line.write(buffer, position, end - position);
      position = Math.min(limit, end + 1);
      if (lf >= 0) {
        return lineOf(line.toByteArray());
      }
      if (line.size() > LONGEST_LINE) {
        throw new ConnectionEnd(RecordedSession.Ending.ABANDONED, "a line without end");
      }
      flush();
      fill();
    }
  }

  private static Line lineOf(byte[] bytes) {
    boolean crlf = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    byte[] text = crlf ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    return new Line(ReceivedMail.Texts.decode(text), bytes.length + 1, crlf);
  }

  /** Waits until there is something of the client's to read. */
  void awaitInput() throws IOException {
    flush();
    if (position == limit) {
      fill();
    }
  }

  /** Hands the buffered octets, at least one, to the taker, which says how many it took. */
  void take(Taker taker) throws IOException {
    if (position == limit) {
      flush();
      fill();
    }
    position += taker.take(buffer, position, limit - position);
  }

  /** Takes octets from the buffer. */
  interface Taker {
    int take(byte[] buffer, int offset, int length) throws IOException;
  }

  /** Whether octets of the client wait that it sent before it saw what is yet unsent. */
  boolean hasInput(Duration linger) throws IOException {
    if (position < limit || in.available() > 0) {
      return true;
    }
    return !linger.isZero() && arrives(linger);
  }

  /** Forgets octets that wait in the buffer and the socket. */
  void discardInput() throws IOException {
    position = 0;
    limit = 0;
    while (in.available() > 0) {
      fill();
      position = limit;
    }
  }

  void send(byte[] bytes) {
    unsent.write(bytes, 0, bytes.length);
  }

  /** Writes what is unsent, unless a further command already waits to be answered as well. */
  void flushUnlessMoreWaits() throws IOException {
    if (indexOfLf() < 0) {
      flush();
    }
  }

  void flush() throws IOException {
    if (unsent.size() > 0) {
      out.write(unsent.toByteArray());
      out.flush();
      unsent.reset();
      repliedLast = true;
    }
  }

  /**
   * Waits while keeping what arrives.
   *
   * @param closed ends the wait
   * @throws EOFException if the client closes meanwhile
   */
  void stall(Duration length, CountDownLatch closed) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
      if (limit - position > MOST_READ_IN_STALL) {
        await(closed, left);
      } else {
        arrives(Duration.ofNanos(left));
      }
      if (closed.getCount() == 0) {
        throw new EOFException("the server was closed");
      }
    }
  }

  /** Waits without reading. */
  void await(CountDownLatch closed, long nanos) throws IOException {
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new EOFException("the server was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EOFException("the server was closed");
    }
  }

  /** Hands over the octets that were read but not taken. */
  InputStream takeBuffered() {
    InputStream taken = new ByteArrayInputStream(buffer, position, limit - position);
    buffer = new byte[BUFFER];
    position = 0;
    limit = 0;
    return taken;
  }

  /** Goes on over TLS; nothing buffered of the plain text may be left. */
  void encrypt(SSLSocket tls) throws IOException {
    socket = tls;
    in = tls.getInputStream();
    out = tls.getOutputStream();
    tls.setSoTimeout(idleMillis);
  }

  /**
   * Sends what is unsent and closes.
   *
   * <p>After a reply, what the client still sends is taken for a while: a close with unread input
   * would reset the connection, and the reply might be lost with it.
   */
  void closeGently() throws IOException {
    if (socket.isClosed()) {
      return;
    }
    flush();
    if (repliedLast) {
      socket.shutdownOutput();
      drain();
    } else {
      discardInput();
    }
    socket.close();
    tcp.close();
  }

  private void drain() throws IOException {
    long end = System.nanoTime() + LINGER.toNanos();
    socket.setSoTimeout((int) LINGER.toMillis());
    try {
      while (System.nanoTime() < end && in.read(buffer) >= 0) {
        limit = 0;
      }
    } catch (SocketTimeoutException e) {
      // The client keeps its end open; it has had time to read the reply.
    }
  }

  /** Ends the connection by RST. */
  void reset() throws IOException {
    tcp.setSoLinger(true, 0);
    tcp.close();
  }

  private int indexOfLf() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean arrives(Duration within) throws IOException {
    socket.setSoTimeout((int) Math.max(1, Math.min(within.toMillis(), Integer.MAX_VALUE)));
    try {
      fill();
      return true;
    } catch (SocketTimeoutException e) {
      // Nothing came, which is an answer here.
      return false;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(idleMillis);
      }
    }
  }

  private void fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = 0;
    }
    if (limit == buffer.length && position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      throw new EOFException("the client closed the connection");
    }
    limit += read;
    repliedLast = false;
  }
}
