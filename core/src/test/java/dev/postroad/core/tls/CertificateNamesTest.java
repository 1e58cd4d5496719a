// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.testing.tls.TestCertificates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateNamesTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();

  @ParameterizedTest
  @CsvSource({
    "mx.example, mx.example, true",
    "MX.example, mx.EXAMPLE, true",
    "mx.example, mx.example., true",
    "mx.example, mx2.example, false",
    "mx.example, a.mx.example, false",
    "mx.example, example, false",
    "*.example.com, mx.example.com, true",
    "*.example.com, a.mx.example.com, false",
    "*.example.com, example.com, false",
    "*.com, example.com, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "*.0.2.1, 192.0.2.1, false",
    "2001:db8::1, 2001:db8::1, true",
    "2001:db8::1, 2001:DB8:0:0:0:0:0:1, true",
    "2001:db8::1, 2001:db8::2, false",
    "mx.example, 192.0.2.1, false",
    "192.0.2.1, mx.example, false",
  })
  void namesMatchAsTheStandardSays(String presented, String host, boolean match) throws Exception {
    assertThat(names(presented).coverAnyOf(List.of(host))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1, 192.0.2.1.",
    "2001:db8::1, 2001:db8::1",
    "192.0.2.1, 192.0.2.01",
  })
  void addressWrittenAsADnsNameProvesNothing(String presented, String host) throws Exception {
    CertificateNames names =
        CertificateNames.of(
            AUTHORITY.certificate(presented).addressesAsNames().issue().certificate());
    assertThat(names.coverAnyOf(List.of(host))).isFalse();
  }

  @Test
  void oneOfTheListedIsEnough() throws Exception {
    assertThat(names("a.example").coverAnyOf(List.of("b.example", "a.example"))).isTrue();
    assertThat(names("a.example", "b.example").coverAnyOf(List.of("b.example"))).isTrue();
    assertThat(names("a.example").coverAnyOf(List.of())).isFalse();
  }

  @Test
  void commonNameIsNoName() throws Exception {
    CertificateNames names =
        CertificateNames.of(
            AUTHORITY
                .certificate()
                .commonName("mx.example")
                .withoutAlternativeNames()
                .issue()
                .certificate());
    assertThat(names.coverAnyOf(List.of("mx.example"))).isFalse();
    assertThat(names).hasToString("no name at all");
  }

  private static CertificateNames names(String... presented) throws Exception {
    return CertificateNames.of(AUTHORITY.issue(presented).certificate());
  }
}
