// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.tls.TlsDemand;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A designated relay host (smart host): where, how protected, as whom.
 *
 * @param name what rules call it
 * @param host a domain name, a host name or a bare address
 * @param mxLookup whether the relay's own MX records are used, as for a domain; false for {@code
 *     [host]}
 * @param port 1 to 65535
 * @param implicitTls {@code smtps} instead of {@code smtp}
 * @param tls what TLS must prove
 * @param credentials where the credentials are; empty to relay unauthenticated
 * @param authInClear whether credentials may travel without TLS
 * @param connections most connections at once; empty for the default
 * @param terms what else the operator says of it
 */
public record RelayHost(
    String name,
    String host,
    boolean mxLookup,
    int port,
    boolean implicitTls,
    TlsDemand tls,
    Optional<CredentialSource> credentials,
    boolean authInClear,
    OptionalInt connections,
    RelayTerms terms) {

  /** A relay with nothing else said of it. */
  public RelayHost(
      String name,
      String host,
      boolean mxLookup,
      int port,
      boolean implicitTls,
      TlsDemand tls,
      Optional<CredentialSource> credentials,
      boolean authInClear,
      OptionalInt connections) {
    this(
        name,
        host,
        mxLookup,
        port,
        implicitTls,
        tls,
        credentials,
        authInClear,
        connections,
        RelayTerms.USUAL);
  }

  /** As in a table, without its options: {@code smtp://[mx.example.net]:587}. */
  @Override
  public String toString() {
    if (terms.service().isPresent()) {
      return (implicitTls ? "submissions://" : "submission://") + host;
    }
    return (terms.session().lmtp() ? "lmtp://" : implicitTls ? "smtps://" : "smtp://")
        + (mxLookup ? host : "[" + host + "]")
        + ":"
        + port;
  }
}
