// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import org.junit.jupiter.api.Test;

final class EvidenceTest {

  /** A certificate may have any name, and thousands of them. */
  @Test
  void whatBrokeIsToldOnOneLineOfBoundedLength() {
    String names = "the certificate is for mx\n12:00 ERROR forged" + ", mx".repeat(10_000);

    Failed failed = new Failed(Stage.STARTTLS, Failure.TLS_NOT_VERIFIED, names);

    assertThat(failed.detail())
        .startsWith("the certificate is for mx 12:00")
        .hasSize(Reply.MOST_TEXT);
  }
}
