// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Puts keys and certificates into the containers that JSSE wants. */
final class SslContexts {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private SslContexts() {}

  /**
   * A context that presents the identity, if there is one, and trusts the one root.
   *
   * @param identity null to present nothing
   */
  static SSLContext of(@Nullable TestIdentity identity, X509Certificate trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      if (identity == null) {
        KeyStore none = KeyStore.getInstance("PKCS12");
        none.load(null, null);
        keys.init(none, PASSWORD);
      } else {
        // JKS spares the costly key derivation of PKCS #12 for a store that stays in memory.
        keys.init(keyStore("JKS", identity, PASSWORD), PASSWORD);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trustStore(trusted));
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a TLS context", e);
    }
  }

  static KeyStore keyStore(String type, TestIdentity identity, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
      store.setKeyEntry("identity", identity.privateKey(), password, chain);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a key store", e);
    }
  }

  static KeyStore trustStore(X509Certificate root) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", root);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a trust store", e);
    }
  }

  static void write(KeyStore store, Path file, String password) {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot write " + file, e);
    }
  }
}
