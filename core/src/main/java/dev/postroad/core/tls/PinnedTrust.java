// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts the certificates with some fingerprints and no others, whoever signed them. */
final class PinnedTrust extends X509ExtendedTrustManager {
  private final List<String> pins;

  PinnedTrust(List<String> pins) {
    this.pins = List.copyOf(pins);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    String fingerprint = chain.length == 0 ? "none" : Fingerprints.sha256(chain[0]);
    if (!pins.contains(fingerprint)) {
      throw new CertificateException(
          "the certificate has the fingerprint " + fingerprint + ", which is not the pinned one");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw notAServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw notAServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw notAServer();
  }

  private static UnsupportedOperationException notAServer() {
    return new UnsupportedOperationException("Postroad is a TLS client only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
