// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.testing.smtp.Keep;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message is never held: what is allocated for it does not grow with it. */
@Timeout(120)
final class LargeMessageTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SMALL = 1_000_000;
  private static final long LARGE = 100_000_000;
  private static final long SLACK = 1_000_000;

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void hundredMegabytesPassWithoutBeingHeld(boolean pipelining, boolean chunking) throws Exception {
    try (ScriptedSmtpServer server =
            ScriptedSmtpServer.builder().with("CHUNKING").keep(Keep.COUNTS).start();
        SmtpSession session =
            rig.client(new SmtpSettings(Rig.PATIENT, pipelining, chunking))
                .open(Rig.endpoint(server))) {
      allocatedFor(session, new Lines("x".repeat(70) + "\n", SMALL));
      long small = allocatedFor(session, new Lines("x".repeat(70) + "\n", SMALL));
      long large = allocatedFor(session, new Lines("x".repeat(70) + "\n", LARGE));
      assertThat(large).isLessThan(small + SLACK);
      assertThat(server.contentOctets()).isGreaterThan(LARGE);
    }
  }

  @Test
  void encodingAnewHoldsNothingEither() throws Exception {
    try (ScriptedSmtpServer server =
            ScriptedSmtpServer.builder().without("8BITMIME").keep(Keep.COUNTS).start();
        SmtpSession session =
            rig.client(SmtpSettings.STANDARD.with(Rig.PATIENT)).open(Rig.endpoint(server))) {
      long small = allocatedFor(session, new Lines("é".repeat(30) + "x".repeat(600), SMALL));
      long large = allocatedFor(session, new Lines("é".repeat(30) + "x".repeat(600), 20 * SMALL));
      assertThat(large).isLessThan(small + SLACK);
    }
  }

  private static long allocatedFor(SmtpSession session, MessageContent content) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    TransactionResult result =
        new MailTransaction().send(session, Rig.envelope("bob@example.com"), content);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(result.decisive().values())
        .allSatisfy(
            evidence ->
                assertThat(evidence)
                    .isInstanceOfSatisfying(
                        Replied.class,
                        replied -> assertThat(replied.reply().code()).isEqualTo(250)));
    return allocated;
  }

  /** A text so often that it makes so many octets. */
  private record Lines(String line, long size) implements MessageContent {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write("Subject: large\n\n".getBytes(UTF_8));
      byte[] block = line.repeat(8192 / line.length()).getBytes(UTF_8);
      for (long written = 0; written < size; written += block.length) {
        out.write(block);
      }
    }
  }
}
