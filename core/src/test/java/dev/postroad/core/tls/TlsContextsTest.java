// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsContextsTest {
  @Test
  void onlyModernProtocolsAreSpoken() {
    assertThat(TlsContexts.systemTrust().parameters("mx.example").getProtocols())
        .containsExactly("TLSv1.3", "TLSv1.2");
  }

  @Test
  void hostIsNamedToThePeer() {
    assertThat(TlsContexts.systemTrust().parameters("mx.example").getServerNames())
        .hasToString("[type=host_name (0), value=mx.example]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "mx_1.example", "mx..example"})
  void whatSniCannotSayIsNotSaid(String host) {
    assertThat(TlsContexts.systemTrust().parameters(host).getServerNames()).isNullOrEmpty();
  }

  @Test
  void verifiedAndUnverifiedShareNothing() throws Exception {
    TlsContexts contexts = TlsContexts.systemTrust();
    assertThat(contexts.socketFactory(TlsDemand.of(Level.VERIFY, "test"), Optional.empty()))
        .isNotSameAs(contexts.socketFactory(TlsDemand.of(Level.REQUIRE, "test"), Optional.empty()));
  }

  @Test
  void pkcs12StoreIsRead(@TempDir Path directory) throws IOException {
    Path store = directory.resolve("trust.p12");
    TestCertificates.create().writeTrustStore(store, "secret");
    assertThat(TlsContexts.trusting(store, "secret".toCharArray())).isNotNull();
    assertThatThrownBy(() -> TlsContexts.trusting(store, "wrong".toCharArray()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void fileWithoutCertificatesIsRefusedByName(@TempDir Path directory) throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing here");
    assertThatThrownBy(() -> TlsContexts.trusting(empty, new char[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.pem");
    Path broken =
        Files.writeString(
            directory.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> TlsContexts.trusting(broken, new char[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.pem");
  }
}
