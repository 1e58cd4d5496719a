// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate by which we prove to a peer who we are, with its chain and private key. Prints as
 * its fingerprint alone; equal ones have equal certificates and keys.
 */
public final class ClientCertificate {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final List<String> SIGNATURES =
      List.of("SHA256withECDSA", "SHA256withRSA", "EdDSA");
  private static final char[] NO_PASSWORD = {};

  private final List<Certificate> chain;
  private final PrivateKey key;

  private ClientCertificate(List<Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads PEM: the certificate, those that lead to its root, and its private key in PKCS #8, not
   * encrypted.
   *
   * @throws IOException saying what is missing, without showing what is there
   */
  public static ClientCertificate parse(byte[] pem) throws IOException {
    Matcher written = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!written.find()) {
      throw new IOException("there is no BEGIN PRIVATE KEY (PKCS #8, not encrypted)");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(written.group(1));
      // What stands between certificates is no matter to the factory, but a key before them is.
      String certificates = written.replaceAll("");
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(certificates.getBytes(StandardCharsets.ISO_8859_1)));
      if (chain.isEmpty()) {
        throw new IOException("there is no BEGIN CERTIFICATE");
      }
      PrivateKey key = key(encoded);
      List<Certificate> all = List.copyOf(chain);
      if (!isPair(all.get(0).getPublicKey(), key)) {
        throw new IOException("its private key is not that of its first certificate");
      }
      return new ClientCertificate(all, key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("its certificate or key cannot be read", e);
    }
  }

  private static PrivateKey key(byte[] encoded) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        if (algorithm.equals(ALGORITHMS.get(ALGORITHMS.size() - 1))) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("there are algorithms");
  }

  /** Whether what the one signs the other knows; nothing is said of other kinds of keys. */
  private static boolean isPair(PublicKey shown, PrivateKey key) throws GeneralSecurityException {
    if (!ALGORITHMS.contains(shown.getAlgorithm())) {
      return true;
    }
    if (!shown.getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(SIGNATURES.get(ALGORITHMS.indexOf(key.getAlgorithm())));
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    return signature.verify(signed);
  }

  /**
   * The time in which a certificate can be shown.
   *
   * @param subject whose it is
   * @param from when it begins
   * @param until when it ends
   */
  public record Validity(String subject, Instant from, Instant until) {
    /** Whoever renews a certificate needs some days for it. */
    private static final Duration SOON = Duration.ofDays(14);

    /** Machines renew a certificate that is short-lived when a third of its time is left. */
    private static final int PART = 3;

    /** Whether it ends so soon that nobody is likely to renew it any more unless told. */
    public boolean endsSoon(Instant now) {
      Duration part = Duration.between(from, until).dividedBy(PART);
      return until.isBefore(now.plus(part.compareTo(SOON) < 0 ? part : SOON));
    }
  }

  /**
   * When it is valid, and then those that lead to its root, as far as each certifies the one before
   * it. A root among them is left out, since peers go by their own.
   */
  public List<Validity> validities() {
    List<Validity> validities = new ArrayList<>();
    Optional<X509Certificate> before = Optional.empty();
    for (Certificate each : chain) {
      if (!(each instanceof X509Certificate certificate)
          || before.filter(certified -> !certifies(certificate, certified)).isPresent()) {
        break;
      }
      if (before.isEmpty() || !isRoot(certificate)) {
        validities.add(
            new Validity(
                certificate.getSubjectX500Principal().toString(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant()));
      }
      before = Optional.of(certificate);
    }
    return validities;
  }

  private static boolean certifies(X509Certificate issuer, X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      // Another one of that name has signed it, or nobody here can tell.
      return false;
    }
  }

  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  KeyManager[] keyManagers() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty store needs no reading", e);
    }
    store.setKeyEntry("us", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, NO_PASSWORD);
    return managers.getKeyManagers();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientCertificate that
        && that.chain.equals(chain)
        && that.key.equals(key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(chain);
  }

  @Override
  public String toString() {
    try {
      return Fingerprints.sha256(chain.get(0));
    } catch (GeneralSecurityException e) {
      return "a certificate";
    }
  }
}
