// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hub2 smtp://joe:S3cr3tPW@[h.example]:587     | hub2 smtp://joe:…@[h.example]:587
          to * via smtp://joe:S3cr3tPW@[h.example]:587 | to * via smtp://joe:…@[h.example]:587
          proxy=socks5://joe:S3cr3tPW@192.0.2.9:1080   | proxy=socks5://joe:…@192.0.2.9:1080
          helo=joe:S3cr3tPW@h                          | helo=joe:…@h
          joe:S3cr3tPW@h.example                       | joe:…@h.example
          joe@corp.example:S3cr3t/P@W@h.example        | joe@corp.example:…@h.example
          hub smtp://h auth=joe:S3cr3tPW tls=none      | hub smtp://h auth=…
          hub smtp://h auth=joe S3cr3tPW               | hub smtp://h auth=…
          hub smtp://h password=S3cr3tPW               | hub smtp://h password=…
          """)
  void whatLooksLikeAPasswordIsNotShown(String written, String shown) {
    assertThat(SourceLine.whole("", written).text()).isEqualTo(shown);
    assertThat(new Problem(Problem.Severity.ERROR, "here", written, written, written).toString())
        .contains(shown)
        .doesNotContain("S3cr3t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to class:partner, bob@a.example via hub",
        "hub smtp://[2001:db8::1]:25 auth=file://conf/secrets/hub authInClear=true",
        "smtp://relay.example:587 auth=senders:file://conf/senders",
        "smtp://us@relay.example",
        "from amy@corp.example  client 2001:db8::/32"
      })
  void allElseIs(String written) {
    assertThat(SourceLine.whole("", written).text()).isEqualTo(written);
  }
}
