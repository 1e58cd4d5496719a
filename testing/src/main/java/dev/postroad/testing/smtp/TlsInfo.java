// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake came to.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite its standard name
 * @param serverName the name that the client asked for (SNI, RFC 6066); empty without
 * @param resumed whether an earlier session was resumed
 * @param clientCertificates what the client presented, its own first; empty without
 */
public record TlsInfo(
    String protocol,
    String cipherSuite,
    Optional<String> serverName,
    boolean resumed,
    List<X509Certificate> clientCertificates) {}
