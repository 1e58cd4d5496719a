// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A proxy on a free port of 127.0.0.1 that speaks SOCKS5 (RFC 1928) and the PROXY protocol, version
 * 2, whichever a client begins with, and remembers where it was asked to connect to.
 */
public final class ForwardingProxy implements AutoCloseable {
  private static final int SECONDS_TO_END = 10;
  private static final int SOCKS = 5;
  private static final int IPV4_OCTETS = 4;
  private static final int IPV6_OCTETS = 16;

  private final ServerSocket listening;
  private final List<String> led = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private ForwardingProxy() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts one. */
  public static ForwardingProxy start() throws IOException {
    ForwardingProxy proxy = new ForwardingProxy();
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  /**
   * The connections it made: {@code socks5 127.0.0.1:25}, {@code proxy2 127.0.0.2 127.0.0.1:25}.
   */
  public List<String> led() {
    return List.copyOf(led);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int first = in.readUnsignedByte();
      InetSocketAddress to =
          first == SOCKS ? socks(in, client.getOutputStream()) : proxyProtocol(in);
      try (Socket onward = new Socket(to.getAddress(), to.getPort())) {
        open.add(onward);
        threads.execute(() -> pump(onward, client));
        in.transferTo(onward.getOutputStream());
      }
    } catch (IOException e) {
      // One of the two is gone, and so is the connection.
      open.remove(client);
    }
  }

  private InetSocketAddress socks(DataInputStream in, OutputStream out) throws IOException {
    in.readFully(new byte[in.readUnsignedByte()]);
    out.write(new byte[] {SOCKS, 0});
    in.readFully(new byte[3]);
    InetSocketAddress to = address(in, in.readUnsignedByte() == 1 ? IPV4_OCTETS : IPV6_OCTETS);
    led.add("socks5 " + text(to));
    out.write(new byte[] {SOCKS, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    out.flush();
    return to;
  }

  private static InetSocketAddress address(DataInputStream in, int octets) throws IOException {
    byte[] address = new byte[octets];
    in.readFully(address);
    return new InetSocketAddress(InetAddress.getByAddress(address), in.readUnsignedShort());
  }

  private InetSocketAddress proxyProtocol(DataInputStream in) throws IOException {
    in.readFully(new byte[12]); // The rest of the signature, version and command.
    int octets = in.readUnsignedByte() >> 4 == 1 ? IPV4_OCTETS : IPV6_OCTETS;
    in.readUnsignedShort();
    byte[] source = new byte[octets];
    byte[] destination = new byte[octets];
    in.readFully(source);
    in.readFully(destination);
    in.readUnsignedShort();
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.getByAddress(destination), in.readUnsignedShort());
    led.add("proxy2 " + InetAddress.getByAddress(source).getHostAddress() + " " + text(to));
    return to;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      // As above.
      open.remove(from);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        throw new IllegalStateException("connections of " + address() + " do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
