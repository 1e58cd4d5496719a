// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SinkTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void hugeMailPassesWithoutBeingKept() throws Exception {
    byte[] block = ("0123456789".repeat(9) + "\r\n").repeat(10_000).getBytes(US_ASCII);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    long size = 0;
    try (ScriptedSmtpServer server = ScriptedSmtpServer.builder().keep(Keep.DIGESTS).start();
        RawClient client = RawClient.greeted(server)) {
      client.toData();
      while (size < 100_000_000) {
        client.send(block);
        digest.update(block);
        size += block.length;
      }
      client.say(".", "250");

      ReceivedMail mail = server.awaitMails(1, LONG).get(0);
      assertThat(mail.size()).isEqualTo(size);
      assertThat(mail.sha256()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
      assertThatThrownBy(mail::content).hasMessageContaining("Keep.DIGESTS");
      assertThat(server.violations()).isEmpty();
    }
  }

  @Test
  void digestIsTheSameWhetherBytesAreKeptOrNot() throws Exception {
    List<String> digests = new ArrayList<>();
    for (Keep keep : List.of(Keep.EVERYTHING, Keep.DIGESTS)) {
      try (ScriptedSmtpServer server = ScriptedSmtpServer.builder().keep(keep).start();
          RawClient client = RawClient.greeted(server)) {
        client.toData();
        client.say("..a\r\nb\r\n.", "250");
        digests.add(server.awaitMails(1, LONG).get(0).sha256());
      }
    }
    String expected =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(".a\r\nb\r\n".getBytes(US_ASCII)));
    assertThat(digests).containsExactly(expected, expected);
  }

  @Test
  void sinkOnlyCounts() throws IOException {
    int clients = 8;
    int mails = 250;
    long total = (long) clients * mails;
    try (ScriptedSmtpServer server = ScriptedSmtpServer.builder().keep(Keep.COUNTS).start()) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(CompletableFuture.runAsync(() -> deliver(server, mails)));
      }
      all.forEach(CompletableFuture::join);

      assertThat(server.mailCount()).isEqualTo(total);
      assertThat(server.recipientCount()).isEqualTo(total * 2);
      assertThat(server.contentOctets()).isEqualTo(total * 3);
      assertThat(server.connectionCount()).isEqualTo(clients);
      assertThat(server.mails()).isEmpty();
      assertThat(server.sessions()).isEmpty();
    }
  }

  @Test
  void connectionsAreCounted() throws IOException {
    try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
      try (RawClient first = RawClient.greeted(server);
          RawClient second = RawClient.greeted(server)) {
        first.say("NOOP", "250");
        second.say("NOOP", "250");
        assertThat(server.openConnections()).isEqualTo(2);
      }
      server.awaitAllClosed(LONG);
      try (RawClient third = RawClient.greeted(server)) {
        third.say("NOOP", "250");
      }
      server.awaitAllClosed(LONG);
      assertThat(server.peakConnections()).isEqualTo(2);
      assertThat(server.connectionCount()).isEqualTo(3);
      server.forget();
      assertThat(server.sessions()).isEmpty();
      assertThat(server.peakConnections()).isZero();
    }
  }

  private static void deliver(ScriptedSmtpServer server, int mails) {
    try (RawClient client = RawClient.greeted(server)) {
      for (int i = 0; i < mails; i++) {
        client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nRCPT TO:<c@b.test>\r\nDATA\r\n");
        client.expect("250");
        client.expect("250");
        client.expect("250");
        client.expect("354");
        client.send("x\r\n.\r\n");
        client.expect("250");
      }
      client.say("QUIT", "221");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
