// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;

/** Receives questions over UDP on one thread and hands them on. */
final class UdpListener implements Runnable, AutoCloseable {
  /** Receives each datagram; must not block. */
  interface Handler {
    void handle(byte[] datagram, InetSocketAddress client);
  }

  private final DatagramSocket socket;
  private final Handler handler;

  UdpListener(DatagramSocket socket, Handler handler) {
    this.socket = socket;
    this.handler = handler;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[65_535];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] datagram = Arrays.copyOf(buffer, packet.getLength());
        handler.handle(datagram, (InetSocketAddress) packet.getSocketAddress());
      } catch (IOException e) {
        // An ICMP error for an earlier answer arrives here as well; only a close ends the loop.
      }
    }
  }

  /**
   * Sends, from another local address if one is given. Losing a datagram is no error.
   *
   * @throws IllegalArgumentException if the other address cannot be bound
   */
  void send(Emission emission, InetSocketAddress client) {
    Optional<InetSocketAddress> source = emission.source();
    if (source.isEmpty()) {
      send(socket, emission, client);
      return;
    }
    try (DatagramSocket other = new DatagramSocket(source.get())) {
      send(other, emission, client);
    } catch (SocketException e) {
      throw new IllegalArgumentException("cannot answer from " + source.get(), e);
    }
  }

  private static void send(DatagramSocket from, Emission emission, InetSocketAddress client) {
    try {
      from.send(new DatagramPacket(emission.bytes(), emission.bytes().length, client));
    } catch (IOException e) {
      // To the client it is a lost datagram, which it must bear anyway.
      return;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
