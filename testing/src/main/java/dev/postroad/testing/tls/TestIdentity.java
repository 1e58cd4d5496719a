// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A private key with its certificate, for a server or a client. Immutable. */
public final class TestIdentity {
  private final PrivateKey privateKey;
  private final List<X509Certificate> chain;
  private final X509Certificate root;

  TestIdentity(PrivateKey privateKey, List<X509Certificate> chain, X509Certificate root) {
    this.privateKey = privateKey;
    this.chain = List.copyOf(chain);
    this.root = root;
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Its certificate and those of intermediate authorities, without the root. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Its key. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /**
   * A context for either side that presents this identity and trusts the authority that made it; a
   * new one each time, so that no sessions are shared.
   */
  public SSLContext serverContext() {
    return SslContexts.of(this, root);
  }

  /** The same as {@link #serverContext}, for a client that authenticates by certificate. */
  public SSLContext clientContext() {
    return SslContexts.of(this, root);
  }

  /** The chain in PEM. */
  public String certificatePem() {
    return chain.stream().map(Pem::of).collect(Collectors.joining());
  }

  /** The key in PEM, as PKCS #8 and not encrypted. */
  public String privateKeyPem() {
    return Pem.of(privateKey);
  }

  /** Writes chain and key as PEM files. */
  public void writePem(Path certificateFile, Path keyFile) {
    try {
      Files.writeString(certificateFile, certificatePem());
      Files.writeString(keyFile, privateKeyPem());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + certificateFile + " and " + keyFile, e);
    }
  }

  /** A key store with chain and key under the alias {@code identity}. */
  public KeyStore keyStore(String password) {
    return SslContexts.keyStore("PKCS12", this, password.toCharArray());
  }

  /** Writes {@link #keyStore} as PKCS #12. */
  public void writeKeyStore(Path file, String password) {
    SslContexts.write(keyStore(password), file, password);
  }

  /** The data of a TLSA record with selector 1 and matching type 1: SHA-256 of the public key. */
  public String publicKeySha256() {
    return sha256(certificate().getPublicKey().getEncoded());
  }

  /** The data of a TLSA record with selector 0 and matching type 1: SHA-256 of the certificate. */
  public String certificateSha256() {
    return certificateSha256(certificate());
  }

  /** The same for any certificate, such as that of the authority, for TLSA usage 2. */
  public static String certificateSha256(X509Certificate certificate) {
    try {
      return sha256(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an encodable certificate", e);
    }
  }

  @Override
  public String toString() {
    return "TestIdentity[" + certificate().getSubjectX500Principal() + "]";
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }
}
