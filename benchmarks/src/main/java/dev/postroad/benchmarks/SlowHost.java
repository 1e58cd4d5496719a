// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A host that greets everybody with an octet a second, and does not come to an end. */
final class SlowHost implements AutoCloseable {
  private static final byte[] GREETING = "220-wait\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 4_096;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final Map<SocketChannel, Integer> said = new HashMap<>();
  private final Thread thread = new Thread(this::serve, "slow-host");
  private volatile int most;

  /** Opens it at an address. */
  SlowHost(InetSocketAddress address) throws IOException {
    server.bind(address, BACKLOG);
    server.configureBlocking(false);
    SelectionKey unused = server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns how many were connected at once. */
  int most() {
    return most;
  }

  private void serve() {
    long next = System.nanoTime() + SECOND;
    try (selector;
        server) {
      while (!Thread.currentThread().isInterrupted()) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
        int unused = selector.select(key -> accept(), left);
        if (next - System.nanoTime() <= 0) {
          next += SECOND;
          sayMore();
        }
      }
      for (SocketChannel channel : said.keySet()) {
        channel.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the slow host has broken down", e);
    }
  }

  private void accept() {
    try {
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        channel.configureBlocking(false);
        said.put(channel, 0);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the slow host cannot take a connection", e);
    }
    most = Math.max(most, said.size());
  }

  private void sayMore() {
    Iterator<Map.Entry<SocketChannel, Integer>> all = said.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<SocketChannel, Integer> entry = all.next();
      int place = entry.getValue();
      try {
        int unused = entry.getKey().write(ByteBuffer.wrap(GREETING, place, 1));
        entry.setValue((place + 1) % GREETING.length);
      } catch (IOException gone) {
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
