// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds loopback ports for servers that must be told their port before they start.
 *
 * <p>Ports are taken below the range that systems give to outgoing connections (32768 and up on
 * Linux), so that between the look and the server's own bind no client socket can slip in; and none
 * is given twice, for a server may bind the first only after it has been told the second.
 */
public final class LoopbackPorts {
  private static final int LOWEST = 10_240;
  private static final int BOUND = 32_000;
  private static final int TRIES = 200;
  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPorts() {}

  /** Returns an address whose port is free on that host. */
  public static InetSocketAddress free(String host) {
    return new InetSocketAddress(host, freeOnAll(List.of(host)));
  }

  /**
   * Returns the wished port where it is free, and any free one otherwise.
   *
   * @param wished 1 to 65535
   */
  public static InetSocketAddress preferring(int wished, String host) {
    return isFree(wished, host) ? new InetSocketAddress(host, wished) : free(host);
  }

  /**
   * Returns one port that is free on every one of the hosts, for servers that share it.
   *
   * @throws IllegalStateException if none was found
   */
  public static int freeOnAll(List<String> hosts) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      int port = LOWEST + RANDOM.nextInt(BOUND - LOWEST);
      if (hosts.stream().allMatch(host -> isFree(port, host)) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free on all of " + hosts);
  }

  private static boolean isFree(int port, String host) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
