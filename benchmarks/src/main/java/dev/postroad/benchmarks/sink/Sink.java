// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An SMTP server on many addresses and one thread, which takes every mail and counts it. */
final class Sink {
  private static final int BACKLOG = 1024;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;
  private final Consumer<Tally> whenComplete;
  private final Arrivals arrivals = new Arrivals();

  /** Replies that are late: all equally, so that the first to wait is the first to go. */
  private final Queue<LateReply> late = new ArrayDeque<>();

  private volatile long delayNanos;
  private long expected;
  private long mails;
  private long repeated;
  private long connections;
  private long open;
  private long peak;
  private long octets;
  private long firstNanos;
  private long lastNanos;

  /** The replies of a connection up to an octet, which go at a time. */
  private record LateReply(long dueNanos, SelectionKey key, SinkConnection connection, long upTo) {}

  /**
   * Binds the addresses.
   *
   * @param whenComplete told once, by the sink's thread, when as many mails arrived as expected
   * @throws IOException naming the address that cannot be had
   */
  Sink(List<InetSocketAddress> addresses, Consumer<Tally> whenComplete) throws IOException {
    this.whenComplete = whenComplete;
    selector = Selector.open();
    for (InetSocketAddress address : addresses) {
      listen(address);
    }
  }

  private void listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    server.configureBlocking(false);
    SelectionKey unused = server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Counts from zero, and tells when that many mails arrived. */
  synchronized void expect(long number) {
    expected = number;
    arrivals.clear();
    mails = 0;
    repeated = 0;
    connections = 0;
    peak = open;
    octets = 0;
    firstNanos = 0;
    lastNanos = 0;
  }

  /** Makes every reply so late, from now on. */
  void delayReplies(Duration delay) {
    delayNanos = delay.toNanos();
  }

  /** Returns what arrived so far. */
  synchronized Tally tally() {
    return new Tally(mails, repeated, connections, open, peak, octets, firstNanos, lastNanos);
  }

  /** Returns when which mail arrived, as a line. */
  synchronized String arrivals() {
    return arrivals.line();
  }

  /** Serves for ever. */
  void serve() {
    try {
      while (true) {
        int unused = selector.select(this::proceed, patience());
        releaseLateReplies();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the sink's selector failed", e);
    }
  }

  /** Returns the milliseconds until a reply is due, at least one; 0 if none waits. */
  private long patience() {
    LateReply next = late.peek();
    if (next == null) {
      return 0;
    }
    long nanos = next.dueNanos() - System.nanoTime();
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + NANOS_PER_MILLI - 1));
  }

  private void releaseLateReplies() {
    long now = System.nanoTime();
    for (LateReply next = late.peek();
        next != null && next.dueNanos() - now <= 0;
        next = late.peek()) {
      late.remove();
      if (next.key().isValid()) {
        release(next);
      }
    }
  }

  private void release(LateReply reply) {
    try {
      reply.connection().release(reply.key(), reply.upTo());
      leaveIfClosed(reply.key());
    } catch (IOException clientGone) {
      close(reply.key());
    }
  }

  private void proceed(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel());
      } else if (key.attachment() instanceof SinkConnection connection) {
        proceed(key, connection);
      }
    } catch (IOException clientGone) {
      // Whether mail was lost with it, the counts tell.
      close(key);
    }
  }

  private void proceed(SelectionKey key, SinkConnection connection) throws IOException {
    if (key.isReadable()) {
      long before = connection.replied();
      connection.read();
      if (key.isValid() && connection.replied() > before) {
        reply(key, connection);
      }
    } else {
      connection.flush(key);
    }
    leaveIfClosed(key);
  }

  private void reply(SelectionKey key, SinkConnection connection) throws IOException {
    long delay = delayNanos;
    if (delay == 0 && late.isEmpty()) {
      connection.release(key, connection.replied());
    } else {
      late.add(new LateReply(System.nanoTime() + delay, key, connection, connection.replied()));
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    for (SocketChannel client = server.accept(); client != null; client = server.accept()) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SinkConnection connection = new SinkConnection(client, this::accepted);
      SelectionKey key = client.register(selector, SelectionKey.OP_READ, connection);
      synchronized (this) {
        connections++;
        open++;
        peak = Math.max(peak, open);
      }
      reply(key, connection);
    }
  }

  private synchronized void accepted(int number, long contentOctets) {
    long now = System.nanoTime();
    mails++;
    octets += contentOctets;
    firstNanos = mails == 1 ? now : firstNanos;
    lastNanos = now;
    if (number >= 0 && !arrivals.add(number, now)) {
      repeated++;
    } else if (mails - repeated == expected) {
      whenComplete.accept(tally());
    }
  }

  private void leaveIfClosed(SelectionKey key) {
    if (!key.channel().isOpen()) {
      synchronized (this) {
        open--;
      }
    }
  }

  private void close(SelectionKey key) {
    if (!key.channel().isOpen()) {
      return;
    }
    try {
      key.channel().close();
    } catch (IOException e) {
      // Closing a socket that is broken already: nothing is left to be done.
      key.cancel();
    }
    if (key.attachment() instanceof SinkConnection) {
      synchronized (this) {
        open--;
      }
    }
  }
}
