// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.SmtpClientTest.failure;
import static dev.postroad.core.smtp.Stage.CONNECT;
import static dev.postroad.core.smtp.Stage.STARTTLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.smtp.Capabilities.Extension;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each TLS demand makes of peers that do TLS well, badly or not at all. */
@Timeout(60)
final class SmtpClientTlsTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final TestCertificates STRANGER = TestCertificates.create();

  private final Rig rig = new Rig();
  private Optional<ScriptedSmtpServer> started = Optional.empty();
  private TlsContexts trust = TlsContexts.systemTrust();

  @BeforeEach
  void trustTheAuthority(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("root.pem");
    AUTHORITY.writeRootPem(file);
    trust = TlsContexts.trusting(file, new char[0]);
  }

  @AfterEach
  void close() {
    started.ifPresent(ScriptedSmtpServer::close);
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPPORTUNISTIC", "REQUIRE"})
  void anyCertificateDoesWhereNoneIsVerified(Level level) throws Exception {
    ScriptedSmtpServer server = serverWith(STRANGER.certificate("other.test").expired().issue());
    try (SmtpSession session = open(server, level)) {
      assertThat(session.tls().isEncrypted()).isTrue();
      assertThat(session.tls().verified()).isFalse();
      assertThat(session.capabilities().offers(Extension.STARTTLS)).isFalse();
      assertDelivers(session);
    }
    assertThat(server.session().commands().subList(0, 3))
        .containsExactly("EHLO client.test", "STARTTLS", "EHLO client.test");
    assertThat(server.session().tls().orElseThrow().serverName()).contains("mx.test");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void verifiedPeerIsSaidToBeSo() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    try (SmtpSession session = open(server, Level.VERIFY)) {
      assertThat(session.tls().verified()).isTrue();
      assertThat(session.tls().protocol()).isEqualTo("TLSv1.3");
      assertDelivers(session);
    }
  }

  @Test
  void levelNoneStaysInClear() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    try (SmtpSession session = open(server, Level.NONE)) {
      assertThat(session.tls().isEncrypted()).isFalse();
    }
    assertThat(server.session().commands()).containsExactly("EHLO client.test");
  }

  @Test
  void opportunismGoesOnInClearWhereNothingIsOffered() throws Exception {
    ScriptedSmtpServer server = keep(ScriptedSmtpServer.start());
    try (SmtpSession session = open(server, Level.OPPORTUNISTIC)) {
      assertThat(session.tls().isEncrypted()).isFalse();
      assertDelivers(session);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUIRE", "VERIFY"})
  void demandEndsWhereNothingIsOffered(Level level) {
    ScriptedSmtpServer server = keep(ScriptedSmtpServer.start());
    assertFailed(server, level, Failure.TLS_NOT_OFFERED, "the test");
    assertThat(server.session().commands()).doesNotContain("STARTTLS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"454 4.7.0 no TLS today", "502 5.5.1 what", "554 no"})
  void opportunismGoesOnInClearAfterARefusal(String reply) throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).reply(reply);
    try (SmtpSession session = open(server, Level.OPPORTUNISTIC)) {
      assertThat(session.tls().isEncrypted()).isFalse();
      assertDelivers(session);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.7.0 bye", "250 what", "354 what"})
  void opportunismEndsWithASessionOutOfStep(String reply) {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).reply(reply);
    assertThat(failure(() -> open(server, Level.OPPORTUNISTIC)))
        .isInstanceOfSatisfying(
            Replied.class,
            replied -> {
              assertThat(replied.stage()).isEqualTo(STARTTLS);
              assertThat(replied.reply().toString()).isEqualTo(reply);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUIRE", "VERIFY"})
  void refusedStartTlsEndsADemand(Level level) {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).reply("454 4.7.0 no TLS today");
    assertThat(failure(() -> open(server, level))).isInstanceOf(Replied.class);
    assertThat(server.session().commands()).doesNotContain("MAIL FROM:<amy@client.test>");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPPORTUNISTIC", "REQUIRE", "VERIFY"})
  void failedHandshakeIsToldAsSuch(Level level) {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).failHandshake();
    assertFailed(server, level, Failure.TLS_HANDSHAKE_FAILED, "");
  }

  @Test
  void connectionClosedInTheHandshakeIsAFailedHandshake() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).reply("220 go").drop();
    assertFailed(server, Level.OPPORTUNISTIC, Failure.TLS_HANDSHAKE_FAILED, "");
  }

  @Test
  void silenceInTheHandshakeTimesOut() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.HANDSHAKE).stall();
    Evidence evidence =
        failure(() -> rig.impatientClient().open(Rig.endpoint(server, Level.OPPORTUNISTIC)));
    assertThat(evidence).isEqualTo(new Failed(STARTTLS, Failure.TIMED_OUT, detail(evidence)));
  }

  @Test
  void trickleInTheHandshakeTimesOut() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.HANDSHAKE).drip("\u0016\3\3 \0".repeat(400), Duration.ofMillis(40));
    Evidence evidence =
        failure(() -> rig.impatientClient().open(Rig.endpoint(server, Level.OPPORTUNISTIC)));
    assertThat(evidence).isEqualTo(new Failed(STARTTLS, Failure.TIMED_OUT, detail(evidence)));
  }

  /** In TLS 1.3 its alert comes when our side of the handshake is done. */
  @Test
  void wantOfACertificateOfOursIsAFailureOfTls() {
    ScriptedSmtpServer server =
        keep(
            ScriptedSmtpServer.builder()
                .tls(AUTHORITY.issue("mx.test").serverContext())
                .needClientCertificate()
                .start());
    assertThat(failure(() -> open(server, Level.REQUIRE)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(STARTTLS);
              assertThat(failed.failure())
                  .isIn(Failure.TLS_HANDSHAKE_FAILED, Failure.CONNECTION_LOST);
              assertThat(failed.detail()).contains("before the first reply under TLS");
            });
  }

  @Test
  void lossOfTheFirstReplyUnderTlsIsAFailureOfStartTls() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.EHLO).underTls(true).drop();
    assertThat(failure(() -> open(server, Level.REQUIRE)).stage()).isEqualTo(STARTTLS);
  }

  @Test
  void trickleOfAReplyUnderTlsTimesOut() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.EHLO).underTls(true).drip("250-" + "x".repeat(900), Duration.ofMillis(20));
    Evidence evidence =
        failure(() -> rig.impatientClient().open(Rig.endpoint(server, Level.OPPORTUNISTIC)));
    assertThat(evidence)
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.failure()).isEqualTo(Failure.TIMED_OUT));
  }

  @Test
  void whatIsSaidInClearBeforeTheHandshakeEndsTheSession() {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.STARTTLS).reply("220 go ahead").raw("250-mx.test\r\n250 AUTH PLAIN\r\n");
    assertFailed(server, Level.VERIFY, Failure.TLS_HANDSHAKE_FAILED, "in clear");
  }

  @Test
  void certificateOfAStrangerIsNotVerified() {
    assertFailed(
        serverWith(STRANGER.issue("mx.test")),
        Level.VERIFY,
        Failure.TLS_NOT_VERIFIED,
        "PKIX path validation failed: signature check failed");
  }

  @Test
  void selfSignedCertificateIsNotVerified() {
    assertFailed(
        serverWith(AUTHORITY.certificate("mx.test").selfSigned().issue()),
        Level.VERIFY,
        Failure.TLS_NOT_VERIFIED,
        "certification path");
  }

  @Test
  void expiredCertificateIsNotVerified() {
    assertFailed(
        serverWith(AUTHORITY.certificate("mx.test").expired().issue()),
        Level.VERIFY,
        Failure.TLS_NOT_VERIFIED,
        "NotAfter");
  }

  @Test
  void expiredCertificateIsNotVerifiedThoughItIsItselfAmongTheTrustedOnes(@TempDir Path directory)
      throws Exception {
    TestIdentity own = AUTHORITY.certificate("mx.test").selfSigned().expired().issue();
    trust =
        TlsContexts.trusting(
            Files.writeString(directory.resolve("own.pem"), own.certificatePem()), new char[0]);
    assertFailed(serverWith(own), Level.VERIFY, Failure.TLS_NOT_VERIFIED, "NotAfter");
  }

  @Test
  void certificateForAnotherNameIsNotVerified() {
    assertFailed(
        serverWith(AUTHORITY.issue("other.test", "*.mx.test")),
        Level.VERIFY,
        Failure.TLS_NOT_VERIFIED,
        "the certificate is for other.test, *.mx.test, and must be for mx.test");
  }

  @Test
  void listedNamesCountInsteadOfTheHosts() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("hub.test"));
    Endpoint endpoint =
        Rig.endpoint(server)
            .with(new TlsDemand(Level.VERIFY, List.of("relay.test", "HUB.test"), "the test"));
    try (SmtpSession session = rig.client(trust).open(endpoint)) {
      assertThat(session.tls().verified()).isTrue();
    }
    assertFailed(server, Level.VERIFY, Failure.TLS_NOT_VERIFIED, "must be for mx.test");
  }

  @Test
  void noVerifiedSessionRestsOnAnUnverifiedOne() {
    ScriptedSmtpServer server = serverWith(STRANGER.issue("mx.test"));
    for (int i = 0; i < 2; i++) {
      assertThat(rigOpens(server, Level.REQUIRE)).isTrue();
      assertFailed(server, Level.VERIFY, Failure.TLS_NOT_VERIFIED, "signature check failed");
    }
  }

  @Test
  void resumedSessionIsCheckedForItsNameAgain() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("hub.test"));
    Endpoint hub =
        Rig.endpoint(server).with(new TlsDemand(Level.VERIFY, List.of("hub.test"), "the test"));
    SmtpClient client = rig.client(trust);
    client.open(hub).quit();
    client.open(hub).quit();
    assertThat(failure(() -> client.open(Rig.endpoint(server, Level.VERIFY))))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(Failure.TLS_NOT_VERIFIED));
  }

  @ParameterizedTest
  @EnumSource
  void implicitTlsIsNeverClear(Level level) throws Exception {
    ScriptedSmtpServer server =
        keep(
            ScriptedSmtpServer.builder()
                .implicitTls(AUTHORITY.issue("mx.test").serverContext())
                .start());
    try (SmtpSession session = rig.client(trust).open(implicit(server, level))) {
      assertThat(session.tls().isEncrypted()).isTrue();
      assertDelivers(session);
    }
    assertThat(server.session().commands()).doesNotContain("STARTTLS");
  }

  @ParameterizedTest
  @EnumSource
  void implicitTlsWithAClearPeerFailsToConnect(Level level) {
    ScriptedSmtpServer server = keep(ScriptedSmtpServer.start());
    assertThat(failure(() -> rig.client(trust).open(implicit(server, level))))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(CONNECT);
              assertThat(failed.failure()).isEqualTo(Failure.TLS_HANDSHAKE_FAILED);
            });
  }

  @Test
  void idleSessionUnderTlsIsProbed() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    try (SmtpSession session = open(server, Level.VERIFY)) {
      assertThat(session.probe()).isTrue();
      assertDelivers(session);
      assertThat(session.probe()).isTrue();
      server.close();
      org.awaitility.Awaitility.await().until(() -> !session.probe());
    }
  }

  @Test
  void farewellUnderTlsDoesNotWaitForThePeersOwn() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.QUIT).defaultReply().stall();
    SmtpSession session = open(server, Level.VERIFY);
    long begun = System.nanoTime();
    session.quit();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    server.awaitAllClosed(Duration.ofSeconds(10));
  }

  @Test
  void peerUnderTlsThatStopsReadingTimesOut() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.CONTENT).afterBytes(50_000).stopReading();
    try (SmtpSession session = rig.hastyClient().open(Rig.endpoint(server, Level.OPPORTUNISTIC))) {
      TransactionResult result =
          new MailTransaction()
              .send(session, Rig.envelope("bob@example.com"), Rig.lines("x".repeat(70), 400_000));
      assertThat(result.decisive().values())
          .allSatisfy(
              evidence ->
                  assertThat(evidence)
                      .isInstanceOfSatisfying(
                          Failed.class,
                          failed -> assertThat(failed.failure()).isEqualTo(Failure.TIMED_OUT)));
    }
  }

  @Test
  void refusalUnderTlsDuringTheMessageIsHeard() throws Exception {
    ScriptedSmtpServer server = serverWith(AUTHORITY.issue("mx.test"));
    server.on(Stage.CONTENT).afterBytes(50_000).reply("552 5.3.4 enough").stopReading();
    try (SmtpSession session = open(server, Level.VERIFY)) {
      TransactionResult result =
          new MailTransaction()
              .send(session, Rig.envelope("bob@example.com"), Rig.lines("x".repeat(70), 400_000));
      assertThat(result.decisive().values())
          .hasToString("[Replied[stage=FINAL_DOT, reply=552 5.3.4 enough]]");
    }
  }

  private boolean rigOpens(ScriptedSmtpServer server, Level level) {
    try (SmtpSession session = open(server, level)) {
      return session.isUsable();
    } catch (SessionFailure e) {
      return false;
    }
  }

  private SmtpSession open(ScriptedSmtpServer server, Level level) throws SessionFailure {
    return rig.client(trust).open(Rig.endpoint(server, level));
  }

  private void assertFailed(
      ScriptedSmtpServer server, Level level, Failure failure, String detail) {
    assertThat(failure(() -> open(server, level)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.stage()).isEqualTo(STARTTLS);
              assertThat(failed.failure()).as(failed.toString()).isEqualTo(failure);
              assertThat(failed.detail()).contains(detail);
            });
  }

  private static String detail(Evidence evidence) {
    return evidence instanceof Failed failed ? failed.detail() : "";
  }

  private static void assertDelivers(SmtpSession session) {
    TransactionResult result =
        new MailTransaction().send(session, Rig.envelope("bob@example.com"), Rig.content("a\n"));
    assertThat(result.anyAccepted()).isTrue();
    assertThat(result.decisive().values()).allMatch(Replied.class::isInstance);
  }

  private static Endpoint implicit(ScriptedSmtpServer server, Level level) {
    Endpoint plain = Rig.endpoint(server, level);
    return new Endpoint(
        plain.hostName(),
        plain.address(),
        plain.port(),
        true,
        plain.tls(),
        Optional.empty(),
        false,
        Optional.empty(),
        plain.ehloName());
  }

  private ScriptedSmtpServer serverWith(TestIdentity identity) {
    return keep(ScriptedSmtpServer.builder().tls(identity.serverContext()).start());
  }

  private ScriptedSmtpServer keep(ScriptedSmtpServer server) {
    started = Optional.of(server);
    return server;
  }
}
