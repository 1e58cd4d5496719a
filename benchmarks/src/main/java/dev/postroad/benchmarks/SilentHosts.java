// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts at which the kernel is all there is: nobody ever takes a connection from it, so nobody ever
 * says anything.
 */
final class SilentHosts {
  /** More connections than a measurement makes to one host. */
  private static final int ROOM_FOR_ALL = 4_096;

  /** Linux lets one more in than it is told. */
  private static final int NO_ROOM = 1;

  private static final int FILLERS = 4;

  private final List<NetworkChannel> sockets = new ArrayList<>();

  private SilentHosts() {}

  /** Opens hosts where connections are made, and no greeting comes. */
  static SilentHosts tarpits(List<InetSocketAddress> addresses) throws IOException {
    return open(addresses, ROOM_FOR_ALL, 0);
  }

  /** Opens hosts that drop every SYN, for their accept queues are full. */
  static SilentHosts blackHoles(List<InetSocketAddress> addresses) throws IOException {
    return open(addresses, NO_ROOM, FILLERS);
  }

  private static SilentHosts open(List<InetSocketAddress> addresses, int backlog, int fillers)
      throws IOException {
    SilentHosts hosts = new SilentHosts();
    try {
      for (InetSocketAddress address : addresses) {
        hosts.open(address, backlog, fillers);
      }
      return hosts;
    } catch (IOException e) {
      hosts.close();
      throw e;
    }
  }

  private void open(InetSocketAddress address, int backlog, int fillers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    sockets.add(server);
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(address, backlog);
    boolean connected = true;
    for (int i = 0; i < fillers; i++) {
      SocketChannel filler = SocketChannel.open();
      sockets.add(0, filler);
      filler.configureBlocking(false);
      connected = filler.connect(address) || filler.finishConnect();
    }
    if (fillers > 0 && connected) {
      throw BenchFailure.because(address + " still takes connections, and should not");
    }
  }

  /** Closes all; whoever is connected gets a reset. */
  void close() throws IOException {
    @Nullable IOException failure = null;
    for (NetworkChannel socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        failure = new IOException("cannot close " + socket + ": " + e.getMessage(), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
