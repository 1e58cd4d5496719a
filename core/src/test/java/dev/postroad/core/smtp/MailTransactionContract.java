// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.Stage.DATA;
import static dev.postroad.core.smtp.Stage.FINAL_DOT;
import static dev.postroad.core.smtp.Stage.MAIL;
import static dev.postroad.core.smtp.Stage.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a transaction comes to, whatever PIPELINING and CHUNKING: every test here runs with each on
 * and off, and expects the same.
 */
@Timeout(60)
abstract class MailTransactionContract {
  private static final SmtpTimeouts BRISK = Rig.timeouts(Duration.ofSeconds(2));
  private static final Envelope ONE = Rig.envelope("bob@example.com");
  private static final Envelope FIVE =
      Rig.envelope(
          "r1@example.com", "r2@example.com", "r3@example.com", "r4@example.com", "r5@example.com");
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");

  private final boolean pipelining;
  private final boolean chunking;
  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server;
  private SmtpTimeouts timeouts = Rig.PATIENT;

  MailTransactionContract(boolean pipelining, boolean chunking) {
    this.pipelining = pipelining;
    this.chunking = chunking;
    this.server = ScriptedSmtpServer.builder().with("CHUNKING").start();
  }

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @Test
  void acceptedMailIsDeliveredOnceToAll() throws Exception {
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertThat(codes(result)).containsExactly(250, 250, 250, 250, 250);
      assertThat(result.anyAccepted()).isTrue();
      assertThat(result.decisive().values()).allMatch(e -> e.stage() == FINAL_DOT);
      assertUsableForAnother(session);
    }
    assertThat(server.mails().get(0).to()).hasSize(5);
    assertThat(server.mails().get(0).text()).isEqualTo("Subject: hello\r\n\r\nHello.\r\n");
    assertThat(server.mails().get(0).chunks().isEmpty()).isEqualTo(!chunking);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..\r\n.\r\n",
        "a\n.\nb",
        "a\r.\rb",
        "a\r\n.\n\r.\r\nMAIL FROM:<x@y>\r\n",
        "no header end",
        "\r\n\r\n.\r\n",
      })
  void anyTextArrivesWithCrlfAndAllItsDots(String text) throws Exception {
    try (SmtpSession session = open()) {
      assertThat(codes(send(session, ONE, Rig.content(text)))).containsExactly(250);
      assertUsableForAnother(session);
    }
    String expected = text.replaceAll("\r\n|\r|\n", "\r\n");
    boolean ended = expected.isEmpty() || expected.endsWith("\r\n");
    assertThat(server.mails().get(0).text()).isEqualTo(ended ? expected : expected + "\r\n");
  }

  @Test
  void refusedRecipientKeepsItsOwnReply() throws Exception {
    server.on(Stage.RCPT).matching("r2@").reply("550 5.1.1 who?");
    server.on(Stage.RCPT).matching("r4@").reply("450 4.2.1 busy");
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertThat(codes(result)).containsExactly(250, 550, 250, 450, 250);
      assertThat(List.copyOf(result.decisive().values()).get(1).stage()).isEqualTo(RCPT);
      assertUsableForAnother(session);
    }
    assertThat(server.mails().get(0).to())
        .containsExactly("r1@example.com", "r3@example.com", "r5@example.com");
  }

  @Test
  void nothingIsSentWhenAllRecipientsAreRefused() throws Exception {
    server.on(Stage.RCPT).matching("r").reply("550 5.1.1 who?");
    server.on(Stage.DATA).times(1).reply("554 5.5.1 no valid recipients");
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertThat(codes(result)).containsOnly(550).hasSize(5);
      assertThat(result.anyAccepted()).isFalse();
      server.clearScript();
      assertUsableForAnother(session);
    }
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void goAheadForAMessageToNobodyEndsTheSession() throws Exception {
    server.on(Stage.RCPT).matching("r").reply("550 5.1.1 who?");
    server.on(Stage.DATA).reply("354 to whomever");
    try (SmtpSession session = open()) {
      assertThat(codes(send(session, FIVE, HELLO))).containsOnly(550);
      assertThat(session.isUsable()).isEqualTo(!pipelining || chunking);
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.unacceptedMails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"550 5.7.1 not you", "450 4.7.1 later", "552 5.3.4 big"})
  void refusedMailIsForAll(String reply) throws Exception {
    server.on(Stage.MAIL).times(1).reply(reply);
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertAllReplied(result, MAIL, reply);
      assertThat(result.anyAccepted()).isFalse();
      assertUsableForAnother(session);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"554 5.6.0 spam", "451 4.3.0 later", "552 5.3.4 big"})
  void finalReplyIsForTheAccepted(String reply) throws Exception {
    server.on(Stage.RCPT).matching("r3@").reply("550 5.1.1 who?");
    server.on(Stage.FINAL_DOT).times(1).reply(reply);
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      int code = Integer.parseInt(reply.substring(0, 3));
      assertThat(codes(result)).containsExactly(code, code, 550, code, code);
      assertUsableForAnother(session);
    }
    assertThat(server.unacceptedMails()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.3.2 bye", "354 go on", "150 what", "503 5.5.1 sequence"})
  void replyOutOfPlaceAtMailEndsTheSession(String reply) throws Exception {
    server.on(Stage.MAIL).reply(reply);
    try (SmtpSession session = open()) {
      assertAllReplied(send(session, FIVE, HELLO), MAIL, reply);
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"354 go on", "150 what", "503 5.5.1 sequence"})
  void replyOutOfPlaceAtOneRecipientCastsDoubtOnAllThatWasSaid(String reply) throws Exception {
    server.on(Stage.RCPT).matching("r2@").reply("550 5.1.1 who?");
    server.on(Stage.RCPT).matching("r3@").reply(reply);
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      int code = Integer.parseInt(reply.substring(0, 3));
      assertThat(codes(result)).containsExactly(code, -1, code, code, code);
      assertThat(result.decisive().values())
          .filteredOn(Failed.class::isInstance)
          .allMatch(e -> isFailed(e, RCPT, Failure.MALFORMED_REPLY));
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void farewellAtOneRecipientIsForAllThatHaveNoReplyOfTheirOwn() throws Exception {
    server.on(Stage.RCPT).matching("r2@").reply("550 5.1.1 who?");
    server.on(Stage.RCPT).matching("r3@").reply("421 4.3.2 bye");
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertThat(codes(result)).containsExactly(421, 550, 421, 421, 421);
      assertThat(result.decisive().values()).allMatch(e -> e.stage() == RCPT);
      assertThat(result.anyAccepted()).isTrue();
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.3.2 bye", "354 what", "150 what", "503 5.5.1 sequence"})
  void finalReplyOutOfPlaceIsToldAsItIs(String reply) throws Exception {
    server.on(Stage.FINAL_DOT).reply(reply);
    try (SmtpSession session = open()) {
      assertAllReplied(send(session, FIVE, HELLO), FINAL_DOT, reply);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void connectionLostAtMail() throws Exception {
    server.on(Stage.MAIL).drop();
    assertAllFailed(MAIL, Failure.CONNECTION_LOST);
  }

  @Test
  void connectionResetAtMail() throws Exception {
    server.on(Stage.MAIL).reset();
    assertAllFailed(MAIL, Failure.CONNECTION_LOST);
  }

  @Test
  void connectionLostAtThirdRecipientOfFive() throws Exception {
    server.on(Stage.RCPT).matching("r2@").reply("550 5.1.1 who?");
    server.on(Stage.RCPT).matching("r3@").drop();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      List<Evidence> evidence = List.copyOf(result.decisive().values());
      assertThat(evidence.get(1)).isInstanceOf(Replied.class);
      assertThat(List.of(evidence.get(0), evidence.get(2), evidence.get(3), evidence.get(4)))
          .allMatch(e -> isFailed(e, RCPT, Failure.CONNECTION_LOST));
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void connectionLostAfterTheEndIsAmbiguous() throws Exception {
    server.on(Stage.FINAL_DOT).drop();
    assertAllFailed(FINAL_DOT, Failure.CONNECTION_LOST);
  }

  @Test
  void halfAFinalReplyIsNone() throws Exception {
    server.on(Stage.FINAL_DOT).raw("25").drop();
    assertAllFailed(FINAL_DOT, Failure.CONNECTION_LOST);
  }

  @Test
  void noFinalReplyInTimeIsAmbiguous() throws Exception {
    timeouts = Rig.HASTY;
    server.on(Stage.FINAL_DOT).stall();
    assertAllFailed(FINAL_DOT, Failure.TIMED_OUT);
  }

  @Test
  void trickleOfAReplyDoesNotHoldTheStage() throws Exception {
    timeouts = Rig.HASTY;
    server.on(Stage.RCPT).drip("250 " + "x".repeat(500), Duration.ofMillis(50));
    assertAllFailed(RCPT, Failure.TIMED_OUT);
  }

  @Test
  void stalledMailTimesOut() throws Exception {
    timeouts = Rig.HASTY;
    server.on(Stage.MAIL).stall();
    assertAllFailed(MAIL, Failure.TIMED_OUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no reply at all\r\n", "250-a\r\n550 b\r\n", "\r\n", "\0\0\0\r\n"})
  void whatIsNoReplyEndsTheSession(String wire) throws Exception {
    server.on(Stage.RCPT).raw(wire);
    assertAllFailed(RCPT, Failure.MALFORMED_REPLY);
  }

  @Test
  void endlessLineEndsTheSession() throws Exception {
    server.on(Stage.MAIL).endlessLine();
    assertAllFailed(MAIL, Failure.MALFORMED_REPLY);
  }

  @Test
  void endlessReplyEndsTheSession() throws Exception {
    server.on(Stage.FINAL_DOT).endlessReply(250);
    assertAllFailed(FINAL_DOT, Failure.MALFORMED_REPLY);
  }

  @Test
  void connectionLostDuringTheMessageIsNotAmbiguous() throws Exception {
    server.on(Stage.CONTENT).afterBytes(100_000).reset();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, Rig.lines("x".repeat(70), 400_000));
      assertThat(result.decisive().values())
          .allMatch(e -> isFailed(e, DATA, Failure.CONNECTION_LOST));
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void refusalDuringTheMessageIsHeard() throws Exception {
    timeouts = BRISK;
    server.on(Stage.CONTENT).afterBytes(100_000).reply("552 5.3.4 enough").stopReading();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, Rig.lines("x".repeat(70), 400_000));
      assertAllReplied(result, FINAL_DOT, "552 5.3.4 enough");
    }
  }

  @Test
  void refusalBeforeHangingUpDuringTheMessageIsHeard() throws Exception {
    server.on(Stage.CONTENT).afterBytes(100_000).reply("554 5.6.0 spam").drop();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, Rig.lines("x".repeat(70), 400_000));
      assertAllReplied(result, FINAL_DOT, "554 5.6.0 spam");
    }
  }

  @Test
  void acceptanceBeforeTheEndIsNotBelieved() throws Exception {
    timeouts = BRISK;
    server.on(Stage.CONTENT).afterBytes(100_000).reply("250 2.0.0 ok").stopReading();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, Rig.lines("x".repeat(70), 400_000));
      assertThat(result.decisive().values()).noneMatch(e -> e.stage() == FINAL_DOT);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void peerThatStopsReadingTimesOut() throws Exception {
    timeouts = Rig.HASTY;
    server.on(Stage.CONTENT).afterBytes(100_000).stopReading();
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, Rig.lines("x".repeat(70), 400_000));
      assertThat(result.decisive().values()).allMatch(e -> isFailed(e, DATA, Failure.TIMED_OUT));
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void unreadableMessageIsOurOwnFault() throws Exception {
    MessageContent broken =
        new MessageContent() {
          private int readings;

          @Override
          public long size() {
            return 100;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            // Too large to be kept from the first reading.
            out.write(("Subject: half\r\n\r\n" + "line\r\n".repeat(20_000)).getBytes(US_ASCII));
            if (readings++ > 0) {
              throw new IOException("disk on fire");
            }
          }
        };
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, ONE, broken);
      assertThat(result.decisive().values())
          .allMatch(e -> isFailed(e, DATA, Failure.CONTENT_UNREADABLE))
          .allMatch(e -> ((Failed) e).detail().contains("disk on fire"));
    }
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void exceptionOfTheHostIsOurOwnFault() throws Exception {
    MessageContent broken =
        new MessageContent() {
          @Override
          public long size() {
            return 100;
          }

          @Override
          public void writeTo(OutputStream out) {
            throw new IllegalStateException("disposed");
          }
        };
    try (SmtpSession session = open()) {
      assertThat(send(session, ONE, broken).decisive().values())
          .allMatch(e -> isFailed(e, MAIL, Failure.CONTENT_UNREADABLE));
      assertUsableForAnother(session);
    }
  }

  @Test
  void parameterWithALineEndNeverLeaves() throws Exception {
    Recipient good = Rig.recipient("good@example.com");
    Recipient bad =
        new Recipient(
            Rig.recipient("bad@example.com").mailbox(),
            Set.of(),
            Optional.of("rfc822;x\r\nRCPT TO:<evil@example.com>"));
    Envelope envelope = Envelope.of(ONE.reversePath(), List.of(bad, good));
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, envelope, HELLO);
      List<Evidence> evidence = List.copyOf(result.decisive().values());
      assertThat(isFailed(evidence.get(0), RCPT, Failure.INTERNAL)).isTrue();
      assertThat(evidence.get(1)).isInstanceOf(Replied.class);
    }
    assertThat(server.mails().get(0).to()).containsExactly("good@example.com");
  }

  @Test
  void tenThousandRecipientsInOneTransaction() throws Exception {
    server.on(Stage.RCPT).matching(line -> line.contains("7@")).reply("550 5.1.1 who?");
    Envelope crowd =
        Rig.envelope(
            IntStream.range(0, 10_000)
                .mapToObj(i -> "r" + i + "@example.com")
                .toArray(String[]::new));
    try (SmtpSession session = open(10_000)) {
      TransactionResult result = send(session, crowd, HELLO);
      assertThat(result.decisive()).hasSize(10_000);
      assertThat(codes(result)).filteredOn(code -> code == 550).hasSize(1_000);
      assertThat(codes(result)).filteredOn(code -> code == 250).hasSize(9_000);
    }
    assertThat(server.mails().get(0).to()).hasSize(9_000);
  }

  @Test
  void largeMessageArrivesWhole() throws Exception {
    try (SmtpSession session = open()) {
      MessageContent large = Rig.lines("." + "x".repeat(70), 40_000);
      assertThat(codes(send(session, ONE, large))).containsExactly(250);
      assertThat(server.mails().get(0).size()).isEqualTo(large.size() + 18);
      assertUsableForAnother(session);
    }
  }

  private SmtpSession open() throws SessionFailure {
    return open(SmtpSettings.MOST_RECIPIENTS);
  }

  private SmtpSession open(int recipientsPerTransaction) throws SessionFailure {
    return rig.client(new SmtpSettings(timeouts, pipelining, chunking, recipientsPerTransaction))
        .open(Rig.endpoint(server));
  }

  private static TransactionResult send(
      SmtpSession session, Envelope envelope, MessageContent content) {
    return new MailTransaction().send(session, envelope, content);
  }

  private void assertAllFailed(dev.postroad.core.smtp.Stage stage, Failure failure)
      throws SessionFailure {
    try (SmtpSession session = open()) {
      TransactionResult result = send(session, FIVE, HELLO);
      assertThat(result.decisive()).hasSize(5);
      assertThat(result.decisive().values()).allMatch(e -> isFailed(e, stage, failure));
      assertThat(session.isUsable()).isFalse();
    }
  }

  private void assertUsableForAnother(SmtpSession session) {
    assertThat(session.isUsable()).isTrue();
    assertThat(session.probe()).isTrue();
    int before = server.mails().size();
    assertThat(codes(send(session, Rig.envelope("next@example.com"), HELLO))).containsExactly(250);
    assertThat(server.mails()).hasSize(before + 1);
    assertThat(server.mails().get(before).to()).containsExactly("next@example.com");
    session.quit();
    assertThat(session.isUsable()).isFalse();
    assertThat(server.violations()).isEmpty();
  }

  private static void assertAllReplied(
      TransactionResult result, dev.postroad.core.smtp.Stage stage, String reply) {
    assertThat(result.decisive().values())
        .allSatisfy(
            evidence -> {
              assertThat(evidence).isInstanceOf(Replied.class);
              assertThat(evidence.stage()).isEqualTo(stage);
              assertThat(((Replied) evidence).reply().toString()).isEqualTo(reply);
            });
  }

  private static boolean isFailed(
      Evidence evidence, dev.postroad.core.smtp.Stage stage, Failure failure) {
    return evidence instanceof Failed failed
        && failed.stage() == stage
        && failed.failure() == failure;
  }

  private static List<Integer> codes(TransactionResult result) {
    return result.decisive().values().stream()
        .map(evidence -> evidence instanceof Replied replied ? replied.reply().code() : -1)
        .toList();
  }
}
