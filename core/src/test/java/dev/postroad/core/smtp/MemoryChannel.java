// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.tls.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A connection to a peer in memory, for tests that draw thousands of deliveries on one thread and a
 * clock of their own: whoever writes has the peer hear it at once, and whoever would have to wait
 * for words has the peer say how long that is in vain.
 */
public final class MemoryChannel extends SocketChannel {
  private static final TlsContexts TRUST = TlsContexts.systemTrust();
  private static final SocketAddress HERE = InetSocketAddress.createUnresolved("here", 40_000);

  /** Where addresses lead. */
  @FunctionalInterface
  public interface Network {
    /**
     * Somebody connects.
     *
     * @throws IOException if that fails, as it does with a socket
     */
    Peer connect(InetSocketAddress to, Duration timeout, Line line) throws IOException;
  }

  /** Who is at the other end. */
  public interface Peer {
    /**
     * It is told something.
     *
     * @throws IOException if it cannot be
     */
    void hear(byte[] octets, int offset, int length) throws IOException;

    /**
     * Somebody waits for its words, and there are none. If there still are none after this, they
     * wait for too long.
     */
    void awaited();

    /** Somebody looks for so long whether it says something, which it does not. */
    void glanced(Duration time);
  }

  /** Words that were said and not read yet. */
  private static final class Words {
    private final byte[] octets;
    private final Runnable whenHeard;
    private int read;

    Words(byte[] octets, Runnable whenHeard) {
      this.octets = octets;
      this.whenHeard = whenHeard;
    }

    int left() {
      return octets.length - read;
    }
  }

  /** What a peer says, and how it goes. */
  public static final class Line {
    private final Deque<Words> words = new ArrayDeque<>();
    private boolean ended;
    private boolean reset;
    private boolean left;

    /** Says something. */
    public void say(String text) {
      say(text, () -> {});
    }

    /**
     * Says something.
     *
     * @param whenHeard run when all of it has been read
     */
    public void say(String text, Runnable whenHeard) {
      if (!isOver()) {
        words.addLast(new Words(text.getBytes(StandardCharsets.UTF_8), whenHeard));
      }
    }

    /** Says no more; what was said can be read. */
    public void hangUp() {
      ended = true;
    }

    /** Is gone, with whatever was not read yet. */
    public void reset() {
      reset = true;
      words.clear();
    }

    /** Whether the peer or its client has ended the connection. */
    public boolean isOver() {
      return ended || reset || left;
    }
  }

  private final Network network;
  private final Line line = new Line();
  private final MemorySocket socket = new MemorySocket();
  private Peer peer = new Nobody();

  private MemoryChannel(Network network) {
    super(SelectorProvider.provider());
    this.network = network;
  }

  /** A client that reaches peers in memory, and nobody else. */
  public static SmtpClient client(SmtpSettings settings, Network network, IoGuard guard) {
    return new SmtpClient(settings, TRUST, () -> new MemoryChannel(network), guard);
  }

  /** A guard on that clock, which never interrupts anybody: one thread cannot. */
  public static IoGuard guard(LongSupplier nanoTicker) {
    return new IoGuard(Never.INSTANCE, nanoTicker);
  }

  private int readFrom(byte[] octets, int offset, int length, int timeout) throws IOException {
    if (line.words.isEmpty() && !line.isOver()) {
      if (timeout > 0) {
        peer.glanced(Duration.ofMillis(timeout));
      } else {
        peer.awaited();
      }
    }
    if (line.left) {
      throw new SocketException("Socket closed");
    }
    if (line.reset) {
      throw new SocketException("Connection reset");
    }
    Words next = line.words.peekFirst();
    if (next == null) {
      if (line.ended) {
        return -1;
      }
      throw new SocketTimeoutException("Read timed out");
    }
    int count = Math.min(length, next.left());
    System.arraycopy(next.octets, next.read, octets, offset, count);
    next.read += count;
    if (next.left() == 0) {
      line.words.removeFirst();
      next.whenHeard.run();
    }
    return count;
  }

  private void writeTo(byte[] octets, int offset, int length) throws IOException {
    if (line.left) {
      throw new SocketException("Socket closed");
    }
    if (line.isOver()) {
      throw new SocketException("Broken pipe");
    }
    peer.hear(octets, offset, length);
    if (line.left) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public Socket socket() {
    return socket;
  }

  /** Looks without waiting, as the non-blocking channel does. */
  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (line.left) {
      throw new SocketException("Socket closed");
    }
    if (line.reset) {
      throw new SocketException("Connection reset");
    }
    if (line.words.isEmpty()) {
      return line.ended ? -1 : 0;
    }
    byte[] octets = new byte[buffer.remaining()];
    int count = readFrom(octets, 0, octets.length, 0);
    buffer.put(octets, 0, count);
    return count;
  }

  @Override
  protected void implCloseSelectableChannel() {
    line.left = true;
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // It never blocks.
  }

  @Override
  public boolean isConnected() {
    return !(peer instanceof Nobody);
  }

  @Override
  public SocketAddress getLocalAddress() {
    return HERE;
  }

  @Override
  public SocketChannel shutdownOutput() {
    line.left = true;
    return this;
  }

  @Override
  public SocketChannel bind(SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public SocketChannel shutdownInput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isConnectionPending() {
    return false;
  }

  @Override
  public boolean connect(SocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean finishConnect() {
    return true;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer buffer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** The channel's, as the client uses it. */
  private final class MemorySocket extends Socket {
    private int timeout;

    @Override
    public void connect(SocketAddress to, int millis) throws IOException {
      peer = network.connect((InetSocketAddress) to, Duration.ofMillis(millis), line);
    }

    @Override
    public void bind(SocketAddress local) {
      // From wherever.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
      // Nothing is ever delayed.
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
      timeout = millis;
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          byte[] octet = new byte[1];
          return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
          return readFrom(octets, offset, length, timeout);
        }

        @Override
        public int available() throws IOException {
          if (line.left) {
            throw new SocketException("Socket closed");
          }
          return line.words.stream().mapToInt(Words::left).sum();
        }
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
          write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
          writeTo(octets, offset, length);
        }
      };
    }

    @Override
    public boolean isOutputShutdown() {
      return line.left;
    }

    @Override
    public synchronized void close() throws IOException {
      MemoryChannel.this.close();
    }
  }

  /** Before there is a connection. */
  private static final class Nobody implements Peer {
    @Override
    public void hear(byte[] octets, int offset, int length) throws IOException {
      throw new SocketException("Socket is not connected");
    }

    @Override
    public void awaited() {
      throw new IllegalStateException("nobody is there");
    }

    @Override
    public void glanced(Duration time) {
      throw new IllegalStateException("nobody is there");
    }
  }

  /** Timers that never come: time that is drawn passes with whoever waits. */
  private static final class Never extends ScheduledThreadPoolExecutor {
    private static final Never INSTANCE = new Never();

    private final ScheduledFuture<?> never;

    Never() {
      super(
          1,
          task -> {
            Thread thread = new Thread(task, "timers that never come");
            thread.setDaemon(true);
            return thread;
          });
      never = super.schedule(() -> {}, 1_000, TimeUnit.DAYS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return never;
    }
  }
}
