// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void theFieldsOfADeliveryStatusAreRead() {
    Report report =
        Report.of(
            """
            Subject: Undelivered

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mail.corp.example

            Final-Recipient: rfc822; nobody@red.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 nobody
             of that name

            --b--
            """);

    assertThat(report.recipients()).containsExactly("nobody@red.example");
    assertThat(report.statuses()).containsExactly("5.1.1");
    assertThat(report.diagnostics()).containsExactly("550 5.1.1 nobody of that name");
    assertThat(report.fields()).hasSize(4);
  }

  @Test
  void aMailIsNoReport() {
    assertThat(Report.of("Subject: hello\n\nStatus quo.\n").recipients()).isEmpty();
  }
}
