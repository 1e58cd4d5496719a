// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a server behaves where no rule says otherwise.
 *
 * @param hostname what it calls itself
 * @param capabilities EHLO lines without STARTTLS and AUTH, which follow from the rest
 * @param linger how long it waits before each reply to see whether the client waits for it
 * @param idle after how long a silent client is sent away
 */
record ServerSettings(
    String hostname,
    List<String> capabilities,
    Tls tls,
    Auth auth,
    Keep keep,
    boolean strict,
    Duration linger,
    Duration idle) {

  /**
   * Encryption.
   *
   * @param context empty for a server without TLS
   * @param implicit whether every connection starts with a handshake
   * @param required whether MAIL is refused in the clear
   * @param clients whether client certificates are asked for
   */
  record Tls(
      Optional<SSLContext> context, boolean implicit, boolean required, ClientCertificate clients) {
    static final Tls NONE = new Tls(Optional.empty(), false, false, ClientCertificate.IGNORED);
  }

  /** Whether a TLS client shall present a certificate. */
  enum ClientCertificate {
    IGNORED,
    WANTED,
    NEEDED
  }

  /**
   * Authentication.
   *
   * @param users passwords (for XOAUTH2, tokens) by name; empty if AUTH is not offered
   * @param mechanisms in the order offered
   * @param onlyUnderTls whether AUTH is offered and taken under TLS only
   * @param required whether MAIL is refused before it
   * @param wrongServerSignature whether SCRAM ends with a signature that is not right
   */
  record Auth(
      Map<String, String> users,
      List<String> mechanisms,
      boolean onlyUnderTls,
      boolean required,
      boolean wrongServerSignature) {
    static final List<String> ALL =
        List.of("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "SCRAM-SHA-256");
    static final Auth NONE = new Auth(Map.of(), ALL, false, false, false);

    boolean offeredUnder(boolean tls) {
      return !users.isEmpty() && (tls || !onlyUnderTls);
    }

    @Override
    public String toString() {
      return "Auth" + mechanisms;
    }
  }

  ServerSettings withCapabilities(List<String> lines) {
    return new ServerSettings(hostname, List.copyOf(lines), tls, auth, keep, strict, linger, idle);
  }
}
