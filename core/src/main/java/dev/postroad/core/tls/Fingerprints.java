// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The SHA-256 fingerprints of certificates, in lower-case hexadecimal without colons. */
public final class Fingerprints {
  private Fingerprints() {}

  /** The fingerprint of a certificate, as {@code openssl x509 -fingerprint -sha256} counts it. */
  public static String sha256(Certificate certificate) throws CertificateEncodingException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Reads a fingerprint, with colons or without, whatever its case; empty if it is none. */
  public static Optional<String> parse(String text) {
    String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
    return hex.matches("[0-9a-f]{64}") ? Optional.of(hex) : Optional.empty();
  }
}
