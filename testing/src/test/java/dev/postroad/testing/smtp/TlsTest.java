// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.smtp.RecordedSession.Ending;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final TestIdentity IDENTITY = AUTHORITY.issue("mx1.example.com");
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void startTlsEncryptsAndForgetsWhatWasSaid() throws IOException {
    try (ScriptedSmtpServer server =
            builder().requireTls().user("amy", "s3cret").authOnlyUnderTls().start();
        RawClient client = new RawClient(server)) {
      client.expect("220");
      assertThat(client.say("EHLO a.test", "250"))
          .contains("250 STARTTLS")
          .noneMatch(line -> line.contains("AUTH"));
      client.say("MAIL FROM:<a@a.test>", "530 5.7.0 must issue a STARTTLS");
      client.startTls(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("MAIL FROM:<a@a.test>", "503");
      assertThat(client.say("EHLO a.test", "250"))
          .noneMatch(line -> line.contains("STARTTLS"))
          .anyMatch(line -> line.contains("AUTH"));
      client.say("AUTH PLAIN " + RawClient.base64("\0amy\0s3cret"), "235");
      client.toData();
      client.say("x\r\n.", "250");
      client.say("QUIT", "221");
      client.expectEnd();

      ReceivedMail mail = server.awaitMails(1, LONG).get(0);
      TlsInfo tls = mail.tls().orElseThrow();
      assertThat(tls.protocol()).isEqualTo("TLSv1.3");
      assertThat(tls.serverName()).contains("mx1.example.com");
      assertThat(tls.resumed()).isFalse();
      assertThat(tls.clientCertificates()).isEmpty();
      assertThat(server.session().authAttempts()).allMatch(AuthAttempt::underTls);
      assertThat(server.session().transcript())
          .filteredOn(line -> line.text().startsWith("EHLO"))
          .extracting(TranscriptLine::underTls)
          .containsExactly(false, true);
      assertThat(server.violations())
          .extracting(Violation::kind)
          .containsExactly(Violation.Kind.BAD_SEQUENCE);
    }
  }

  @Test
  void implicitTlsComesFirst() throws IOException {
    try (ScriptedSmtpServer server =
            ScriptedSmtpServer.builder().implicitTls(IDENTITY.serverContext()).start();
        RawClient client = new RawClient(server)) {
      client.encrypt(AUTHORITY.clientContext(), "mx1.example.com");
      client.expect("220");
      assertThat(client.say("EHLO a.test", "250")).noneMatch(line -> line.contains("STARTTLS"));
      client.toData();
      client.say("x\r\n.", "250");
      assertThat(server.awaitMails(1, LONG).get(0).tls()).isPresent();
    }
  }

  @Test
  void clientThatDoesNotTrustIsRecorded() throws IOException {
    SSLContext stranger = TestCertificates.create().clientContext();
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      client.say("STARTTLS", "220");
      assertThatThrownBy(() -> client.encrypt(stranger, "mx1.example.com"))
          .isInstanceOf(SSLException.class);
      await().until(() -> server.session().ending() == Ending.HANDSHAKE_FAILED);
      assertThat(server.session().toString()).contains("TLS handshake failed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTTLS", "HANDSHAKE"})
  void handshakeCanFailOnDemand(String stage) throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.valueOf(stage)).failHandshake();
      client.say("STARTTLS", "220");
      assertThatThrownBy(() -> client.encrypt(AUTHORITY.clientContext(), "mx1.example.com"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("handshake_failure");
    }
  }

  @Test
  void handshakeCanBeRubbishOrADrop() throws IOException {
    try (ScriptedSmtpServer server = builder().start()) {
      server.on(Stage.HANDSHAKE).times(1).raw("no TLS here\r\n").drop();
      server.on(Stage.HANDSHAKE).times(1).drop();
      for (int i = 0; i < 2; i++) {
        try (RawClient client = RawClient.greeted(server)) {
          client.say("STARTTLS", "220");
          assertThatThrownBy(() -> client.encrypt(AUTHORITY.clientContext(), "mx1.example.com"))
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void handshakeCanBeLate() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.HANDSHAKE).stall(Duration.ofMillis(200));
      client.startTls(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("EHLO a.test", "250");
    }
  }

  @Test
  void refusedStartTlsLeavesTheSessionInTheClear() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.STARTTLS).reply("454 4.7.0 TLS not available");
      client.say("STARTTLS", "454");
      client.say("MAIL FROM:<a@a.test>", "250");
    }
  }

  @Test
  void injectedBytesComeInTheSameSegmentAsTheReply() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.STARTTLS).reply("220 go ahead").raw("250 injected\r\n");
      client.say("STARTTLS", "220 go ahead");
      client.expect("250 injected");
      client.encrypt(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("EHLO a.test", "250");
    }
  }

  @Test
  void plainBytesBehindStartTlsAreNoticedAndThrownAway() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      client.send("STARTTLS\r\nRSET\r\n");
      client.expect("220");
      client.encrypt(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("EHLO a.test", "250-mx.test greets a.test");

      assertThat(server.violations())
          .extracting(Violation::kind)
          .contains(Violation.Kind.BYTES_AFTER_STARTTLS);
      assertThat(server.session().commands()).doesNotContain("RSET");
    }
  }

  @Test
  void clientCertificateIsRecordedOrNeeded() throws IOException {
    TestIdentity own = AUTHORITY.issue("client.test");
    try (ScriptedSmtpServer server = builder().wantClientCertificate().start();
        RawClient client = RawClient.greeted(server)) {
      client.startTls(own.clientContext(), "mx1.example.com");
      client.say("EHLO a.test", "250");
      assertThat(server.session().tls().orElseThrow().clientCertificates())
          .containsExactly(own.certificate());
    }
    try (ScriptedSmtpServer server = builder().needClientCertificate().start();
        RawClient client = RawClient.greeted(server)) {
      assertThatThrownBy(
              () -> {
                client.startTls(AUTHORITY.clientContext(), "mx1.example.com");
                client.say("EHLO a.test", "250");
              })
          .isInstanceOf(IOException.class);
      await().until(() -> server.session().ending() == Ending.HANDSHAKE_FAILED);
    }
  }

  @Test
  void resumedSessionIsToldApart() throws IOException {
    SSLContext remembering = AUTHORITY.clientContext();
    try (ScriptedSmtpServer server = builder().start()) {
      for (int i = 0; i < 2; i++) {
        try (RawClient client = RawClient.greeted(server)) {
          client.startTls(remembering, "mx1.example.com");
          client.say("EHLO a.test", "250");
          client.say("QUIT", "221");
        }
      }
      assertThat(server.sessions())
          .extracting(session -> session.tls().orElseThrow().resumed())
          .containsExactly(false, true);
    }
  }

  @Test
  void pipeliningIsSeenUnderTls() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      client.startTls(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("EHLO a.test", "250");
      client.send("MAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n");
      client.expect("250");
      client.expect("250");
      client.expect("354");
      assertThat(server.session().groups()).last().satisfies(g -> assertThat(g).hasSize(3));
    }
  }

  @Test
  void rulesCanAskForTls() throws IOException {
    try (ScriptedSmtpServer server = builder().start();
        RawClient client = RawClient.greeted(server)) {
      server.on(Stage.NOOP).underTls(true).reply("250 encrypted");
      client.say("NOOP", "250 2.0.0 ok");
      client.startTls(AUTHORITY.clientContext(), "mx1.example.com");
      client.say("NOOP", "250 encrypted");
    }
  }

  private static ScriptedSmtpServer.Builder builder() {
    return ScriptedSmtpServer.builder().tls(IDENTITY.serverContext());
  }
}
