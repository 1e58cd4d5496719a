// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is done under each demand: TLS 1.2 or newer, SNI with the host's name, and where the
 * demand is {@link TlsDemand.Level#VERIFY} a certificate chain that leads to a trusted root and a
 * certificate in the right name.
 *
 * <p>Verified and unverified connections have contexts of their own, so no TLS session made without
 * verification is ever resumed where verification is demanded; and the name is checked on every
 * connection, resumed or not.
 *
 * <p>Immutable and thread-safe.
 */
public final class TlsContexts {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final Pattern EXCEPTION_NAME = Pattern.compile("(?:\\w+\\.)+\\w+Exception: ");

  /** Pinned certificates and certificates of our own are few; those that went out of use go. */
  private static final int MOST_CONTEXTS = 200;

  private final SSLContext unverified;
  private final TrustManager[] trusted;

  /** One for each demand and identity, so that no TLS session is resumed under another. */
  private final Map<ContextKey, SSLContext> contexts =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ContextKey, SSLContext> eldest) {
              return size() > MOST_CONTEXTS;
            }
          });

  private record ContextKey(
      boolean verified, List<String> pins, Optional<ClientCertificate> certificate) {}

  private TlsContexts(@Nullable KeyStore trust) throws GeneralSecurityException {
    this.unverified = context(null, new TrustManager[] {new TrustAnything()});
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    this.trusted = managers.getTrustManagers();
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }

  /**
   * Trusts what the Java runtime trusts.
   *
   * @throws IllegalStateException if the runtime has no usable TLS or trust store
   */
  public static TlsContexts systemTrust() {
    try {
      return new TlsContexts(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot do TLS: " + e.getMessage(), e);
    }
  }

  /**
   * Trusts the certificates in a file, and no others: PEM certificates, or a PKCS #12 store.
   *
   * @param password of the PKCS #12 store; ignored for PEM
   * @throws IOException if the file cannot be read or holds no certificate
   */
  public static TlsContexts trusting(Path file, char[] password) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    KeyStore trust;
    try {
      trust = isPem(bytes) ? pem(bytes) : pkcs12(bytes, password);
      if (trust.size() > 0) {
        return new TlsContexts(trust);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException(
          file
              + " is neither PEM certificates nor a PKCS #12 store that opens with its password: "
              + e,
          e);
    }
    throw new IOException(file + " holds no certificate to trust");
  }

  private static boolean isPem(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE");
  }

  private static KeyStore pem(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    int count = 0;
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))) {
      trust.setCertificateEntry("trusted" + count++, certificate);
    }
    return trust;
  }

  private static KeyStore pkcs12(byte[] bytes, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(new ByteArrayInputStream(bytes), password);
    return trust;
  }

  /**
   * Makes the TLS sockets fit for a demand.
   *
   * @param certificate by which we prove who we are, where the peer asks
   * @throws SSLException if the certificate cannot be used
   */
  public SSLSocketFactory socketFactory(TlsDemand demand, Optional<ClientCertificate> certificate)
      throws SSLException {
    if (!demand.mustVerify() && certificate.isEmpty()) {
      return unverified.getSocketFactory();
    }
    ContextKey key = new ContextKey(demand.mustVerify(), demand.pins(), certificate);
    SSLContext context = contexts.get(key);
    if (context == null) {
      try {
        context = context(key);
      } catch (GeneralSecurityException e) {
        throw new SSLException("our certificate cannot be used: " + e.getMessage(), e);
      }
      contexts.put(key, context);
    }
    return context.getSocketFactory();
  }

  private SSLContext context(ContextKey key) throws GeneralSecurityException {
    TrustManager[] trust =
        !key.verified()
            ? new TrustManager[] {new TrustAnything()}
            : key.pins().isEmpty() ? trusted : new TrustManager[] {new PinnedTrust(key.pins())};
    return context(
        key.certificate().isPresent() ? key.certificate().get().keyManagers() : null, trust);
  }

  /**
   * The parameters of a connection to a host: protocol versions, and SNI unless the host is known
   * by its address alone.
   */
  public SSLParameters parameters(String hostName) {
    SSLParameters parameters = unverified.getDefaultSSLParameters();
    parameters.setProtocols(
        Arrays.stream(unverified.getSupportedSSLParameters().getProtocols())
            .filter(PROTOCOLS::contains)
            .toArray(String[]::new));
    serverName(hostName).ifPresent(name -> parameters.setServerNames(List.of(name)));
    return parameters;
  }

  private static Optional<SNIHostName> serverName(String hostName) {
    boolean isName = hostName.indexOf(':') < 0 && hostName.chars().anyMatch(Character::isLetter);
    try {
      return isName ? Optional.of(new SNIHostName(hostName)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      // A name that DNS has and SNI cannot say, such as one with an underscore: go without.
      return Optional.empty();
    }
  }

  /**
   * What keeps an established TLS session from meeting a demand; empty if nothing does. The chain
   * was verified during the handshake; this looks at the name, and at the time: Java takes a
   * certificate that is itself among the trusted ones whatever its dates are.
   *
   * @param hostName the name used where the demand lists none
   */
  public static Optional<String> objection(SSLSession session, TlsDemand demand, String hostName) {
    if (!demand.mustVerify()) {
      return Optional.empty();
    }
    if (!demand.pins().isEmpty()) {
      return notPinned(session, demand);
    }
    List<String> expected = demand.names().isEmpty() ? List.of(hostName) : demand.names();
    try {
      X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
      certificate.checkValidity();
      CertificateNames names = CertificateNames.of(certificate);
      return names.coverAnyOf(expected)
          ? Optional.empty()
          : Optional.of(
              "the certificate is for "
                  + names
                  + ", and must be for "
                  + String.join(" or ", expected));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.of("the peer has no certificate");
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return Optional.of("the certificate is not valid at this time: " + e.getMessage());
    } catch (CertificateParsingException e) {
      return Optional.of("the names in the certificate cannot be read: " + e.getMessage());
    }
  }

  private static Optional<String> notPinned(SSLSession session, TlsDemand demand) {
    try {
      String fingerprint = Fingerprints.sha256(session.getPeerCertificates()[0]);
      return demand.pins().contains(fingerprint)
          ? Optional.empty()
          : Optional.of(
              "the certificate has the fingerprint " + fingerprint + ", not the pinned one");
    } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
      return Optional.of("the peer has no certificate that can be read");
    }
  }

  /** What is wrong with the peer's certificate, if that is why a handshake failed. */
  public static Optional<String> certificateProblem(SSLException failure) {
    StringBuilder problem = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || !problem.isEmpty()) {
        // The words of a cause are often repeated by what it caused, with its class before them.
        String words = EXCEPTION_NAME.matcher(String.valueOf(cause.getMessage())).replaceAll("");
        if (problem.indexOf(words) < 0) {
          problem.append(problem.isEmpty() ? "" : ": ").append(words);
        }
      }
    }
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem.toString());
  }
}
