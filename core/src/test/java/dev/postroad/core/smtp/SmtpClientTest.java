// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.Stage.CONNECT;
import static dev.postroad.core.smtp.Stage.EHLO;
import static dev.postroad.core.smtp.Stage.GREETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.testing.smtp.RecordedSession.Ending;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening sessions in clear, and what sessions are between transactions. */
@Timeout(60)
final class SmtpClientTest {
  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @Test
  void sessionIsGreetedAndKnowsWhatIsOffered() throws Exception {
    try (SmtpSession session = open()) {
      assertThat(session.capabilities().offers(Extension.PIPELINING)).isTrue();
      assertThat(session.tls()).isEqualTo(TlsSummary.NONE);
      assertThat(session.transactions()).isZero();
      assertThat(session.isUsable()).isTrue();
      assertThat(session.endpoint()).isEqualTo(Rig.endpoint(server));
    }
    assertThat(server.session().commands()).containsExactly("EHLO client.test");
    server.awaitAllClosed(Duration.ofSeconds(10));
    assertThat(server.session().ending()).isEqualTo(Ending.CLIENT_CLOSED);
  }

  @Test
  void quitSaysGoodbyeOnce() throws Exception {
    SmtpSession session = open();
    session.quit();
    session.quit();
    session.close();
    assertThat(session.isUsable()).isFalse();
    assertThat(session.probe()).isFalse();
    assertThat(server.session().commands()).containsExactly("EHLO client.test", "QUIT");
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void quitIsBoundedInTime() throws Exception {
    server.on(Stage.QUIT).stall();
    SmtpSession session = rig.hastyClient().open(Rig.endpoint(server));
    session.quit();
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void sourceAddressIsBound() throws Exception {
    Endpoint plain = Rig.endpoint(server);
    Endpoint bound =
        new Endpoint(
            plain.hostName(),
            plain.address(),
            plain.port(),
            false,
            plain.tls(),
            Optional.empty(),
            false,
            Optional.of(InetAddress.getByName("127.0.0.7")),
            "[127.0.0.7]");
    rig.hastyClient().open(bound).quit();
    assertThat(server.session().client().getAddress().getHostAddress()).isEqualTo("127.0.0.7");
    assertThat(server.session().heloName()).isEqualTo("[127.0.0.7]");
  }

  /** A recording of the Java machine asks a socket for it at each read that took its time. */
  @Test
  void whoWantsToKnowThePeersNameNeedNotAskTheDns(@TempDir Path directory) throws Exception {
    Endpoint plain = Rig.endpoint(server);
    Endpoint unnamed =
        new Endpoint(
            "mx.known.test",
            InetAddress.getByAddress(plain.address().getAddress()),
            plain.port(),
            false,
            plain.tls(),
            Optional.empty(),
            false,
            Optional.empty(),
            plain.ehloName());
    Path file = directory.resolve("reads.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.SocketRead").withThreshold(Duration.ZERO);
      recording.start();
      SmtpSession session = rig.hastyClient().open(unnamed);
      assertThat(session.probe()).isTrue();
      session.quit();
      recording.stop();
      recording.dump(file);
    }

    assertThat(RecordingFile.readAllEvents(file))
        .filteredOn(read -> read.getInt("port") == plain.port())
        .isNotEmpty()
        .allMatch(read -> read.getString("host").equals("mx.known.test"));
  }

  @Test
  void refusedConnectionIsToldAsSuch() {
    Endpoint nowhere = Rig.endpoint(server);
    server.close();
    assertThat(failure(() -> rig.hastyClient().open(nowhere)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(CONNECT);
              assertThat(failed.failure()).isEqualTo(Failure.CONNECT_REFUSED);
              assertThat(failed.detail()).containsIgnoringCase("refused");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"421 4.3.2 busy", "450 later", "521 no mail", "554 5.7.1 go away", "250 hm"})
  void greetingOtherThan220IsTheEnd(String reply) {
    server.on(Stage.GREETING).reply(reply);
    assertThat(failure(this::open))
        .isInstanceOfSatisfying(
            Replied.class,
            replied -> {
              assertThat(replied.stage()).isEqualTo(GREETING);
              assertThat(replied.reply().toString()).isEqualTo(reply);
            });
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void refusedGreetingGetsAGoodbye() {
    server.on(Stage.GREETING).reply("554 5.7.1 go away");
    assertThat(failure(this::open)).isInstanceOf(Replied.class);
    await().until(() -> server.session().commands().equals(List.of("QUIT")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 what", "502 5.5.1 no", "550 no", "504 no"})
  void refusedEhloIsFollowedByHelo(String reply) throws Exception {
    server.on(Stage.EHLO).reply(reply);
    try (SmtpSession session = open()) {
      assertThat(session.capabilities().offers(Extension.SIZE)).isFalse();
      TransactionResult result =
          new MailTransaction().send(session, Rig.envelope("bob@example.com"), Rig.content("a\n"));
      assertThat(result.anyAccepted()).isTrue();
    }
    assertThat(server.session().commands())
        .containsExactly(
            "EHLO client.test",
            "HELO client.test",
            "MAIL FROM:<amy@client.test>",
            "RCPT TO:<bob@example.com>",
            "DATA");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void refusedHeloIsTheEnd() {
    server.on(Stage.EHLO, Stage.HELO).reply("550 5.7.1 not you");
    assertThat(failure(this::open)).isEqualTo(replied(EHLO, 550, "5.7.1", "not you"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.3.2 busy", "450 later", "354 what", "220 hello again"})
  void ehloPutOffIsTheEnd(String reply) {
    server.on(Stage.EHLO).reply(reply);
    assertThat(failure(this::open).stage()).isEqualTo(EHLO);
    assertThat(server.session().commands()).doesNotContain("HELO client.test");
  }

  @Test
  void silenceAtTheGreetingTimesOut() {
    server.on(Stage.GREETING).stall();
    assertThat(failed(() -> rig.impatientClient().open(Rig.endpoint(server))))
        .isEqualTo(Failure.TIMED_OUT);
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void silenceAtEhloTimesOut() {
    server.on(Stage.EHLO).stall();
    assertThat(failed(() -> rig.impatientClient().open(Rig.endpoint(server))))
        .isEqualTo(Failure.TIMED_OUT);
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void trickleOfAGreetingTimesOut() {
    server.on(Stage.GREETING).drip("220 " + "x".repeat(1000), Duration.ofMillis(20));
    assertThat(failed(() -> rig.impatientClient().open(Rig.endpoint(server))))
        .isEqualTo(Failure.TIMED_OUT);
  }

  @Test
  void connectionLostIsToldWithItsStage() {
    server.on(Stage.EHLO).reset();
    assertThat(failure(this::open))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(EHLO);
              assertThat(failed.failure()).isEqualTo(Failure.CONNECTION_LOST);
            });
  }

  @Test
  void greetingOfAnotherProtocolIsMalformed() {
    server.on(Stage.GREETING).reply("SSH-2.0-OpenSSH_9.2p1");
    assertThat(failed(this::open)).isEqualTo(Failure.MALFORMED_REPLY);
  }

  @Test
  void longGreetingIsRead() throws Exception {
    server.on(Stage.GREETING).reply("220-welcome", "220-to the jungle", "220 mx.test");
    open().quit();
  }

  @Test
  void idleSessionThatWasSentAwayIsNoticed() throws Exception {
    server
        .on(Stage.EHLO)
        .defaultReply()
        .stall(Duration.ofMillis(50))
        .reply("421 4.4.2 idle")
        .drop();
    try (SmtpSession session = open()) {
      await().until(() -> !session.probe());
      assertThat(session.isUsable()).isFalse();
    }
  }

  @Test
  void idleSessionThatWasClosedIsNoticed() throws Exception {
    try (SmtpSession session = open()) {
      assertThat(session.probe()).isTrue();
      server.close();
      await().until(() -> !session.probe());
    }
  }

  @Test
  void transactionLimitOfThePeerIsKept() throws Exception {
    server.capabilities("PIPELINING", "LIMITS MAILMAX=2");
    try (SmtpSession session = open()) {
      for (int i = 1; i <= 2; i++) {
        assertThat(session.isUsable()).isTrue();
        new MailTransaction().send(session, Rig.envelope("bob@example.com"), Rig.content("a\n"));
        assertThat(session.transactions()).isEqualTo(i);
      }
      assertThat(session.isUsable()).isFalse();
    }
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void closingFromAnotherThreadFreesOneThatWaits() throws Exception {
    server.on(Stage.MAIL).stall();
    SmtpSession session = open();
    Thread closer =
        new Thread(
            () -> {
              await().until(() -> server.session().commands().size() > 1);
              session.close();
            });
    closer.start();
    TransactionResult result =
        new MailTransaction().send(session, Rig.envelope("bob@example.com"), Rig.content("a\n"));
    assertThat(result.decisive().values()).allMatch(Failed.class::isInstance);
    closer.join();
  }

  @Test
  void ehloNameThatIsTwoCommandsIsRefused() {
    Endpoint good = Rig.endpoint(server);
    assertThatThrownBy(
            () ->
                new Endpoint(
                    good.hostName(),
                    good.address(),
                    good.port(),
                    false,
                    good.tls(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    "client.test\r\nMAIL"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SmtpSession open() throws SessionFailure {
    return rig.client(SmtpSettings.STANDARD.with(Rig.PATIENT)).open(Rig.endpoint(server));
  }

  private static Replied replied(
      dev.postroad.core.smtp.Stage stage, int code, String enhanced, String text) {
    return new Replied(stage, new Reply(code, EnhancedStatus.tryParse(enhanced), List.of(text)));
  }

  private static Failure failed(Opening opening) {
    Evidence evidence = failure(opening);
    assertThat(evidence).isInstanceOf(Failed.class);
    return ((Failed) evidence).failure();
  }

  static Evidence failure(Opening opening) {
    try (SmtpSession session = opening.open()) {
      throw new AssertionError("this should not have been opened: " + session.endpoint());
    } catch (SessionFailure e) {
      return e.evidence();
    }
  }

  /** Opens a session, or fails to. */
  interface Opening {
    SmtpSession open() throws SessionFailure;
  }
}
