// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

/**
 * How a session is protected, for reports: {@code none}, or protocol, cipher suite and whether the
 * peer's certificate was verified.
 *
 * @param protocol such as {@code TLSv1.3}; empty without TLS
 * @param cipherSuite JSSE's name of the suite; empty without TLS
 * @param verified whether chain and name of the certificate were verified
 */
public record TlsSummary(String protocol, String cipherSuite, boolean verified) {
  public static final TlsSummary NONE = new TlsSummary("", "", false);

  public boolean isEncrypted() {
    return !protocol.isEmpty();
  }

  @Override
  public String toString() {
    return isEncrypted()
        ? protocol + " " + cipherSuite + (verified ? " verified" : " unverified")
        : "none";
  }
}
