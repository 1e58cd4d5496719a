// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Everything that makes one SMTP session different from another: where it goes, from where, what
 * TLS must prove, and who we say we are. Two equal endpoints may share a session; no others may.
 *
 * @param hostName name of the host, for SNI and certificate matching; the bare address if it has
 *     none
 * @param address where to connect
 * @param port 1 to 65535
 * @param implicitTls TLS from the first byte ({@code smtps}) instead of STARTTLS
 * @param tls what TLS must prove
 * @param credentials whom to authenticate as; empty to send unauthenticated
 * @param authInClear whether credentials may travel without TLS
 * @param sourceAddress local address to bind to; empty lets the system choose
 * @param ehloName what to say after EHLO: a name, or an address literal in brackets
 * @param terms what else is peculiar to sessions with this host
 */
public record Endpoint(
    String hostName,
    InetAddress address,
    int port,
    boolean implicitTls,
    TlsDemand tls,
    Optional<Credentials> credentials,
    boolean authInClear,
    Optional<InetAddress> sourceAddress,
    String ehloName,
    SessionTerms terms) {

  public Endpoint {
    if (ehloName.isEmpty() || ehloName.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new IllegalArgumentException(
          "an EHLO name is a domain name in ASCII or an address literal in brackets");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
  }

  /** An endpoint with nothing peculiar. */
  public Endpoint(
      String hostName,
      InetAddress address,
      int port,
      boolean implicitTls,
      TlsDemand tls,
      Optional<Credentials> credentials,
      boolean authInClear,
      Optional<InetAddress> sourceAddress,
      String ehloName) {
    this(
        hostName,
        address,
        port,
        implicitTls,
        tls,
        credentials,
        authInClear,
        sourceAddress,
        ehloName,
        SessionTerms.USUAL);
  }

  /** The same with another TLS demand. */
  public Endpoint with(TlsDemand demand) {
    return new Endpoint(
        hostName,
        address,
        port,
        implicitTls,
        demand,
        credentials,
        authInClear,
        sourceAddress,
        ehloName,
        terms);
  }

  /** {@code mx1.example.net[192.0.2.1]:25}, as logs name a peer. */
  @Override
  public String toString() {
    return hostName + "[" + address.getHostAddress() + "]:" + port;
  }
}
