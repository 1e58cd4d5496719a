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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A host that greets everybody with an octet a second, and does not come to an end. It does not
 * speak to many at the same moment, as so many hosts, each with its own clock, would not.
 */
final class SlowHost implements AutoCloseable {
  private static final byte[] GREETING = "220-wait\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 4_096;
  private static final int GROUPS = 1_000;
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1) / GROUPS;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final List<Map<SocketChannel, Integer>> groups =
      Stream.<Map<SocketChannel, Integer>>generate(HashMap::new).limit(GROUPS).toList();
  private final Thread thread = new Thread(this::serve, "slow-host");
  private int accepted;
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
    long next = System.nanoTime() + PAUSE;
    int turn = 0;
    try (selector;
        server) {
      while (!Thread.currentThread().isInterrupted()) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
        int unused = selector.select(key -> accept(), left);
        if (next - System.nanoTime() <= 0) {
          next += PAUSE;
          turn = (turn + 1) % GROUPS;
          sayMore(groups.get(turn));
        }
      }
      for (Map<SocketChannel, Integer> group : groups) {
        for (SocketChannel channel : group.keySet()) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the slow host has broken down", e);
    }
  }

  private void accept() {
    try {
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        channel.configureBlocking(false);
        groups.get(accepted++ % GROUPS).put(channel, 0);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the slow host cannot take a connection", e);
    }
    most = Math.max(most, groups.stream().mapToInt(Map::size).sum());
  }

  private static void sayMore(Map<SocketChannel, Integer> group) {
    Iterator<Map.Entry<SocketChannel, Integer>> all = group.entrySet().iterator();
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

  /** Ends it; its address is free again afterwards. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
