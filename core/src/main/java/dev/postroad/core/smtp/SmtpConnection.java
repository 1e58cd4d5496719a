// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The socket of a session, and its only owner. What is written is gathered and leaves in one piece
 * with {@link #flush}, or when the buffer is full; Nagle's algorithm is off.
 *
 * <p>Every operation has a deadline that holds for the whole of it, however the peer doles out its
 * octets, or takes ours. When a write outlasts its deadline only our half of the connection is
 * ended, so that what the peer said before it stopped listening can still be read.
 *
 * <p>One thread at a time; {@link #close} may come from any.
 */
final class SmtpConnection implements Closeable {
  /** As much as one TLS record holds. */
  static final int BUFFER = 16 * 1024;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final long RECENT_NANOS = Duration.ofSeconds(1).toNanos();

  private final IoGuard guard;
  private final IoGuard.Watch watch;
  private final SocketChannel channel;

  /** The channel's. */
  private final Socket raw;

  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private Socket socket;
  private OutputStream out;
  private ReplyReader replies;
  private long readDeadline;

  /** Whether the connection is to outlive the deadline of what is being read. */
  private boolean glancing;

  private OptionalLong limit = OptionalLong.empty();
  private long lastHeard;
  private OptionalLong lastWordsDeadline = OptionalLong.empty();
  private volatile boolean writing;
  private volatile boolean closed;
  private volatile boolean cut;

  private SmtpConnection(SocketChannel channel, IoGuard guard) throws IOException {
    this.channel = channel;
    this.raw = channel.socket();
    this.guard = guard;
    this.socket = raw;
    this.out = raw.getOutputStream();
    this.replies = new ReplyReader(new GuardedInput(raw));
    this.watch = guard.watch(this::expire);
  }

  /** Connects to an endpoint's address, from its source address. */
  static SmtpConnection open(
      Endpoint endpoint,
      Duration timeout,
      SmtpClient.Channels channels,
      IoGuard guard,
      ConnectionsInUse inUse)
      throws IOException {
    SocketChannel channel = channels.open();
    return inUse.during(channel, () -> connect(channel, endpoint, timeout, guard));
  }

  private static SmtpConnection connect(
      SocketChannel channel, Endpoint endpoint, Duration timeout, IoGuard guard)
      throws IOException {
    boolean opened = false;
    try {
      Socket socket = channel.socket();
      socket.setTcpNoDelay(true);
      Optional<ProxyHop> proxy = endpoint.terms().proxy();
      if (endpoint.sourceAddress().isPresent() && proxy.filter(ProxyHop::bindsSource).isEmpty()) {
        socket.bind(new InetSocketAddress(endpoint.sourceAddress().get(), 0));
      }
      InetSocketAddress peer = peer(endpoint);
      socket.connect(proxy.map(ProxyHop::socketAddress).orElse(peer), socketMillis(timeout));
      SmtpConnection connection = new SmtpConnection(channel, guard);
      if (proxy.isPresent()) {
        connection.leadOn(proxy.get(), peer, endpoint.sourceAddress(), timeout);
      }
      opened = true;
      return connection;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private void leadOn(
      ProxyHop proxy, InetSocketAddress peer, Optional<InetAddress> source, Duration timeout)
      throws IOException {
    watch.arm(guard.deadlineIn(timeout));
    try {
      proxy.leadOn(raw, peer, source);
    } catch (IOException e) {
      if (!watch.fired()) {
        throw e;
      }
      IOException late = new SocketTimeoutException("the proxy did not lead on in time");
      late.initCause(e);
      throw late;
    } finally {
      watch.disarm();
    }
  }

  /**
   * The endpoint's address, with its name: who asks the socket whom it talks to, as recordings of
   * the Java machine do at reads that took their time, would ask the DNS without.
   */
  private static InetSocketAddress peer(Endpoint endpoint) throws IOException {
    return new InetSocketAddress(
        InetAddress.getByAddress(endpoint.hostName(), endpoint.address().getAddress()),
        endpoint.port());
  }

  /**
   * Puts TLS over the connection. The caller made sure that nothing was read ahead in clear.
   *
   * @throws javax.net.ssl.SSLException if the peers cannot agree, or a certificate is not trusted
   * @throws IOException if the connection fails meanwhile
   */
  SSLSession startTls(
      SSLSocketFactory factory, SSLParameters parameters, Endpoint endpoint, Duration timeout)
      throws IOException {
    SSLSocket tls =
        (SSLSocket) factory.createSocket(raw, endpoint.hostName(), endpoint.port(), true);
    tls.setSSLParameters(parameters);
    watch.arm(guard.deadlineIn(timeout));
    try {
      tls.startHandshake();
    } finally {
      watch.disarm();
    }
    socket = tls;
    out = tls.getOutputStream();
    replies = new ReplyReader(new GuardedInput(tls));
    return tls.getSession();
  }

  /**
   * Adds a command line.
   *
   * @throws IllegalArgumentException if it holds a control character, and might so be two commands
   */
  void writeLine(String line, Duration timeout) throws IOException {
    byte[] octets = line.getBytes(StandardCharsets.UTF_8);
    for (byte octet : octets) {
      if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
        throw new IllegalArgumentException("a command cannot hold control characters");
      }
    }
    write(octets, 0, octets.length, timeout);
    write(CRLF, 0, 2, timeout);
  }

  /** Adds octets; the time-out is for each block that must leave to make room. */
  void write(byte[] octets, int offset, int length, Duration timeout) throws IOException {
    if (length > BUFFER - filled) {
      flush(timeout);
    }
    if (length <= BUFFER) {
      System.arraycopy(octets, offset, buffer, filled, length);
      filled += length;
      return;
    }
    for (int sent = 0; sent < length; sent += BUFFER) {
      send(octets, offset + sent, Math.min(BUFFER, length - sent), timeout);
    }
  }

  /** How many octets wait for {@link #flush}. */
  int unflushed() {
    return filled;
  }

  /** Sends what was gathered. */
  void flush(Duration timeout) throws IOException {
    int length = filled;
    filled = 0;
    if (length > 0) {
      send(buffer, 0, length, timeout);
    }
  }

  private void send(byte[] octets, int offset, int length, Duration timeout) throws IOException {
    watch.arm(limited(guard.deadlineIn(timeout)));
    writing = true;
    try {
      out.write(octets, offset, length);
    } finally {
      writing = false;
      watch.disarm();
    }
  }

  /**
   * Reads one reply.
   *
   * @param timeout for the whole reply
   */
  Reply read(Duration timeout) throws IOException, MalformedReply {
    return readBy(limited(guard.deadlineIn(timeout)));
  }

  /** From now on no time-out reaches beyond so long from now, until {@link #liftLimit}. */
  void limit(Duration all) {
    limit = OptionalLong.of(guard.deadlineIn(all));
  }

  /** Time-outs are whole again. */
  void liftLimit() {
    limit = OptionalLong.empty();
  }

  private long limited(long deadline) {
    return limit.isPresent() && limit.getAsLong() - deadline < 0 ? limit.getAsLong() : deadline;
  }

  /** The moment that is so far from now, for {@link #readBy}. */
  long deadlineIn(Duration timeout) {
    return guard.deadlineIn(timeout);
  }

  /**
   * Reads one reply.
   *
   * @param deadline for the whole reply, and maybe for others before or after it
   */
  Reply readBy(long deadline) throws IOException, MalformedReply {
    return readBy(deadline, false);
  }

  /**
   * Reads the reply to a whole message, {@linkplain ReplyReader#readVerdict however oddly} it is
   * put.
   *
   * @param timeout for the whole reply
   */
  Reply readVerdict(Duration timeout) throws IOException, MalformedReply {
    return readBy(limited(guard.deadlineIn(timeout)), true);
  }

  private Reply readBy(long deadline, boolean verdict) throws IOException, MalformedReply {
    readDeadline = deadline;
    watch.arm(readDeadline);
    try {
      Reply reply = verdict ? replies.readVerdict() : replies.read();
      lastHeard = guard.now();
      return reply;
    } finally {
      watch.disarm();
    }
  }

  /**
   * After a failed write: what the peer had to say before, or while, it stopped listening. Empty if
   * nothing comes at once; all that is read so has one deadline.
   */
  Optional<Reply> lastWords() {
    if (lastWordsDeadline.isEmpty()) {
      lastWordsDeadline = OptionalLong.of(guard.deadlineIn(GRACE));
    }
    try {
      return Optional.of(readBy(lastWordsDeadline.getAsLong()));
    } catch (IOException | MalformedReply e) {
      // The connection is already known to be broken; no words are no news.
      return Optional.empty();
    }
  }

  /**
   * Whether the peer has said more than was read. A connection found broken says nothing; that it
   * is broken will be seen when it is used.
   */
  boolean saysMore() {
    try {
      return hasInput();
    } catch (IOException e) {
      return false;
    }
  }

  /** How many octets were read ahead and belong to no reply yet. */
  int readAhead() {
    return replies.buffered();
  }

  /** Whether the peer has said something that was not read yet; hardly waits. */
  boolean hasInput() throws IOException {
    return replies.buffered() > 0
        || (raw.getInputStream().available() > 0 && (socket == raw || glance() > 0));
  }

  /** Whether the peer says nothing, not even in a millisecond's time. */
  boolean staysQuiet() throws IOException {
    return staysQuiet(GLANCE);
  }

  /** Whether the peer says nothing for so long. */
  boolean staysQuiet(Duration time) throws IOException {
    return replies.buffered() == 0 && glance(time) <= 0;
  }

  /**
   * Whether the connection is up and the peer silent, as it should be between transactions. Where
   * there is an answer to be had, it is lost: such a connection is of no more use.
   */
  boolean isQuiet() {
    try {
      return !closed && replies.buffered() == 0 && (socket == raw ? isOpenAndSilent() : isIdle());
    } catch (IOException e) {
      // Reset while idle: then it is not quiet, and that is all there is to know.
      return false;
    }
  }

  /** Looks for octets or the end, without waiting: a socket's own reads wait for a millisecond. */
  private boolean isOpenAndSilent() throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } finally {
      channel.configureBlocking(true);
    }
  }

  /**
   * Under TLS the peer may have sent what is no reply. One that was heard a moment ago is only
   * asked whether it has said more, not whether it is there.
   */
  private boolean isIdle() throws IOException {
    boolean recent = guard.now() - lastHeard < RECENT_NANOS;
    return (recent && raw.getInputStream().available() == 0) || glance() == 0;
  }

  private int glance() throws IOException {
    return glance(GLANCE);
  }

  /** Reads what is there: how many octets, 0 if none came in that time, -1 at the end. */
  private int glance(Duration time) throws IOException {
    readDeadline = guard.deadlineIn(time);
    glancing = true;
    try {
      return replies.fill();
    } catch (SocketTimeoutException e) {
      return 0;
    } finally {
      glancing = false;
    }
  }

  /** What an exception of this connection means. */
  Failed failure(Stage stage, Exception cause) {
    if (cause instanceof MalformedReply) {
      return new Failed(stage, Failure.MALFORMED_REPLY, String.valueOf(cause.getMessage()));
    }
    if (cut) {
      return new Failed(stage, Failure.CONNECTION_LOST, "closed by us, since we stop");
    }
    boolean late = cause instanceof SocketTimeoutException || watch.fired();
    return late
        ? new Failed(stage, Failure.TIMED_OUT, "nothing more came in time")
        : new Failed(stage, Failure.CONNECTION_LOST, describe(cause));
  }

  /** The words of an exception, or its name where it has none. */
  static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /** Runs on the guard's executor, while some operation hangs. */
  private void expire() {
    try {
      if (writing && !raw.isOutputShutdown()) {
        watch.arm(guard.deadlineIn(GRACE));
        raw.shutdownOutput();
      } else {
        raw.close();
      }
    } catch (IOException e) {
      // The socket is closed or reset already, which frees the hanging thread as well.
      close();
    }
  }

  /** Ends TLS in good order, then the connection; bounded in time. */
  void closePolitely() {
    if (socket != raw && !closed) {
      watch.arm(guard.deadlineIn(GRACE));
      try {
        socket.close();
      } catch (IOException e) {
        // A farewell that is not heard changes nothing.
        watch.disarm();
      }
    }
    close();
  }

  /** Closes the socket at once, beneath TLS, where nothing can block. */
  @Override
  public void close() {
    closed = true;
    watch.close();
    try {
      raw.close();
    } catch (IOException e) {
      // Nothing is left to be done for a socket that will not even close.
      filled = 0;
    }
  }

  /** Closes the socket at once, whatever goes on over it: we stop. */
  void cut() {
    cut = true;
    close();
  }

  boolean isClosed() {
    return closed;
  }

  private static int socketMillis(Duration timeout) {
    return (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
  }

  /**
   * Reads from a socket, but not beyond the deadline of the reply being read: the guard, which is
   * armed then, closes the connection. The socket's own time-out would have its read cost several
   * calls of the system, or a timer for each, so it is for glances alone.
   */
  private final class GuardedInput extends InputStream {
    private final Socket from;
    private final InputStream in;
    private int socketTimeout;

    private GuardedInput(Socket from) throws IOException {
      this.from = from;
      this.in = from.getInputStream();
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
      long remaining = guard.remaining(readDeadline);
      if (remaining <= 0) {
        throw new SocketTimeoutException();
      }
      timeOut(glancing ? socketMillis(Duration.ofNanos(remaining).plusNanos(999_999)) : 0);
      return in.read(octets, offset, length);
    }

    private void timeOut(int millis) throws IOException {
      if (millis != socketTimeout) {
        from.setSoTimeout(millis);
        socketTimeout = millis;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] octet = new byte[1];
      return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
    }
  }
}
