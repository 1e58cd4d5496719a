// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.DnsTrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTextTest {

  @Test
  void nothingInRecordSteersTheTerminal() {
    StringWriter printed = new StringWriter();
    String record = ". OPT [EDE9999: \u001b[31m \u009b31m \u202e\u2066 end]";
    new TraceText(new PrintWriter(printed))
        .answered(
            new DnsTrace.Answered(
                "MX evil.example.",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
                false,
                Duration.ofMillis(1),
                "SERVFAIL",
                "qr",
                List.of(),
                List.of(),
                List.of(record)));

    assertThat(printed.toString()).contains(". OPT [EDE9999: ?[31m ?31m ?? end]");
  }
}
