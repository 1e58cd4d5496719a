// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClientCertificateTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();

  private static ClientCertificate parse(String pem) throws IOException {
    return ClientCertificate.parse(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /** Renewed by half, as it happens; the relay would see no certificate, or end the handshake. */
  @Test
  void aKeyThatIsNotTheCertificatesIsTold() throws IOException {
    TestIdentity us = AUTHORITY.issue("us.corp.example");
    TestIdentity before = AUTHORITY.issue("us.corp.example");

    assertThat(parse(us.certificatePem() + us.privateKeyPem())).isNotNull();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> parse(us.certificatePem() + before.privateKeyPem()))
        .withMessage("its private key is not that of its first certificate");
  }
}
