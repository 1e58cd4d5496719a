// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.LeakCheck;
import dev.postroad.testing.smtp.RecordedSession.Ending;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(150);

  @RegisterExtension final LeakCheck leaks = new LeakCheck().alsoSockets();

  private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        211, 214, 220, 221, 250, 251, 354, 421, 450, 451, 452, 500, 501, 502, 503, 504, 521, 550,
        551, 552, 553, 554, 556
      })
  void anyCodeCanBeRepliedAtAnyCommand(int code) throws IOException {
    server.on(Stage.GREETING).reply(code + " at greeting");
    server.on(Stage.EHLO).reply(code + " at EHLO");
    server.on(Stage.MAIL).reply(code + " at MAIL");

    try (RawClient client = new RawClient(server)) {
      client.expect(code + " at greeting");
      client.say("EHLO a.test", code + " at EHLO");
      client.say("HELO a.test", "250");
      client.say("MAIL FROM:<a@a.test>", code + " at MAIL");
      client.say("RCPT TO:<b@b.test>", code / 100 == 2 ? "250" : "503");
    }
  }

  @Test
  void repliesCanBeMalformed() throws IOException {
    server.on(Stage.NOOP).times(1).reply("2x0 what");
    server.on(Stage.NOOP).times(1).raw("250-one\n550 two\r\n");
    server.on(Stage.NOOP).times(1).raw(new byte[] {'2', '5', '0', ' ', (byte) 0xff, 0, '\r', '\n'});
    server.on(Stage.NOOP).times(1).reply("");

    try (RawClient client = RawClient.greeted(server)) {
      client.send("NOOP\r\n");
      assertThat(client.readLine()).isEqualTo("2x0 what");
      client.send("NOOP\r\n");
      assertThat(client.readLine()).isEqualTo("250-one");
      assertThat(client.readLine()).isEqualTo("550 two");
      client.send("NOOP\r\n");
      assertThat(client.readLine()).isEqualTo("250 \u00ff\0");
      client.send("NOOP\r\n");
      assertThat(client.readLine()).isEmpty();
      client.say("NOOP", "250");
    }
  }

  @Test
  void acceptanceFollowsTheScriptedCode() throws IOException {
    server.on(Stage.RCPT).matching("a@").reply("251 2.1.5 forwarded");
    server.on(Stage.RCPT).matching("b@").reply("450 4.2.1 busy");
    server.on(Stage.FINAL_DOT).times(1).reply("452 4.3.1 full");

    try (RawClient client = RawClient.greeted(server)) {
      for (String expected : List.of("452", "250")) {
        client.say("MAIL FROM:<>", "250");
        client.say("RCPT TO:<a@x.test>", "251");
        client.say("RCPT TO:<b@x.test>", "450");
        client.say("DATA", "354");
        client.say("hello\r\n.", expected);
      }
    }

    ReceivedMail refused = server.unacceptedMails().get(0);
    assertThat(refused.reply()).isEqualTo("452 4.3.1 full");
    assertThat(refused.to()).containsExactly("a@x.test");
    assertThat(server.awaitMails(1, LONG)).hasSize(1);
    assertThat(server.mailCount()).isEqualTo(1);
  }

  @Test
  void dataOtherThan354ReadsNoContent() throws IOException {
    server.on(Stage.DATA).times(1).reply("250 odd");

    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<b@b.test>", "250");
      client.say("DATA", "250 odd");
      client.say("RSET", "250");
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void ruleCanBeHealedSkippedAndBoundToAConnection() throws IOException {
    Rule healed = server.on(Stage.NOOP).reply("450 healed");
    server.on(Stage.NOOP).onConnection(2).reply("450 second");
    server.on(Stage.NOOP).skipping(1).times(1).reply("450 skipped");

    try (RawClient first = RawClient.greeted(server)) {
      first.say("NOOP", "450 healed");
      healed.heal();
      first.say("NOOP", "250");
      first.say("NOOP", "450 skipped");
      first.say("NOOP", "250");
    }
    try (RawClient second = RawClient.greeted(server)) {
      second.say("NOOP", "450 second");
      server.clearScript();
      second.say("NOOP", "250");
    }
    assertThat(healed.hits()).isEqualTo(1);
  }

  @Test
  void afterMailsCountsThoseOfTheConnection() throws IOException {
    server.on(Stage.MAIL).afterMails(1).reply("421 4.7.0 enough").drop();

    for (int i = 0; i < 2; i++) {
      try (RawClient client = RawClient.greeted(server)) {
        client.toData();
        client.say("x\r\n.", "250");
        client.say("MAIL FROM:<a@a.test>", "421 4.7.0 enough");
        client.expectEnd();
      }
    }
    assertThat(server.mailCount()).isEqualTo(2);
    server.awaitAllClosed(LONG);
    assertThat(server.sessions()).extracting(RecordedSession::ending).containsOnly(Ending.SCRIPTED);
    assertThat(server.sessions()).extracting(RecordedSession::mails).containsOnly(1);
  }

  @Test
  void everyCommandCanBeFollowedByAClose() throws IOException {
    server.onEveryCommand().matching("RCPT").defaultReply().drop();

    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<b@b.test>", "250 2.1.5");
      client.expectEnd();
    }
  }

  @Test
  void dropComesBeforeAndWithinAReply() throws IOException {
    server.on(Stage.MAIL).drop();
    server.on(Stage.NOOP).raw("250 2.").drop();

    try (RawClient client = RawClient.greeted(server)) {
      client.send("MAIL FROM:<a@a.test>\r\n");
      client.expectEnd();
    }
    try (RawClient client = RawClient.greeted(server)) {
      client.send("NOOP\r\n");
      assertThat(client.readLine()).isEqualTo("250 2.");
      client.expectEnd();
    }
  }

  @Test
  void greetingCanBeADrop() throws IOException {
    server.on(Stage.GREETING).drop();

    try (RawClient client = new RawClient(server)) {
      client.expectEnd();
    }
  }

  @Test
  void resetIsSeenAsOne() throws IOException {
    server.on(Stage.FINAL_DOT).reset();

    try (RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send("x\r\n.\r\n");
      assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    }
    assertThat(server.unacceptedMails()).hasSize(1);
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void timedStallIsFollowedByTheDefaultReply() throws IOException {
    server.on(Stage.NOOP).stall(Duration.ofMillis(200));
    long start = System.nanoTime();

    try (RawClient client = RawClient.greeted(server)) {
      client.say("NOOP", "250");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
  }

  @Test
  void endlessStallEndsWithTheClient() throws IOException {
    server.on(Stage.FINAL_DOT).stall();

    try (RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send("x\r\n.\r\n");
      client.socket().setSoTimeout((int) SHORT.toMillis());
      assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
    }
    server.awaitAllClosed(LONG);
    assertThat(server.session().ending()).isEqualTo(Ending.CLIENT_CLOSED);
  }

  @Test
  void endlessStallEndsWithTheServer() throws IOException {
    server.on(Stage.EHLO).stall();
    try (RawClient client = new RawClient(server)) {
      client.expect("220");
      client.send("EHLO a.test\r\n");
      await().until(() -> server.session().commands().size() == 1);

      server.close();

      assertThat(server.session().ending()).isEqualTo(Ending.SERVER_CLOSED);
      assertThatThrownBy(
              () -> {
                client.expectEnd();
                throw new SocketException("closed in order");
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void stoppedReadingStopsTheClientsWrites() throws IOException {
    try (ScriptedSmtpServer small = ScriptedSmtpServer.builder().receiveBuffer(4096).start();
        RawClient client = RawClient.greeted(small)) {
      small.on(Stage.CONTENT).stopReading();
      client.toData();
      Thread writer =
          new Thread(
              () -> {
                try {
                  client.send(new byte[64 << 20]);
                } catch (IOException e) {
                  // It is meant to end by the close of its socket.
                  assertThat(e).isInstanceOf(SocketException.class);
                }
              });
      writer.start();
      await().until(() -> small.session().toString().contains("stalls"));
      await().during(SHORT).until(writer::isAlive);
      client.socket().close();
      await().until(() -> !writer.isAlive());
    }
  }

  @Test
  void dripComesByteByByte() throws IOException {
    server.on(Stage.NOOP).drip("250 ok\r\n", Duration.ofMillis(20));

    try (RawClient client = RawClient.greeted(server)) {
      client.send("NOOP\r\n");
      long start = System.nanoTime();
      assertThat(client.readLine()).isEqualTo("250 ok");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(120));
      client.say("RSET", "250");
    }
  }

  @Test
  void endlessLinesAndRepliesDoNotEnd() throws IOException {
    server.on(Stage.NOOP).endlessLine();
    server.on(Stage.RSET).endlessReply(250);

    try (RawClient client = RawClient.greeted(server)) {
      client.send("NOOP\r\n");
      for (int i = 0; i < 1_000_000; i++) {
        assertThat((char) client.read()).isNotIn('\n', '\uffff');
      }
    }
    try (RawClient client = RawClient.greeted(server)) {
      client.send("RSET\r\n");
      for (int i = 0; i < 10_000; i++) {
        assertThat(client.readLine()).startsWith("250-");
      }
    }
    server.awaitAllClosed(LONG);
  }

  @Test
  void contentCanBeAnsweredEarly() throws IOException {
    server.on(Stage.CONTENT).afterBytes(100_000).reply("552 5.3.4 too big").drop();

    try (RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send("y".repeat(50_000));
      client.send("y".repeat(60_000));
      client.expect("552 5.3.4 too big");
      client.expectEnd();
    }
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void earlyReplyWithoutDropStandsForTheFinalOne() throws IOException {
    server.on(Stage.CONTENT).times(1).reply("250 2.0.0 early");

    try (RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.send("x\r\n");
      client.expect("250 2.0.0 early");
      client.send(".\r\n");
      client.say("NOOP", "250");
    }
    assertThat(server.awaitMails(1, LONG).get(0).reply()).isEqualTo("250 2.0.0 early");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void ehloWithOtherLinesOffersWhatItSays() throws IOException {
    server.on(Stage.EHLO).times(1).reply("250-mx.test", "250 SIZE 10");

    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<a@a.test> SIZE=11", "552 message too big");
      client.say("MAIL FROM:<a@a.test> BODY=8BITMIME", "555");
      client.say("MAIL FROM:<a@a.test> SIZE=9", "250 sender ok");
    }
    assertThat(server.violations())
        .extracting(Violation::kind)
        .containsExactly(Violation.Kind.NOT_OFFERED);
  }
}
