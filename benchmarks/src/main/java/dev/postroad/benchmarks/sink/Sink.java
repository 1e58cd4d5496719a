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
import java.util.List;
import java.util.function.Consumer;

/** An SMTP server on many addresses and one thread, which takes every mail and counts it. */
final class Sink {
  private static final int BACKLOG = 1024;

  private final Selector selector;
  private final Consumer<Tally> whenComplete;
  private long expected;
  private long mails;
  private long connections;
  private long octets;
  private long lastNanos;

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
    mails = 0;
    connections = 0;
    octets = 0;
    lastNanos = 0;
  }

  /** Returns what arrived so far. */
  synchronized Tally tally() {
    return new Tally(mails, connections, octets, lastNanos);
  }

  /** Serves for ever. */
  void serve() {
    try {
      while (true) {
        int unused = selector.select(this::proceed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the sink's selector failed", e);
    }
  }

  private void proceed(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel());
      } else if (key.attachment() instanceof SinkConnection connection) {
        connection.proceed(key);
      }
    } catch (IOException clientGone) {
      // Whether mail was lost with it, the counts tell.
      close(key);
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
      }
      connection.flush(key);
    }
  }

  private synchronized void accepted(long contentOctets) {
    mails++;
    octets += contentOctets;
    lastNanos = System.nanoTime();
    if (mails == expected) {
      whenComplete.accept(tally());
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // Closing a socket that is broken already: nothing is left to be done.
      key.cancel();
    }
  }
}
