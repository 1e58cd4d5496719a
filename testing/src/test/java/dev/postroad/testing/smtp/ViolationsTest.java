// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.smtp.Violation.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ViolationsTest {
  private static final Duration LINGER = Duration.ofMillis(500);

  static List<Arguments> commands() {
    String mail = "MAIL FROM:<a@a.test>";
    return List.of(
        Arguments.of("NOOP\n", "", Kind.BARE_LF),
        Arguments.of("NOOP a\rb\r\n", "", Kind.BARE_CR),
        Arguments.of("NOOP a\0b\r\n", "", Kind.NUL),
        Arguments.of("NOOP " + "x".repeat(506) + "\r\n", "", Kind.LONG_COMMAND),
        Arguments.of("MAIL FROM:<" + "x".repeat(500) + ">\r\n", "", Kind.LONG_COMMAND),
        Arguments.of("RCPT TO:<" + "x".repeat(502) + ">\r\n", mail, Kind.LONG_COMMAND),
        Arguments.of("MAIL FROM:<a@a.test> RET=HDRS\r\n", "", Kind.NOT_OFFERED),
        Arguments.of("RCPT TO:<b@b.test> NOTIFY=NEVER\r\n", mail, Kind.NOT_OFFERED),
        Arguments.of("MAIL FROM:<a@a.test> WHATEVER\r\n", "", Kind.NOT_OFFERED),
        Arguments.of("STARTTLS\r\n", "", Kind.NOT_OFFERED),
        Arguments.of("AUTH PLAIN\r\n", "", Kind.NOT_OFFERED),
        Arguments.of("BDAT 0 LAST\r\n", mail, Kind.NOT_OFFERED),
        Arguments.of("MAIL FROM: <a@a.test>\r\n", "", Kind.SYNTAX),
        Arguments.of("MAIL FROM:a@a.test\r\n", "", Kind.SYNTAX),
        Arguments.of("MAIL TO:<a@a.test>\r\n", "", Kind.SYNTAX),
        Arguments.of("RCPT TO:<>\r\n", mail, Kind.SYNTAX),
        Arguments.of("RCPT TO:<a b@a.test>\r\n", mail, Kind.SYNTAX),
        Arguments.of("MAIL FROM:<j\u00fcrgen@a.test>\r\n", "", Kind.UNDECLARED_UTF8),
        Arguments.of("RCPT TO:<j\u00fcrgen@a.test>\r\n", mail, Kind.UNDECLARED_UTF8),
        Arguments.of("WHAT\r\n", "", Kind.UNKNOWN_COMMAND),
        Arguments.of("RCPT TO:<b@b.test>\r\n", "", Kind.BAD_SEQUENCE),
        Arguments.of("DATA\r\n", "", Kind.BAD_SEQUENCE),
        Arguments.of(mail + "\r\n", mail, Kind.BAD_SEQUENCE));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void faultyCommandIsNoticed(String line, String before, Kind kind) throws IOException {
    try (ScriptedSmtpServer server = plain().start();
        RawClient client = RawClient.greeted(server)) {
      if (!before.isEmpty()) {
        client.say(before, "250");
      }
      client.send(line.getBytes(UTF_8));
      client.expect("");

      assertThat(kinds(server)).containsExactly(kind);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void strictServerRefusesFaultyCommands(String line, String before, Kind kind) throws IOException {
    try (ScriptedSmtpServer server = plain().strict().start();
        RawClient client = RawClient.greeted(server)) {
      if (!before.isEmpty()) {
        client.say(before, "250");
      }
      client.send(line.getBytes(UTF_8));
      client.expect("5");
      client.say("NOOP", "250");

      assertThat(kinds(server)).containsExactly(kind);
    }
  }

  static List<Arguments> contents() {
    return List.of(
        Arguments.of("a\nb\r\n", Kind.BARE_LF),
        Arguments.of("a\rb\r\n", Kind.BARE_CR),
        Arguments.of("a\r\r\n", Kind.BARE_CR),
        Arguments.of("a\n.\nb\r\n", Kind.BARE_LF),
        Arguments.of("a\0b\r\n", Kind.NUL),
        Arguments.of("\u00fc\r\n", Kind.UNDECLARED_EIGHT_BIT),
        Arguments.of("x".repeat(999) + "\r\n", Kind.LONG_LINE));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void faultyContentIsNoticed(String content, Kind kind) throws IOException {
    try (ScriptedSmtpServer server = plain().start();
        RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send(content);
      client.say(".", "250");

      assertThat(kinds(server)).containsExactly(kind);
      assertThat(server.violations().get(0).session()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("contents")
  void strictServerRefusesFaultyContent(String content, Kind kind) throws IOException {
    try (ScriptedSmtpServer server = plain().strict().start();
        RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send(content);
      client.say(".", "554 protocol violation: " + kind);

      assertThat(server.mails()).isEmpty();
      client.toData();
      client.say("x\r\n.", "250");
    }
  }

  @Test
  void rightContentIsNoViolation() throws IOException {
    try (ScriptedSmtpServer server = plain().with("8BITMIME").with("SMTPUTF8").strict().start();
        RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test> BODY=8BITMIME", "250");
      client.say("RCPT TO:<b@b.test>", "250");
      client.say("DATA", "354");
      client.send("\u00fc\r\n" + "x".repeat(998) + "\r\n." + "x".repeat(998) + "\r\n.\r\n");
      client.expect("250");
      client.send("MAIL FROM:<j\u00fcrgen@a.test> SMTPUTF8\r\n".getBytes(UTF_8));
      client.expect("250");
      client.send("RCPT TO:<b\u00e4r@b.test>\r\n".getBytes(UTF_8));
      client.expect("250");
      client.say("DATA", "354");
      client.send("Subject: \u00fc\r\n.\r\n".getBytes(UTF_8));
      client.expect("250");

      assertThat(server.violations()).isEmpty();
      assertThat(server.mails().get(1).from()).isEqualTo("j\u00fcrgen@a.test");
      assertThat(server.mails().get(1).to()).containsExactly("b\u00e4r@b.test");
    }
  }

  @Test
  void extensionsLengthenTheirCommands() throws IOException {
    try (ScriptedSmtpServer server = plain().with("DSN").with("SIZE 100").strict().start();
        RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test> RET=HDRS ENVID=" + "x".repeat(480) + " SIZE=5", "250");
      client.say("RCPT TO:<b@b.test> ORCPT=rfc822;" + "x".repeat(500), "250");
      assertThat(server.violations()).isEmpty();
    }
  }

  @Test
  void contentAfterARefusedDataIsNoticed() throws IOException {
    try (ScriptedSmtpServer server = plain().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.DATA).reply("451 4.3.0 not now");
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<b@b.test>", "250");
      client.say("DATA", "451");
      client.say("Subject: x", "500");

      assertThat(kinds(server)).containsExactly(Kind.CONTENT_AFTER_REFUSAL);
    }
  }

  @Test
  void earlyTalkIsNoticed() throws IOException {
    try (ScriptedSmtpServer server = plain().lingerBeforeReply(LINGER).start();
        RawClient client = new RawClient(server)) {
      client.send("EHLO a.test\r\n");
      client.expect("220");
      client.expect("250");

      assertThat(kinds(server)).containsExactly(Kind.EARLY_TALK, Kind.PIPELINING_NOT_OFFERED);
    }
  }

  @Test
  void groupsTellWhatWasPipelined() throws IOException {
    try (ScriptedSmtpServer server = plain().with("PIPELINING").start();
        RawClient client = RawClient.greeted(server)) {
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n");
      client.expect("250");
      client.expect("250");
      client.expect("354");
      client.send("x\r\n.\r\nRSET\r\nMAIL FROM:<a@a.test>\r\n");
      client.expect("250");
      client.expect("250");
      client.expect("250");
      client.say("QUIT", "221");

      assertThat(server.session().groups())
          .containsExactly(
              List.of("EHLO client.test"),
              List.of("MAIL FROM:<a@a.test>", "RCPT TO:<b@b.test>", "DATA"),
              List.of("RSET", "MAIL FROM:<a@a.test>"),
              List.of("QUIT"));
      assertThat(server.violations()).isEmpty();
    }
  }

  @Test
  void lingeringSeesWhatIsSentPieceByPiece() throws IOException {
    try (ScriptedSmtpServer server = plain().with("PIPELINING").lingerBeforeReply(LINGER).start();
        RawClient client = RawClient.greeted(server)) {
      client.send("MAIL FROM:<a@a.test>\r\n");
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> server.session().commands().size() == 2);
      client.send("RCPT TO:<b@b.test>\r\n");
      client.expect("250");
      client.expect("250");

      assertThat(server.session().groups().get(1)).hasSize(2);
    }
  }

  @Test
  void pipeliningWithoutOfferAndPastTheGroupIsNoticed() throws IOException {
    try (ScriptedSmtpServer server = plain().start();
        RawClient client = RawClient.greeted(server)) {
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\n");
      client.expect("250");
      client.expect("250");
      assertThat(kinds(server)).containsExactly(Kind.PIPELINING_NOT_OFFERED);
    }
    try (ScriptedSmtpServer server = plain().with("PIPELINING").start();
        RawClient client = RawClient.greeted(server)) {
      client.send("NOOP\r\nRSET\r\n");
      client.expect("250");
      client.expect("250");
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\nx\r\n.\r\n");
      client.expect("250");
      client.expect("250");
      client.expect("354");
      client.expect("250");
      assertThat(kinds(server))
          .containsExactly(Kind.PIPELINED_PAST_GROUP_END, Kind.PIPELINED_PAST_GROUP_END);
    }
  }

  @Test
  void pipelinedCommandsAfterARefusedMailAreNoViolation() throws IOException {
    try (ScriptedSmtpServer server = plain().with("PIPELINING").start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.MAIL).reply("450 4.7.1 later");
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n");
      client.expect("450");
      client.expect("503");
      client.expect("503");
      assertThat(server.violations()).isEmpty();
    }
  }

  @Test
  void lineWithoutEndIsGivenUp() throws IOException {
    try (ScriptedSmtpServer server = plain().start();
        RawClient client = RawClient.greeted(server)) {
      client.send("x".repeat((1 << 20) + 40_000));
      await().until(() -> server.session().ending() == RecordedSession.Ending.ABANDONED);
    }
  }

  private static ScriptedSmtpServer.Builder plain() {
    return ScriptedSmtpServer.builder().capabilities();
  }

  private static List<Kind> kinds(ScriptedSmtpServer server) {
    return server.violations().stream().map(Violation::kind).toList();
  }
}
