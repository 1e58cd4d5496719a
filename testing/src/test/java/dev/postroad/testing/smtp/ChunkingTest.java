// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChunkingTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ScriptedSmtpServer server =
      ScriptedSmtpServer.builder().with("CHUNKING").with("BINARYMIME").start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void chunksMakeOneMail() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      toRecipient(client);
      client.send("BDAT 7\r\n.a\r\n.\r\n");
      client.expect("250");
      client.send("BDAT 3 LAST\r\nb\r\n");
      client.expect("250");
      client.say("QUIT", "221");
    }
    ReceivedMail mail = server.awaitMails(1, LONG).get(0);
    assertThat(mail.text()).isEqualTo(".a\r\n.\r\nb\r\n");
    assertThat(mail.wire()).isEqualTo(mail.content());
    assertThat(mail.chunks()).containsExactly(7L, 3L);
    assertThat(mail.size()).isEqualTo(10);
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void wholeTransactionCanBePipelined() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      String commands =
          """
          MAIL FROM:<a@a.test>
          RCPT TO:<b@b.test>
          BDAT 3
          a
          BDAT 0 LAST
          MAIL FROM:<a@a.test>
          RCPT TO:<b@b.test>
          BDAT 3 LAST
          b
          QUIT
          """;
      client.send(commands.replace("\n", "\r\n"));
      for (int i = 0; i < 7; i++) {
        client.expect("250");
      }
      client.expect("221");
    }
    assertThat(server.awaitMails(2, LONG))
        .extracting(ReceivedMail::text)
        .containsExactly("a\r\n", "b\r\n");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void octetsOfAnUnwelcomeChunkAreNoCommands() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      server.on(Stage.RCPT).times(1).reply("550 5.1.1 nobody");
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nBDAT 6 LAST\r\nNOOP\r\nNOOP\r\n");
      client.expect("250");
      client.expect("550");
      client.expect("503");
      client.expect("250 2.0.0 ok");
      toRecipient(client);
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void refusedChunkEndsTheTransaction() throws IOException {
    server.on(Stage.BDAT).times(1).reply("452 4.3.1 full");

    try (RawClient client = RawClient.greeted(server)) {
      toRecipient(client);
      client.send("BDAT 3\r\na\r\nBDAT 3 LAST\r\nb\r\n");
      client.expect("452");
      client.expect("503");
      toRecipient(client);
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void finalDotRulesCountForTheLastChunk() throws IOException {
    server.on(Stage.FINAL_DOT).times(1).reply("451 4.3.0 once more");

    try (RawClient client = RawClient.greeted(server)) {
      for (String expected : new String[] {"451", "250"}) {
        toRecipient(client);
        client.send("BDAT 3\r\na\r\n");
        client.expect("250");
        client.send("BDAT 0 LAST\r\n");
        client.expect(expected);
      }
    }
    assertThat(server.unacceptedMails()).hasSize(1);
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void contentRulesCutIntoChunks() throws IOException {
    server.on(Stage.CONTENT).afterBytes(10).reply("552 5.3.4 enough").drop();

    try (RawClient client = RawClient.greeted(server)) {
      toRecipient(client);
      client.send("BDAT 3\r\na\r\n");
      client.expect("250");
      client.send("BDAT 300 LAST\r\n" + "x".repeat(20));
      client.expect("552");
      client.expectEnd();
    }
  }

  @Test
  void binaryContentIsNoViolation() throws IOException {
    String binary = "a\nb\rc\0\u00ff";
    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test> BODY=BINARYMIME", "250");
      client.say("RCPT TO:<b@b.test>", "250");
      client.send("BDAT " + binary.length() + " LAST\r\n" + binary);
      client.expect("250");
      assertThat(server.violations()).isEmpty();

      toRecipient(client);
      client.send("BDAT " + binary.length() + " LAST\r\n" + binary);
      client.expect("250");
    }
    assertThat(server.violations())
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(
            Violation.Kind.BARE_LF,
            Violation.Kind.BARE_CR,
            Violation.Kind.NUL,
            Violation.Kind.UNDECLARED_EIGHT_BIT,
            Violation.Kind.NO_FINAL_CRLF);
  }

  @Test
  void dataAfterBdatIsOutOfSequence() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      toRecipient(client);
      client.send("BDAT 3\r\na\r\n");
      client.expect("250");
      client.say("DATA", "503");
      client.say("BDAT x", "501");
    }
    assertThat(server.violations())
        .extracting(Violation::kind)
        .containsExactly(Violation.Kind.BAD_SEQUENCE, Violation.Kind.SYNTAX);
  }

  private static void toRecipient(RawClient client) throws IOException {
    client.say("MAIL FROM:<a@a.test>", "250");
    client.say("RCPT TO:<b@b.test>", "250");
  }
}
