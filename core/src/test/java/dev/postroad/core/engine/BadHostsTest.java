// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static dev.postroad.core.engine.PostOffices.only;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one mail brings upon itself at a host, or a host upon itself, and what others have of it.
 */
class BadHostsTest {
  /** As many as it takes to hold a place for down. */
  private static final int DOWN = 5;

  private final PostOffices world = new PostOffices();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void senderWhomAHostHangsUpOnDoesNotShutItForOthers() {
    ScriptedSmtpServer server = world.open("mx.a.example");
    server.on(Stage.MAIL).matching("poison@").drop();
    world.dns.mx("a.example", 10, "mx.a.example");

    for (int i = 0; i < DOWN + 1; i++) {
      assertThat(from("poison@sender.example").disposition()).isEqualTo(Disposition.DEFERRED);
    }

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
  }

  /** Such a backup takes mail only while the primary is away, and refuses it for good else. */
  @Test
  void senderWhomThePrimaryHangsUpOnSendsNobodyElseToTheBackup() {
    ScriptedSmtpServer primary = world.open("mx1.a.example");
    primary.on(Stage.MAIL).matching("poison@").drop();
    ScriptedSmtpServer backup = world.open("mx2.a.example");
    backup.on(Stage.MAIL).matching("poison@").reply("451 4.3.0 later");
    backup.on(Stage.MAIL).reply("550 5.7.1 use the primary");
    world.dns.mx("a.example", 10, "mx1.a.example");
    world.dns.mx("a.example", 20, "mx2.a.example");

    for (int i = 0; i < DOWN + 1; i++) {
      assertThat(from("poison@sender.example").disposition()).isEqualTo(Disposition.DEFERRED);
      assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "550 5.7.0 too many messages in this session",
        "451 4.7.0 too many messages in this session",
        "452 4.3.2 too many messages in this session",
        "503 5.5.0 too many messages in this session",
        "421 4.7.0 too many messages in this session",
      })
  void hostThatTakesSoManyMailsASessionGetsTheNextOverAFreshOne(String enough) {
    ScriptedSmtpServer server = world.open("mx.a.example");
    server.on(Stage.MAIL).afterMails(2).reply(enough);
    world.dns.mx("a.example", 10, "mx.a.example");

    for (int i = 0; i < 6; i++) {
      assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    }

    assertThat(server.mails()).hasSize(6);
    assertThat(server.connectionCount()).isEqualTo(3);
    await().until(() -> server.openConnections() == 1);
  }

  @Test
  void senderWhomAHostRefusesIsRefusedOnAFreshSessionToo() {
    ScriptedSmtpServer server = world.open("mx.a.example");
    server.on(Stage.MAIL).matching("poison@").reply("550 5.7.1 not you");
    world.dns.mx("a.example", 10, "mx.a.example");
    from("amy@sender.example");

    RecipientReport refused = from("poison@sender.example");

    assertThat(refused.disposition()).isEqualTo(Disposition.FAILED);
    assertThat(refused.status()).hasToString("550 5.7.1 not you");
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void hostThatRefusesAllIsAskedOverOneSession() {
    ScriptedSmtpServer server = world.open("mx.a.example");
    server.on(Stage.MAIL).reply("451 4.3.2 not now");
    world.dns.mx("a.example", 10, "mx.a.example");

    for (int i = 0; i < 4; i++) {
      assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DEFERRED);
    }

    assertThat(server.connectionCount()).isEqualTo(1);
  }

  @Test
  void hostWhoseHandshakesFailIsSoonTalkedToInClearOverOneSession() {
    ScriptedSmtpServer server = breaksHandshakes(world);

    for (int i = 0; i < 5; i++) {
      assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    }

    assertThat(server.mails()).hasSize(5).allMatch(mail -> mail.tls().isEmpty());
    assertThat(server.connectionCount()).isEqualTo(3);
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @Test
  void strangersNameAtTheSameAddressTakesNobodysTls() {
    ScriptedSmtpServer server = breaksHandshakes(world);
    world.dns.a("mx.stranger.example", server.address().getAddress().getHostAddress());
    world.dns.mx("stranger.example", 10, "mx.stranger.example");
    for (int i = 0; i < 3; i++) {
      assertThat(only(world.deliver("eve@stranger.example")).disposition())
          .isEqualTo(Disposition.DELIVERED);
    }
    server.clearScript();

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);

    assertThat(server.mails()).hasSize(4);
    assertThat(server.mails().get(3).tls()).isPresent();
  }

  @Test
  void mailThatMustBeEncryptedNeverGoesInClearWhereHandshakesAreKnownToFail() {
    ScriptedSmtpServer server = breaksHandshakes(world);
    Route strict = new Route.Direct(Optional.of(TlsDemand.of(Level.REQUIRE, "the test")));
    for (int i = 0; i < 3; i++) {
      from("amy@sender.example");
    }

    RecipientReport report = only(world.deliver(strict, "bob@a.example"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().enhanced()).hasToString("4.7.5");
    assertThat(server.mails()).hasSize(3);
  }

  @Test
  void hostThatTakesNothingInClearIsTriedWithTlsAgain() {
    ScriptedSmtpServer server = breaksHandshakes(world);
    from("amy@sender.example");
    from("amy@sender.example");
    server.clearScript();
    server.on(Stage.MAIL).times(1).reply("530 5.7.0 must issue STARTTLS first");

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DEFERRED);

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(server.mails().get(2).tls()).isPresent();
  }

  /** Or else the try with TLS would take the one connection that may be opened, for ever. */
  @Test
  void hostWhoseHandshakesFailGetsItsMailAtWhateverConnectionRate() {
    Rate rate = new Rate(1, Duration.ofSeconds(1));
    SiteLimits limits = new SiteLimits(5, 20, Optional.empty(), Optional.of(rate));
    try (PostOffices slow = new PostOffices(DeliverySettings.STANDARD.pool(), limits)) {
      breaksHandshakes(slow);
      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

      slow.transport().submit(Plans.request("mail", "bob@a.example"), reports::add);

      await().atMost(Duration.ofSeconds(10)).until(() -> !reports.isEmpty());
      assertThat(only(reports.get(0)).disposition()).isEqualTo(Disposition.DELIVERED);
      assertThat(only(reports.get(0)).trail()).hasSize(2);
    }
  }

  private enum Break {
    NO_REPLY_TO_STARTTLS,
    CLOSED_AT_STARTTLS,
    FAREWELL_AT_STARTTLS,
    SILENT_HANDSHAKE,
    WANTS_A_CERTIFICATE,
    CLOSED_UNDER_TLS,
    SILENT_UNDER_TLS;

    void at(ScriptedSmtpServer server) {
      switch (this) {
        case NO_REPLY_TO_STARTTLS -> server.on(Stage.STARTTLS).stall();
        case CLOSED_AT_STARTTLS -> server.on(Stage.STARTTLS).drop();
        case FAREWELL_AT_STARTTLS -> server.on(Stage.STARTTLS).reply("421 4.7.0 bye").drop();
        case SILENT_HANDSHAKE -> server.on(Stage.HANDSHAKE).stall();
        case CLOSED_UNDER_TLS -> server.on(Stage.EHLO).underTls(true).drop();
        case SILENT_UNDER_TLS -> server.on(Stage.EHLO).underTls(true).stall();
        case WANTS_A_CERTIFICATE -> {}
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void howeverOpportunisticTlsBreaksTheMailGoesInClearAtOnce(Break how) {
    TestIdentity identity = TestCertificates.create().issue("mx.a.example");
    ScriptedSmtpServer server =
        world.open(
            "mx.a.example",
            it ->
                how == Break.WANTS_A_CERTIFICATE
                    ? it.tls(identity.serverContext()).needClientCertificate()
                    : it.tls(identity.serverContext()));
    how.at(server);
    world.dns.mx("a.example", 10, "mx.a.example");

    RecipientReport report = from("amy@sender.example");

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.trail().get(0).verdict().status().toString()).contains("TLS");
    assertThat(server.mails()).hasSize(1).allMatch(mail -> mail.tls().isEmpty());
  }

  private static ScriptedSmtpServer breaksHandshakes(PostOffices where) {
    TestIdentity identity = TestCertificates.create().issue("mx.a.example");
    ScriptedSmtpServer server = where.open("mx.a.example", it -> it.tls(identity.serverContext()));
    server.on(Stage.HANDSHAKE).drop();
    where.dns.mx("a.example", 10, "mx.a.example");
    return server;
  }

  /** Or else the next mail would be sent into the middle of this one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void errorInTheMiddleOfAMessageEndsItsSession(boolean chunking) {
    ScriptedSmtpServer server =
        world.open("mx.a.example", it -> chunking ? it.with("CHUNKING") : it);
    world.dns.mx("a.example", 10, "mx.a.example");
    DeliveryRequest plain = Plans.request("mail", "bob@a.example");
    DeliveryRequest breaks = with(plain, plain.envelope(), new BreaksWhenSent(), 1);

    assertThatThrownBy(() -> world.transport().deliver(breaks))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(server.mails()).hasSize(1);
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  /** Can be scanned, and breaks in the middle when it is sent. */
  private static final class BreaksWhenSent implements MessageContent {
    private static final int LINES = 10_000;
    private static final byte[] LINE = ("x".repeat(70) + "\r\n").getBytes(US_ASCII);
    private boolean scanned;

    @Override
    public long size() {
      return (long) LINES * LINE.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (int i = 0; i < LINES; i++) {
        if (scanned && i == LINES / 2) {
          throw new OutOfMemoryError("of this test");
        }
        out.write(LINE);
      }
      scanned = true;
    }
  }

  @Test
  void mailThatPeerSaysOneLineTooManyAfterComesNextByData() {
    ScriptedSmtpServer server = world.open("mx.a.example", it -> it.with("CHUNKING"));
    server.on(Stage.FINAL_DOT).defaultReply().reply("250 2.0.0 and once more");
    world.dns.mx("a.example", 10, "mx.a.example");
    DeliveryRequest first = Plans.request("mail", "bob@a.example");
    DeliveryRequest second = with(first, first.envelope(), first.content(), 2);

    assertThat(only(world.transport().deliver(first)).disposition())
        .isEqualTo(Disposition.DEFERRED);
    assertThat(only(world.transport().deliver(second)).disposition())
        .isEqualTo(Disposition.DELIVERED);

    assertThat(server.sessions().get(0).commands()).anyMatch(line -> line.startsWith("BDAT"));
    assertThat(server.sessions().get(1).commands()).noneMatch(line -> line.startsWith("BDAT"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 502, 504})
  void hostWhoseBdatIsBrokenGetsTheMailWithData(int code) {
    ScriptedSmtpServer server = world.open("mx.a.example", it -> it.with("CHUNKING"));
    server.on(Stage.BDAT).reply(code + " 5.5.1 what?");
    world.dns.mx("a.example", 10, "mx.a.example");
    DeliveryRequest first = Plans.request("mail", "bob@a.example");
    DeliveryRequest second = with(first, first.envelope(), first.content(), 2);

    assertThat(only(world.transport().deliver(first)).disposition())
        .isEqualTo(Disposition.DEFERRED);

    assertThat(only(world.transport().deliver(second)).disposition())
        .isEqualTo(Disposition.DELIVERED);
    assertThat(server.mails()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"250\tok\r\n", "\r\n250 ok\r\n", " 250 ok\r\n", "\0" + "250 ok\r\n", "250 ok"})
  void acceptanceThatIsOddlyPutIsBelieved(String said) {
    ScriptedSmtpServer server = world.open("mx.a.example");
    server.on(Stage.FINAL_DOT).times(1).raw(said).drop();
    world.dns.mx("a.example", 10, "mx.a.example");

    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(from("amy@sender.example").disposition()).isEqualTo(Disposition.DELIVERED);
  }

  private RecipientReport from(String sender) {
    DeliveryRequest plain = Plans.request("mail", "bob@a.example");
    Envelope envelope =
        Envelope.of(Optional.of(Mailbox.parse(sender)), plain.envelope().recipients());
    return only(world.transport().deliver(with(plain, envelope, plain.content(), 1)));
  }

  private static DeliveryRequest with(
      DeliveryRequest plain, Envelope envelope, MessageContent content, int attempt) {
    return new DeliveryRequest(plain.id(), envelope, content, plain.route(), attempt);
  }
}
