// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.outcome.ReplyClassifier.Context;
import dev.postroad.core.outcome.ReplyClassifier.Past;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that means harm costs little time and memory, and bounces and loses no mail. */
@Timeout(120)
final class HostilePeerTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final Envelope TWO = Rig.envelope("r1@example.com", "r2@example.com");
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");
  private static final Duration BRISK = Duration.ofSeconds(20);

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server =
      ScriptedSmtpServer.builder()
          .with("CHUNKING")
          .tls(AUTHORITY.issue("mx.test").serverContext())
          .start();

  private enum Deed {
    DROP,
    RESET,
    STALL,
    GARBAGE,
    HALF_A_REPLY,
    ENDLESS_LINE,
    ENDLESS_REPLY,
    TRICKLE;

    void on(Rule rule) {
      switch (this) {
        case DROP -> rule.drop();
        case RESET -> rule.reset();
        case STALL -> rule.stall();
        case GARBAGE -> rule.raw(new byte[] {0x16, 3, 1, 0, 5, -1, 0, '\r', '\n', 0x15, 3, 3});
        case HALF_A_REPLY -> rule.raw("250-2.0").stall();
        case ENDLESS_LINE -> rule.endlessLine();
        case ENDLESS_REPLY -> rule.endlessReply(250);
        case TRICKLE -> rule.drip("250-" + "x".repeat(3_000), Duration.ofMillis(20));
      }
    }
  }

  static Stream<Arguments> deeds() {
    return Stream.of(
            Stage.GREETING,
            Stage.EHLO,
            Stage.STARTTLS,
            Stage.MAIL,
            Stage.RCPT,
            Stage.DATA,
            Stage.BDAT,
            Stage.FINAL_DOT)
        .flatMap(stage -> Stream.of(Deed.values()).map(deed -> Arguments.of(stage, deed)));
  }

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @ParameterizedTest
  @MethodSource("deeds")
  void mailIsDeferredWhateverThePeerDoes(Stage stage, Deed deed) {
    deed.on(server.on(stage));
    SmtpTimeouts timeouts = Rig.timeouts(Duration.ofMillis(900));
    SmtpClient client = rig.client(new SmtpSettings(timeouts, true, stage != Stage.DATA));
    Collection<Evidence> evidence =
        assertTimeoutPreemptively(
            BRISK,
            () -> {
              try (SmtpSession session =
                  client.open(Rig.endpoint(server, TlsDemand.Level.OPPORTUNISTIC))) {
                return new MailTransaction().send(session, TWO, HELLO).decisive().values();
              } catch (SessionFailure failure) {
                return List.of(failure.evidence());
              }
            });
    assertThat(evidence)
        .extracting(HostilePeerTest::disposition)
        .containsOnly(Disposition.DEFERRED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void longRefusalsOfManyAreNotKept(boolean pipelining) throws Exception {
    String line = "550-" + "x".repeat(1_900) + "\r\n";
    server.on(Stage.RCPT).raw(line.repeat(30) + "550 no\r\n");
    try (SmtpSession session =
        rig.client(new SmtpSettings(Rig.PATIENT, pipelining, true, 1_000))
            .open(Rig.endpoint(server))) {
      TransactionResult result = new MailTransaction().send(session, crowd(1_000), HELLO);
      assertThat(result.decisive())
          .hasSize(1_000)
          .allSatisfy(
              (recipient, evidence) ->
                  assertThat(((Replied) evidence).reply().text())
                      .hasSize(Reply.MOST_TEXT)
                      .endsWith("…"));
    }
  }

  @Test
  void leftoverRepliesHaveOneDeadlineTogether() throws Exception {
    server.on(Stage.MAIL).reply("550 5.7.1 not you");
    server.on(Stage.RCPT).stall(Duration.ofMillis(400)).reply("503 5.5.1 sequence");
    SmtpClient client = rig.client(new SmtpSettings(Rig.HASTY, true, false, 150));
    try (SmtpSession session = client.open(Rig.endpoint(server))) {
      TransactionResult result =
          assertTimeoutPreemptively(
              BRISK, () -> new MailTransaction().send(session, crowd(150), HELLO));
      assertThat(result.decisive().values())
          .allSatisfy(
              evidence ->
                  assertThat(evidence).hasToString("Replied[stage=MAIL, reply=550 5.7.1 not you]"));
      assertThat(session.isUsable()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void repliesThatEachComeJustInTimeHaveALimitTogether(boolean pipelining) throws Exception {
    server.on(Stage.RCPT).stall(Duration.ofMillis(200)).reply("250 2.1.5 fine");
    MailTransaction hurried =
        new MailTransaction(new TransactionLimit(Duration.ofSeconds(1), Long.MAX_VALUE));
    try (SmtpSession session =
        rig.client(new SmtpSettings(Rig.PATIENT, pipelining, true, 1_000))
            .open(Rig.endpoint(server))) {
      TransactionResult result =
          assertTimeoutPreemptively(BRISK, () -> hurried.send(session, crowd(1_000), HELLO));

      assertThat(result.decisive().values())
          .extracting(HostilePeerTest::disposition)
          .containsOnly(Disposition.DEFERRED);
      assertThat(session.isUsable()).isFalse();
    }
  }

  /** To give up there would leave open whether the message was taken. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitForTheReplyToTheMessageIsNotLimited(boolean chunking) throws Exception {
    server.on(Stage.FINAL_DOT).stall(Duration.ofMillis(1_500)).reply("250 2.0.0 taken");
    MailTransaction hurried =
        new MailTransaction(new TransactionLimit(Duration.ofSeconds(1), Long.MAX_VALUE));
    try (SmtpSession session =
        rig.client(new SmtpSettings(Rig.PATIENT, true, chunking)).open(Rig.endpoint(server))) {
      TransactionResult result = hurried.send(session, TWO, HELLO);

      assertThat(result.decisive().values())
          .allSatisfy(evidence -> assertThat(evidence.toString()).contains("2.0.0 taken"));
      assertThat(session.isUsable()).isTrue();
    }
  }

  @Test
  void garbageInsteadOfTlsIsAFailedHandshake() {
    server
        .on(Stage.STARTTLS)
        .reply("220 go ahead")
        .stall(Duration.ofMillis(200))
        .raw("GET / HTTP/1.1\r\n\r\n".repeat(1_000))
        .drop();
    Evidence evidence =
        assertTimeoutPreemptively(
            BRISK,
            () -> {
              try (SmtpSession session =
                  rig.client(TlsContexts.systemTrust())
                      .open(Rig.endpoint(server, TlsDemand.Level.REQUIRE))) {
                throw new AssertionError("there is a session: " + session);
              } catch (SessionFailure failure) {
                return failure.evidence();
              }
            });
    assertThat(disposition(evidence)).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void repliesThatComeOctetByOctetAreReplies() throws Exception {
    server.on(Stage.MAIL).drip("250-2.1.0 a\r\n250 2.1.0 b\r\n", Duration.ofMillis(1));
    server.on(Stage.RCPT).matching("r1@").drip("550 5.1.1 who?\r\n", Duration.ofMillis(1));
    server.on(Stage.FINAL_DOT).drip("250 2.0.0 ok\r\n", Duration.ofMillis(1));
    try (SmtpSession session =
        rig.client(new SmtpSettings(Rig.PATIENT, true, true)).open(Rig.endpoint(server))) {
      assertThat(new MailTransaction().send(session, TWO, HELLO).decisive().values())
          .extracting(HostilePeerTest::disposition)
          .containsExactly(Disposition.FAILED, Disposition.DELIVERED);
      assertThat(session.isUsable()).isTrue();
    }
  }

  private static Envelope crowd(int size) {
    return Rig.envelope(
        IntStream.range(0, size).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new));
  }

  private static Disposition disposition(Evidence evidence) {
    return new ReplyClassifier()
        .classify(
            evidence,
            new Context(false, Past.NONE, false, TlsDemand.of(TlsDemand.Level.REQUIRE, "the test")))
        .disposition();
  }
}
