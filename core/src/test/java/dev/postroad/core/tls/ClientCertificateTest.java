// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** A second chain, or the next certificate of a renewal, is nothing that peers need. */
  @Test
  void theChainEndsWhereACertificateDoesNotCertifyTheOneBefore() throws IOException {
    TestIdentity us = AUTHORITY.intermediate().issue("us.corp.example");
    TestIdentity sameName = TestCertificates.create().intermediate().issue("us.corp.example");
    String own = us.certificatePem() + us.privateKeyPem();

    assertThat(parse(own + AUTHORITY.rootPem()).validities())
        .extracting(ClientCertificate.Validity::subject)
        .hasSize(2)
        .last()
        .asString()
        .contains("intermediate");
    assertThat(parse(own + sameName.certificatePem()).validities()).hasSize(2);
    TestIdentity alone = AUTHORITY.issue("us.corp.example");
    assertThat(
            parse(alone.certificatePem() + alone.privateKeyPem() + sameName.certificatePem())
                .validities())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"90, 15, false", "90, 13, true", "6, 3, false", "6, 1, true"})
  void shortLivedCertificatesEndSoonInTheLastThirdOfTheirTime(int days, int left, boolean soon) {
    Instant now = Instant.parse("2026-01-04T04:06:07Z");
    Instant until = now.plus(Duration.ofDays(left));

    assertThat(
            new ClientCertificate.Validity("CN=us", until.minus(Duration.ofDays(days)), until)
                .endsSoon(now))
        .isEqualTo(soon);
  }
}
