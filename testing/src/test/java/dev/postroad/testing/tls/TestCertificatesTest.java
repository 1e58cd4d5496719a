// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.testing.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCertificatesTest {
  private final TestCertificates authority = TestCertificates.create();

  @Test
  void issuedCertificateIsTrustedForItsNamesAndAddresses() {
    TestIdentity identity = authority.issue("mx1.example.com", "*.wild.example", "127.0.0.2");

    assertTrusted(identity, "mx1.example.com");
    assertTrusted(identity, "a.wild.example");
    assertTrusted(identity, "127.0.0.2");
    assertRefused(identity, "mx2.example.com");
    assertRefused(identity, "127.0.0.3");
  }

  @Test
  void faultyCertificatesAreRefused() {
    String name = "mx1.example.com";

    assertRefused(authority.certificate(name).expired().issue(), name);
    assertRefused(authority.certificate(name).notYetValid().issue(), name);
    assertRefused(authority.certificate(name).selfSigned().issue(), name);
    assertRefused(TestCertificates.create().issue(name), name);
  }

  @Test
  void commonNameAloneCountsWhereNoAlternativeNameIs() {
    assertTrusted(
        authority.certificate("mx1.example.com").withoutAlternativeNames().issue(),
        "mx1.example.com");
    assertRefused(
        authority.certificate("mx1.example.com").commonName("mx2.example.com").issue(),
        "mx2.example.com");
  }

  @Test
  void intermediateIsSentInTheChain() {
    TestIdentity identity = authority.intermediate().issue("mx1.example.com");

    assertThat(identity.chain()).hasSize(2);
    assertTrusted(identity, "mx1.example.com");
  }

  @Test
  void validityFollowsTheClock() {
    FakeClock clock = FakeClock.at("2001-02-03T04:05:06Z");
    TestIdentity identity = TestCertificates.create(clock).issue("a.example");

    assertThatThrownBy(() -> identity.certificate().checkValidity())
        .isInstanceOf(CertificateExpiredException.class);
    assertThatCode(() -> identity.certificate().checkValidity(Date.from(clock.instant())))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                authority
                    .certificate("a.example")
                    .notYetValid()
                    .issue()
                    .certificate()
                    .checkValidity())
        .isInstanceOf(CertificateNotYetValidException.class);
  }

  @Test
  void filesCanBeReadBack(@TempDir Path folder) throws Exception {
    TestIdentity identity = authority.issue("a.example");
    authority.writeTrustStore(folder.resolve("trust.p12"), "secret");
    identity.writeKeyStore(folder.resolve("keys.p12"), "secret");
    identity.writePem(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    authority.writeRootPem(folder.resolve("root.pem"));

    assertThat(load(folder.resolve("trust.p12")).getCertificate("root"))
        .isEqualTo(authority.rootCertificate());
    assertThat(load(folder.resolve("keys.p12")).getCertificate("identity"))
        .isEqualTo(identity.certificate());
    assertThat(load(folder.resolve("keys.p12")).getKey("identity", "secret".toCharArray()))
        .isEqualTo(identity.privateKey());
    byte[] pem = Files.readAllBytes(folder.resolve("cert.pem"));
    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem)))
        .isEqualTo(identity.certificate());
    assertThat(Files.readString(folder.resolve("key.pem"), StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(folder.resolve("root.pem")).hasContent(authority.rootPem());
  }

  @Test
  void digestsForTlsaHaveTheRightLength() {
    TestIdentity identity = authority.issue("a.example");

    assertThat(identity.publicKeySha256()).matches("[0-9a-f]{64}");
    assertThat(identity.certificateSha256())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(identity.publicKeySha256())
        .isEqualTo(TestIdentity.certificateSha256(identity.certificate()));
  }

  private void assertTrusted(TestIdentity identity, String name) {
    assertThatCode(() -> shakeHands(identity, name)).doesNotThrowAnyException();
  }

  private void assertRefused(TestIdentity identity, String name) {
    assertThatThrownBy(() -> shakeHands(identity, name)).isInstanceOf(SSLException.class);
  }

  /** Connects to a server with that identity, as one who checks that name as HTTPS does. */
  private void shakeHands(TestIdentity identity, String name) throws IOException {
    SSLContext serverContext = identity.serverContext();
    try (ServerSocket listening =
        serverContext
            .getServerSocketFactory()
            .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(listening).isInstanceOf(SSLServerSocket.class);
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serveOne(listening));
      try (Socket tcp = new Socket(listening.getInetAddress(), listening.getLocalPort());
          SSLSocket client =
              (SSLSocket)
                  authority
                      .clientContext()
                      .getSocketFactory()
                      .createSocket(tcp, name, tcp.getPort(), true)) {
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        client.startHandshake();
        assertThat(client.getInputStream().read()).isEqualTo('x');
      } finally {
        served.join();
      }
    }
  }

  private static void serveOne(ServerSocket listening) {
    try (Socket accepted = listening.accept()) {
      accepted.getOutputStream().write('x');
    } catch (IOException e) {
      // The client tells what is wrong; here it only hung up.
      assertThat(e).isNotNull();
    }
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    return store;
  }
}
