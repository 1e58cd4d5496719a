// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.Stage.DATA;
import static dev.postroad.core.smtp.Stage.MAIL;
import static dev.postroad.core.smtp.Stage.RCPT;
import static dev.postroad.core.smtp.Stage.RSET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a transaction with DATA, or a second one on a session, can meet. */
@Timeout(60)
final class DataCommandTest {
  private static final Envelope TWO = Rig.envelope("r1@example.com", "r2@example.com");
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 451 4.3.0 later, true",
    "false, 451 4.3.0 later, true",
    "true, 554 5.7.1 no, true",
    "false, 554 5.7.1 no, true",
    "true, 421 4.3.2 bye, false",
    "false, 421 4.3.2 bye, false",
  })
  void refusedDataIsForTheAccepted(boolean pipelining, String reply, boolean usable)
      throws Exception {
    server.on(Stage.RCPT).matching("r1@").times(1).reply("550 5.1.1 who?");
    server.on(Stage.DATA).times(1).reply(reply);
    try (SmtpSession session = open(pipelining)) {
      List<Evidence> evidence = evidence(send(session, TWO));
      assertThat(((Replied) evidence.get(0)).reply().code()).isEqualTo(550);
      assertThat(evidence.get(1)).hasToString("Replied[stage=DATA, reply=" + reply + "]");
      assertThat(session.isUsable()).isEqualTo(usable);
      if (usable) {
        assertThat(evidence(send(session, TWO))).allMatch(DataCommandTest::isDelivered);
      }
    }
    assertThat(server.violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 250 2.0.0 ok",
    "false, 250 2.0.0 ok",
    "true, 503 5.5.1 sequence",
    "false, 503 5.5.1 sequence",
    "true, 355 go on",
    "false, 355 go on",
  })
  void replyOutOfPlaceAtDataCastsDoubtOnAllThatWasSaid(boolean pipelining, String reply)
      throws Exception {
    server.on(Stage.RCPT).matching("r1@").reply("550 5.1.1 who?");
    server.on(Stage.DATA).reply(reply);
    try (SmtpSession session = open(pipelining)) {
      List<Evidence> evidence = evidence(send(session, TWO));
      assertThat(isFailed(evidence.get(0), RCPT, Failure.MALFORMED_REPLY)).isTrue();
      assertThat(evidence.get(1)).hasToString("Replied[stage=DATA, reply=" + reply + "]");
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.unacceptedMails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionLostAtDataIsNotAmbiguous(boolean pipelining) throws Exception {
    server.on(Stage.DATA).drop();
    try (SmtpSession session = open(pipelining)) {
      assertThat(evidence(send(session, TWO)))
          .allMatch(e -> isFailed(e, DATA, Failure.CONNECTION_LOST));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void farewellWhileWeStillWriteIsHeard(boolean pipelining) throws Exception {
    server.on(Stage.MAIL).reply("421 4.3.2 bye").drop();
    Envelope crowd =
        Rig.envelope(
            IntStream.range(0, 5_000)
                .mapToObj(i -> "r" + i + "@example.com")
                .toArray(String[]::new));
    try (SmtpSession session = open(pipelining)) {
      TransactionResult result = send(session, crowd);
      assertThat(result.decisive()).hasSize(5_000);
      assertThat(evidence(result))
          .allSatisfy(e -> assertThat(e).hasToString("Replied[stage=MAIL, reply=421 4.3.2 bye]"));
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 421 4.3.2 bye",
    "false, 421 4.3.2 bye",
    "true, 500 what",
    "false, 500 what",
    "true, 354 what",
    "false, 354 what"
  })
  void refusedResetEndsTheSession(boolean pipelining, String reply) throws Exception {
    server.on(Stage.RCPT).times(2).reply("450 4.2.1 busy");
    server.on(Stage.RSET).reply(reply);
    try (SmtpSession session = open(pipelining)) {
      send(session, TWO);
      assertThat(session.isUsable()).isTrue();
      assertThat(evidence(send(session, TWO)))
          .allSatisfy(e -> assertThat(e).hasToString("Replied[stage=RSET, reply=" + reply + "]"));
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionLostAtResetIsToldAsSuch(boolean pipelining) throws Exception {
    server.on(Stage.RCPT).times(2).reply("450 4.2.1 busy");
    server.on(Stage.RSET).drop();
    try (SmtpSession session = open(pipelining)) {
      send(session, TWO);
      assertThat(evidence(send(session, TWO)))
          .allMatch(e -> isFailed(e, RSET, Failure.CONNECTION_LOST));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goAheadAfterARefusedMailEndsTheSession(boolean pipelining) throws Exception {
    server.on(Stage.MAIL).reply("550 5.7.1 not you");
    server.on(Stage.RCPT).reply("250 2.1.5 whatever");
    server.on(Stage.DATA).reply("354 go on");
    try (SmtpSession session = open(pipelining)) {
      assertThat(evidence(send(session, TWO)))
          .allSatisfy(e -> assertThat(e.stage()).isEqualTo(MAIL));
      assertThat(session.isUsable()).isEqualTo(!pipelining);
    }
    assertThat(server.unacceptedMails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.7.0 too many", "250 2.0.0 and another"})
  void moreThanOneFinalReplyEndsTheSessionAndNotTheMail(String extra) throws Exception {
    server.on(Stage.FINAL_DOT).reply("250 2.0.0 taken", extra);
    try (SmtpSession session = open(true)) {
      assertThat(evidence(send(session, TWO))).allMatch(DataCommandTest::isDelivered);
      assertThat(session.probe()).isFalse();
    }
  }

  private SmtpSession open(boolean pipelining) throws SessionFailure {
    return rig.client(new SmtpSettings(Rig.PATIENT, pipelining, false)).open(Rig.endpoint(server));
  }

  private static TransactionResult send(SmtpSession session, Envelope envelope) {
    return new MailTransaction().send(session, envelope, HELLO);
  }

  private static List<Evidence> evidence(TransactionResult result) {
    return List.copyOf(result.decisive().values());
  }

  private static boolean isDelivered(Evidence evidence) {
    return evidence instanceof Replied replied
        && replied.reply().code() == 250
        && replied.stage() == dev.postroad.core.smtp.Stage.FINAL_DOT;
  }

  private static boolean isFailed(
      Evidence evidence, dev.postroad.core.smtp.Stage stage, Failure failure) {
    return evidence instanceof Failed failed
        && failed.stage() == stage
        && failed.failure() == failure;
  }
}
