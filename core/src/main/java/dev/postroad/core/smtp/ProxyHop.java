// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * A proxy that connections go through. It is given the address that we have chosen, never a name.
 *
 * @param kind how it is talked to
 * @param address where it listens
 * @param port 1 to 65535
 */
public record ProxyHop(Kind kind, InetAddress address, int port) {
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP_4 = 0x11;
  private static final int TCP_6 = 0x21;
  private static final int SOCKS_5 = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  /** How a proxy is talked to. */
  public enum Kind {
    /** SOCKS version 5 (RFC 1928), without authentication. */
    SOCKS5("socks5"),
    /**
     * The PROXY protocol, version 2: the header says from which address the proxy is to connect and
     * where to.
     */
    PROXY_V2("proxy2");

    private final String scheme;

    Kind(String scheme) {
      this.scheme = scheme;
    }

    /** As it stands before {@code ://}. */
    public String scheme() {
      return scheme;
    }
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  /** Whether the local address is the proxy's to bind, and not ours. */
  boolean bindsSource() {
    return kind == Kind.PROXY_V2;
  }

  /**
   * Has a connection to the proxy lead on.
   *
   * @param peer where to; has an address
   * @param source from where, if that matters
   * @throws IOException if the proxy does not
   */
  void leadOn(Socket socket, InetSocketAddress peer, Optional<InetAddress> source)
      throws IOException {
    if (kind == Kind.SOCKS5) {
      socks(socket, peer);
    } else {
      announce(socket.getOutputStream(), peer, source.orElse(socket.getLocalAddress()));
    }
  }

  private static void announce(OutputStream out, InetSocketAddress peer, InetAddress from)
      throws IOException {
    boolean four = peer.getAddress() instanceof Inet4Address;
    byte[] to = peer.getAddress().getAddress();
    byte[] source = from.getAddress();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream octets = new DataOutputStream(header);
    octets.write(SIGNATURE);
    octets.write(VERSION_2_PROXY);
    octets.write(four ? TCP_4 : TCP_6);
    octets.writeShort(2 * to.length + 4);
    // Of another family our address cannot be said, and any will do.
    octets.write(source.length == to.length ? source : new byte[to.length]);
    octets.write(to);
    octets.writeShort(0);
    octets.writeShort(peer.getPort());
    out.write(header.toByteArray());
    out.flush();
  }

  private static void socks(Socket socket, InetSocketAddress peer) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {SOCKS_5, 1, NO_AUTHENTICATION});
    out.flush();
    if (in.readUnsignedByte() != SOCKS_5 || in.readUnsignedByte() != NO_AUTHENTICATION) {
      throw new ConnectException("the SOCKS proxy wants authentication, or is none");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    DataOutputStream octets = new DataOutputStream(request);
    octets.write(new byte[] {SOCKS_5, CONNECT, 0});
    octets.write(peer.getAddress() instanceof Inet4Address ? IPV4 : IPV6);
    octets.write(peer.getAddress().getAddress());
    octets.writeShort(peer.getPort());
    out.write(request.toByteArray());
    out.flush();
    if (in.readUnsignedByte() != SOCKS_5) {
      throw new ConnectException("the SOCKS proxy answers in another version");
    }
    int reply = in.readUnsignedByte();
    if (reply != 0) {
      throw new ConnectException("the SOCKS proxy answers " + reply + ": " + words(reply));
    }
    in.readUnsignedByte();
    int bound =
        switch (in.readUnsignedByte()) {
          case IPV4 -> 4;
          case NAME -> in.readUnsignedByte();
          case IPV6 -> 16;
          default -> throw new ConnectException("the SOCKS proxy has an address of no known kind");
        };
    in.readFully(new byte[bound + 2]);
  }

  /** RFC 1928 §6. */
  private static String words(int reply) {
    return switch (reply) {
      case 2 -> "not allowed by its rules";
      case 3 -> "network unreachable";
      case 4 -> "host unreachable";
      case 5 -> "connection refused";
      case 6 -> "TTL expired";
      default -> "failure";
    };
  }

  /** {@code socks5://192.0.2.1:1080}. */
  @Override
  public String toString() {
    String host = address.getHostAddress();
    return kind.scheme() + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
