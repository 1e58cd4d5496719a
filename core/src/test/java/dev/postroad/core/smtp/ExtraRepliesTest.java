// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.outcome.ReplyClassifier.Context;
import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A peer that replies more often than it was asked: its replies shift from one recipient to the
 * next. Nobody's mail may be bounced for what was said to another, nor taken for delivered.
 */
@Timeout(60)
final class ExtraRepliesTest {
  private static final Envelope FIVE =
      Rig.envelope(
          "r1@example.com", "r2@example.com", "r3@example.com", "r4@example.com", "r5@example.com");
  private static final Envelope TWO = Rig.envelope("r1@example.com", "r2@example.com");
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");
  private static final MessageContent THREE_CHUNKS = Rig.lines("x".repeat(70), 10_000);
  private static final boolean[] EITHER = {true, false};

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.builder().with("CHUNKING").start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, from,  250 2.0.0 ok",
    "MAIL, from,  550 5.1.1 who?",
    "MAIL, from,  450 4.2.1 busy",
    "RCPT, r1@,   250 2.0.0 ok",
    "RCPT, r1@,   550 5.1.1 who?",
    "RCPT, r1@,   450 4.2.1 busy",
    "RCPT, r3@,   250 2.0.0 ok",
    "RCPT, r3@,   550 5.1.1 who?",
    "RCPT, r3@,   354 go on",
    "RCPT, r5@,   250 2.0.0 ok",
    "RCPT, r5@,   550 5.1.1 who?",
    "RCPT, r5@,   450 4.2.1 busy",
    "RCPT, r5@,   552 5.3.4 big",
  })
  void extraReplyInTheEnvelopeDefersEverybody(Stage stage, String where, String extra)
      throws Exception {
    for (boolean pipelining : EITHER) {
      for (boolean chunking : EITHER) {
        server.clearScript();
        server.on(stage).matching(where).defaultReply().reply(extra);
        if (!pipelining || !chunking) {
          // There it would leave in a segment of its own, and nothing tells that one more follows.
          server.on(Stage.RCPT).matching("r4@").reply("550 5.1.1 who?");
        }
        try (SmtpSession session = open(pipelining, chunking)) {
          assertThat(dispositions(send(session, FIVE, HELLO)))
              .as("pipelining %s, chunking %s", pipelining, chunking)
              .containsOnly(Disposition.DEFERRED);
          assertThat(session.isUsable()).isFalse();
        }
      }
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, from, 550 5.7.1 not you",
    "MAIL, from, 250 2.1.0 ok",
    "RCPT, r1@,  550 5.1.1 who?",
    "RCPT, r3@,  550 5.1.1 who?",
    "RCPT, r5@,  550 5.1.1 who?",
  })
  void replyBeforeItsTimeDefersEverybody(Stage stage, String where, String extra) throws Exception {
    for (boolean pipelining : EITHER) {
      for (boolean chunking : EITHER) {
        server.clearScript();
        server.on(stage).matching(where).reply(extra).defaultReply();
        try (SmtpSession session = open(pipelining, chunking)) {
          assertThat(dispositions(send(session, FIVE, HELLO)))
              .as("pipelining %s, chunking %s", pipelining, chunking)
              .containsOnly(Disposition.DEFERRED);
          assertThat(session.isUsable()).isFalse();
        }
      }
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // where a stray reply comes late, the reply to the next command being later still
    "MAIL, from, 550 5.7.1 stray, RCPT, nobody,",
    "RCPT, r1@,  550 5.1.1 stray, RCPT, nobody,",
    "RCPT, r1@,  550 5.1.1 stray, RCPT, r2@, 550 5.1.1 who?",
    "RCPT, r2@,  550 5.1.1 stray, RCPT, nobody,",
    "RCPT, r2@,  550 5.1.1 stray, RCPT, r1@, 550 5.1.1 who?",
    "RCPT, r2@,  550 5.1.1 stray, DATA, '', 550 5.7.1 no",
  })
  void strayRefusalBeforeALateReplyBouncesNobody(
      Stage stage, String where, String stray, Stage also, String whom, @Nullable String reply)
      throws Exception {
    for (boolean pipelining : EITHER) {
      for (boolean chunking : EITHER) {
        server.clearScript();
        server.on(stage).matching(where).reply(stray).stall(Duration.ofMillis(80)).defaultReply();
        if (reply != null) {
          server.on(also).matching(whom).reply(reply);
        }
        try (SmtpSession session = open(pipelining, chunking)) {
          TransactionResult result = send(session, TWO, HELLO);
          assertThat(dispositions(result))
              .as("pipelining %s, chunking %s", pipelining, chunking)
              .doesNotContain(Disposition.FAILED)
              .doesNotContain(Disposition.DELIVERED);
          assertThat(session.isUsable()).isFalse();
        }
      }
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void strayRefusalBetweenTwoRecipientsBouncesNobody(boolean chunking) throws Exception {
    server.on(Stage.RCPT).matching("r1@").reply("550 5.1.1 who?");
    server
        .on(Stage.RCPT)
        .matching("r2@")
        .stall(Duration.ofMillis(50))
        .reply("550 5.1.1 who?")
        .stall(Duration.ofMillis(80))
        .reply("250 2.1.5 welcome");
    try (SmtpSession session = open(false, chunking)) {
      assertThat(dispositions(send(session, TWO, HELLO))).containsOnly(Disposition.DEFERRED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAIL", "RCPT", "DATA", "FINAL_DOT"})
  void refusalThatIsConfirmedStands(Stage stage) throws Exception {
    server.on(stage).times(2).reply("550 5.7.1 no");
    for (boolean chunking : EITHER) {
      server.clearScript();
      server.on(stage).times(2).reply("550 5.7.1 no");
      try (SmtpSession session = open(false, chunking && stage != Stage.DATA)) {
        assertThat(dispositions(send(session, TWO, HELLO))).containsOnly(Disposition.FAILED);
        assertThat(session.isUsable()).isTrue();
        assertThat(session.probe()).isTrue();
      }
    }
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void farewellBehindTheConfirmationTakesNothingBack() throws Exception {
    server.on(Stage.RCPT).reply("550 5.1.1 who?");
    server.on(Stage.RSET).defaultReply().reply("421 4.3.2 bye").drop();
    try (SmtpSession session = open(false, true)) {
      assertThat(dispositions(send(session, TWO, HELLO))).containsOnly(Disposition.FAILED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"MAIL, from", "RCPT, r1@", "RCPT, r3@", "RCPT, r5@"})
  void farewellNobodyAskedForTakesNothingBack(Stage stage, String where) throws Exception {
    List<List<Disposition>> results = new ArrayList<>();
    for (boolean pipelining : EITHER) {
      for (boolean chunking : EITHER) {
        server.clearScript();
        server.on(stage).matching(where).defaultReply().reply("421 4.3.2 bye").drop();
        server.on(Stage.RCPT).matching("r2@").reply("550 5.1.1 who?");
        try (SmtpSession session = open(pipelining, chunking)) {
          results.add(dispositions(send(session, FIVE, HELLO)));
          assertThat(session.isUsable()).isFalse();
        }
      }
    }
    boolean secondWasHeard = where.equals("r3@") || where.equals("r5@");
    assertThat(results)
        .containsOnly(
            List.of(
                Disposition.DEFERRED,
                secondWasHeard ? Disposition.FAILED : Disposition.DEFERRED,
                Disposition.DEFERRED,
                Disposition.DEFERRED,
                Disposition.DEFERRED));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsDeliveredByAnExtraReplyToTheLastRecipient(boolean pipelining) throws Exception {
    server.on(Stage.RCPT).matching("r5@").defaultReply().reply("250 2.0.0 ok");
    server.on(Stage.FINAL_DOT).reply("550 5.6.0 spam");
    try (SmtpSession session = open(pipelining, true)) {
      assertThat(dispositions(send(session, FIVE, HELLO))).containsOnly(Disposition.DEFERRED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  // With PIPELINING only after the last but one: else the next chunk is under way already.
  @CsvSource({"false, 1", "false, 2", "true, 2"})
  void nothingIsDeliveredByAnExtraReplyToAChunk(boolean pipelining, int chunk) throws Exception {
    server.on(Stage.BDAT).skipping(chunk - 1).times(1).defaultReply().reply("250 2.0.0 ok");
    server.on(Stage.FINAL_DOT).reply("550 5.6.0 spam");
    try (SmtpSession session = open(pipelining, true)) {
      assertThat(dispositions(send(session, FIVE, THREE_CHUNKS)))
          .containsOnly(Disposition.DEFERRED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 2.0.0 ok", "550 5.6.0 no"})
  void refusedChunkWithMoreBehindItDefers(String extra) throws Exception {
    server.on(Stage.BDAT).times(1).reply("552 5.3.4 big", extra);
    try (SmtpSession session = open(false, true)) {
      assertThat(dispositions(send(session, FIVE, THREE_CHUNKS)))
          .containsOnly(Disposition.DEFERRED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // reply to LAST, what follows, disposition, continuation
    "250 2.0.0 taken, 421 4.7.0 bye,   DELIVERED, NONE",
    "250 2.0.0 taken, 221 2.0.0 bye,   DELIVERED, NONE",
    "250 2.0.0 taken, 250 2.0.0 more,  DEFERRED,  NONE",
    "250 2.0.0 taken, 550 5.6.0 spam,  DEFERRED,  NONE",
    "250 2.0.0 taken, nonsense,        DEFERRED,  NONE",
    "550 5.6.0 spam,  421 4.7.0 bye,   FAILED,    NONE",
    "550 5.6.0 spam,  250 2.0.0 taken, DEFERRED,  NONE",
    "451 4.3.0 later, 421 4.7.0 bye,   DEFERRED,  NEXT_HOST",
    "451 4.3.0 later, 250 2.0.0 taken, DEFERRED,  NONE",
  })
  void whatFollowsTheReplyToTheLastChunk(
      String reply, String more, Disposition disposition, Continuation continuation)
      throws Exception {
    for (boolean pipelining : EITHER) {
      server.clearScript();
      server.on(Stage.FINAL_DOT).reply(reply, more);
      try (SmtpSession session = open(pipelining, true)) {
        TransactionResult result = send(session, FIVE, THREE_CHUNKS);
        assertThat(dispositions(result)).containsOnly(disposition);
        assertThat(result.decisive().values())
            .extracting(evidence -> verdictOf(evidence).continuation())
            .containsOnly(continuation);
        assertThat(session.isUsable()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // reply to the final dot, what follows, disposition, continuation
    "250 2.0.0 taken, 250 2.0.0 more,  DELIVERED, NONE",
    "250 2.0.0 taken, 550 5.6.0 spam,  DELIVERED, NONE",
    "550 5.6.0 spam,  421 4.7.0 bye,   FAILED,    NONE",
    "550 5.6.0 spam,  250 2.0.0 taken, DEFERRED,  NONE",
    "451 4.3.0 later, 250 2.0.0 taken, DEFERRED,  NONE",
  })
  void whatFollowsTheReplyToTheFinalDot(
      String reply, String more, Disposition disposition, Continuation continuation)
      throws Exception {
    for (boolean pipelining : EITHER) {
      server.clearScript();
      server.on(Stage.FINAL_DOT).reply(reply, more);
      try (SmtpSession session = open(pipelining, false)) {
        TransactionResult result = send(session, FIVE, HELLO);
        assertThat(dispositions(result)).containsOnly(disposition);
        assertThat(result.decisive().values())
            .extracting(evidence -> verdictOf(evidence).continuation())
            .containsOnly(continuation);
        assertThat(session.isUsable()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 2.0.0 ok", "550 5.6.0 no"})
  void replyBehindTheGoAheadSendsNothing(String extra) throws Exception {
    for (boolean pipelining : EITHER) {
      server.clearScript();
      server.on(Stage.DATA).reply("354 go on", extra);
      try (SmtpSession session = open(pipelining, false)) {
        assertThat(dispositions(send(session, FIVE, HELLO))).containsOnly(Disposition.DEFERRED);
        assertThat(session.isUsable()).isFalse();
      }
    }
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 250 2.0.0 ok",
    "GREETING, 550 5.7.1 no",
    "EHLO,     250 2.0.0 ok",
    "EHLO,     550 5.7.1 no",
  })
  void extraReplyWhileASessionOpensIsNoRefusal(Stage stage, String extra) {
    server.on(stage).defaultReply().reply(extra);
    Evidence evidence;
    try (SmtpSession session = open(true, true)) {
      evidence = List.copyOf(send(session, FIVE, HELLO).decisive().values()).get(0);
    } catch (SessionFailure failure) {
      evidence = failure.evidence();
    }
    assertThat(evidence)
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(Failure.MALFORMED_REPLY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO"})
  void farewellWhileASessionOpensIsOne(Stage stage) {
    server.on(stage).defaultReply().reply("421 4.3.2 bye").drop();
    Evidence evidence;
    try (SmtpSession session = open(true, true)) {
      evidence = List.copyOf(send(session, FIVE, HELLO).decisive().values()).get(0);
    } catch (SessionFailure failure) {
      evidence = failure.evidence();
    }
    assertThat(evidence)
        .isInstanceOfSatisfying(
            Replied.class, replied -> assertThat(replied.reply().code()).isEqualTo(421));
  }

  private SmtpSession open(boolean pipelining, boolean chunking) throws SessionFailure {
    return rig.client(new SmtpSettings(Rig.PATIENT, pipelining, chunking))
        .open(Rig.endpoint(server));
  }

  private static TransactionResult send(
      SmtpSession session, Envelope envelope, MessageContent content) {
    return new MailTransaction().send(session, envelope, content);
  }

  private static List<Disposition> dispositions(TransactionResult result) {
    return result.decisive().values().stream()
        .map(evidence -> verdictOf(evidence).disposition())
        .toList();
  }

  private static dev.postroad.core.outcome.Verdict verdictOf(Evidence evidence) {
    return new ReplyClassifier()
        .classify(
            evidence,
            new Context(false, Past.NONE, true, TlsDemand.of(TlsDemand.Level.NONE, "the test")));
  }
}
