// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.stock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets without Nagle's algorithm, which JavaMail leaves on. */
public final class NoDelaySocketFactory extends SocketFactory {
  /** Returns a factory: JavaMail makes none but by a method of this name. */
  public static SocketFactory getDefault() {
    return new NoDelaySocketFactory();
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(createSocket(), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(createSocket(), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(bound(local, localPort), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(bound(local, localPort), new InetSocketAddress(host, port));
  }

  private Socket bound(InetAddress local, int localPort) throws IOException {
    Socket socket = createSocket();
    socket.bind(new InetSocketAddress(local, localPort));
    return socket;
  }

  private static Socket connected(Socket socket, InetSocketAddress peer) throws IOException {
    socket.connect(peer);
    return socket;
  }
}
