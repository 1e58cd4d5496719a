// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.SessionTerms;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The security boundary between mails that may share a session: every component that makes one
 * session different from another. A mail that must be encrypted never rides on a session opened for
 * one that need not be, nor one user's on another's login. Several {@link SmtpClient}s share a
 * pool, so what differs between them is in it, too.
 *
 * <p>Not in it is only {@link TlsDemand#because()}: two rules that demand the same thing may share.
 */
record SessionKey(
    Optional<InetAddress> sourceAddress,
    String ehloName,
    InetAddress address,
    int port,
    String hostName,
    boolean implicitTls,
    TlsDemand.Level tlsLevel,
    List<String> tlsNames,
    List<String> tlsPins,
    Optional<TlsContexts> verifiedBy,
    Optional<Credentials> credentials,
    boolean authInClear,
    SessionTerms terms,
    SmtpSettings manners) {

  /**
   * The key of the sessions to an endpoint that a client opens. Whose certificates it trusts
   * matters only where they are verified.
   */
  static SessionKey of(SmtpClient client, Endpoint endpoint) {
    return new SessionKey(
        endpoint.sourceAddress(),
        endpoint.ehloName(),
        endpoint.address(),
        endpoint.port(),
        endpoint.hostName(),
        endpoint.implicitTls(),
        endpoint.tls().level(),
        endpoint.tls().names(),
        endpoint.tls().pins(),
        endpoint.tls().mustVerify() ? Optional.of(client.trust()) : Optional.empty(),
        endpoint.credentials(),
        endpoint.authInClear(),
        endpoint.terms(),
        client.settings());
  }

  /** Where the session leads, and from where. */
  HostHealth.Place place() {
    return new HostHealth.Place(sourceAddress, address, port);
  }
}
