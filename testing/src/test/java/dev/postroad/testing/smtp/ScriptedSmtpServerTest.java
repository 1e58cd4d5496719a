// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScriptedSmtpServerTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ScriptedSmtpServer server = ScriptedSmtpServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void politeServerTakesAMail() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<amy@client.test> SIZE=20 BODY=8BITMIME", "250 2.1.0");
      client.say("RCPT TO:<bob@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@x", "250 2.1.5");
      client.say("RCPT TO:<\"odd > one\"@example.com>", "250 2.1.5");
      client.say("DATA", "354");
      client.send("Subject: hi\r\n there\r\n\r\n..dot\r\nend\r\n.\r\n");
      client.expect("250 2.0.0");
      client.say("QUIT", "221 2.0.0");
      client.expectEnd();
    }

    ReceivedMail mail = server.awaitMails(1, LONG).get(0);
    assertThat(mail.from()).isEqualTo("amy@client.test");
    assertThat(mail.sender().parameters())
        .containsEntry("SIZE", "20")
        .containsEntry("BODY", "8BITMIME");
    assertThat(mail.to()).containsExactly("bob@example.com", "\"odd > one\"@example.com");
    assertThat(mail.recipients().get(0).parameters())
        .containsEntry("NOTIFY", "SUCCESS,FAILURE")
        .containsEntry("ORCPT", "rfc822;b@x");
    assertThat(mail.text()).isEqualTo("Subject: hi\r\n there\r\n\r\n.dot\r\nend\r\n");
    assertThat(new String(mail.wire(), ISO_8859_1)).endsWith("\r\n..dot\r\nend\r\n.\r\n");
    assertThat(mail.header("subject")).contains("hi there");
    assertThat(mail.body()).isEqualTo(".dot\r\nend\r\n");
    assertThat(mail.size()).isEqualTo(mail.content().length);
    assertThat(server.violations()).isEmpty();
    server.awaitAllClosed(LONG);
    assertThat(server.session().ending()).isEqualTo(RecordedSession.Ending.QUIT);
  }

  @Test
  void rulesMakeASequenceAndCountTheirHits() throws IOException {
    Rule busy = server.on(Stage.RCPT).matching("BOB@").times(1).reply("450 4.2.1 busy");
    server.on(Stage.RCPT).matching("bob@").times(1).reply("550-5.1.1 no", "550 5.1.1 such");

    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<bob@example.com>", "450 4.2.1 busy");
      client.say("RCPT TO:<amy@example.com>", "250");
      client.say("RCPT TO:<bob@example.com>", "550-5.1.1 no\n550 5.1.1 such");
      client.say("RCPT TO:<bob@example.com>", "250");
      client.say("DATA", "354");
      client.say(".", "250");
    }

    assertThat(busy.hits()).isEqualTo(1);
    assertThat(server.awaitMails(1, LONG).get(0).to())
        .containsExactly("amy@example.com", "bob@example.com");
    assertThat(server.mails().get(0).content()).isEmpty();
  }

  @Test
  void heloOffersNothing() throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.expect("220 mx.test ESMTP");
      client.say("HELO a.test", "250 mx.test");
      client.say("MAIL FROM:<a@a.test> SIZE=1", "555 SIZE is not offered");
      client.say("MAIL FROM:<a@a.test>", "250 sender ok");
      assertThat(server.session().heloName()).isEqualTo("a.test");
    }
  }

  @Test
  void ehloOffersWhatIsBuilt() throws IOException {
    try (ScriptedSmtpServer built =
            ScriptedSmtpServer.builder()
                .hostname("mx1.example.com")
                .without("SMTPUTF8")
                .with("SIZE 1000")
                .with("CHUNKING")
                .start();
        RawClient client = new RawClient(built)) {
      client.expect("220 mx1.example.com");
      assertThat(client.say("EHLO a.test", "250"))
          .containsExactly(
              "250-mx1.example.com greets a.test",
              "250-PIPELINING",
              "250-8BITMIME",
              "250-DSN",
              "250-ENHANCEDSTATUSCODES",
              "250-SIZE 1000",
              "250 CHUNKING");
      built.capabilities("DSN");
    }
  }

  @Test
  void capabilitiesChangeWithTheNextConnection() throws IOException {
    server.capabilities("8BITMIME");

    try (RawClient client = new RawClient(server)) {
      client.expect("220");
      assertThat(client.say("EHLO a.test", "250")).hasSize(2);
    }
  }

  @Test
  void limitsAndSizeAreEnforced() throws IOException {
    try (ScriptedSmtpServer limited =
            ScriptedSmtpServer.builder()
                .capabilities("SIZE 10", "LIMITS MAILMAX=1 RCPTMAX=2", "ENHANCEDSTATUSCODES")
                .start();
        RawClient client = RawClient.greeted(limited)) {
      client.say("MAIL FROM:<a@a.test> SIZE=11", "552 5.3.4");
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<1@b.test>", "250");
      client.say("RCPT TO:<2@b.test>", "250");
      client.say("RCPT TO:<3@b.test>", "452 4.5.3");
      client.say("DATA", "354");
      client.say("more than ten octets\r\n.", "552 5.3.4");
      client.toData();
      client.say("few\r\n.", "250");
      client.say("MAIL FROM:<a@a.test>", "451 4.5.3");
      assertThat(limited.mailCount()).isEqualTo(1);
    }
  }

  @Test
  void whatIsBeyondTheLimitsIsNoticedWhateverWasReplied() throws IOException {
    try (ScriptedSmtpServer limited =
            ScriptedSmtpServer.builder()
                .capabilities("LIMITS MAILMAX=2 RCPTMAX=2 RCPTDOMAINMAX=1")
                .start();
        RawClient client = RawClient.greeted(limited)) {
      limited.on(Stage.RCPT).times(1).reply("450 4.2.1 busy");
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<1@b.test>", "450");
      client.say("RCPT TO:<2@B.test>", "250");
      assertThat(limited.violations()).isEmpty();
      client.say("RCPT TO:<3@b.test>", "250");
      client.say("RSET", "250");
      client.say("MAIL FROM:<a@a.test>", "250");
      client.say("RCPT TO:<1@c.test>", "452 too many domains");
      client.say("RSET", "250");
      client.say("MAIL FROM:<a@a.test>", "250");
      assertThat(limited.violations())
          .extracting(Violation::kind)
          .containsExactly(
              Violation.Kind.BEYOND_LIMITS,
              Violation.Kind.BEYOND_LIMITS,
              Violation.Kind.BEYOND_LIMITS);
    }
  }

  @Test
  void commandsBesideMailAreAnswered() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("VRFY bob", "252");
      client.say("EXPN all", "502");
      client.say("HELP", "214");
      client.say("NOOP hello", "250");
      client.say("DATA", "503");
      client.say("MAIL FROM:<@hop.test,@hop2.test:a@a.test>", "250");
      client.say("DATA", "554 5.5.1 no valid recipients");
      client.say("RCPT TO:<postmaster>", "250");
      client.say("RSET", "250");
      client.say("RCPT TO:<b@b.test>", "503");
    }
  }

  @Test
  void nullSenderAndSourceRouteAreRead() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<@hop.test:b@b.test>", "250");
      client.say("DATA", "354");
      client.say("x\r\n.", "250");
    }
    assertThat(server.mails().get(0).from()).isEmpty();
    assertThat(server.mails().get(0).to()).containsExactly("b@b.test");
    assertThat(server.mails().get(0).sender().line()).isEqualTo("MAIL FROM:<>");
  }

  @Test
  void silentClientIsSentAway() throws IOException {
    try (ScriptedSmtpServer impatient =
            ScriptedSmtpServer.builder().idleTimeout(Duration.ofMillis(100)).start();
        RawClient client = new RawClient(impatient)) {
      client.expect("220");
      client.expect("421 4.4.2");
      client.expectEnd();
      impatient.awaitAllClosed(LONG);
      assertThat(impatient.session().ending()).isEqualTo(RecordedSession.Ending.IDLE);
    }
  }

  @Test
  void watchersAreCalledBeforeTheClientKnows() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.onMail(mail -> seen.add(mail.toString()));
    server.onLine(line -> seen.add(line.toString()));

    try (RawClient client = RawClient.greeted(server)) {
      client.toData();
      client.say("x\r\n.", "250");
      assertThat(seen)
          .contains("C: DATA", "S: 354 go ahead, end with <CRLF>.<CRLF>")
          .contains(
              "mail from <amy@client.test> to [bob@example.com], 3 octets,"
                  + " answered \"250 2.0.0 accepted 3 octets\"");
    }
  }

  @Test
  void watcherThatFailsIsToldAtClose() throws IOException {
    ScriptedSmtpServer watched = ScriptedSmtpServer.start();
    watched.onMail(
        mail -> {
          throw new IllegalStateException("a mistake in the test");
        });
    try (RawClient client = RawClient.greeted(watched)) {
      client.toData();
      client.send("x\r\n.\r\n");
      client.expectEnd();
    }
    assertThatThrownBy(watched::close).hasRootCauseMessage("a mistake in the test");
  }

  @Test
  void portIsFreeAfterCloseAndCloseMayComeTwice() {
    ScriptedSmtpServer first = ScriptedSmtpServer.builder().host("127.0.0.2").start();
    int port = first.port();
    assertThat(first.address().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
    assertThatThrownBy(() -> ScriptedSmtpServer.builder().host("127.0.0.2").port(port).start())
        .hasMessageContaining("cannot serve SMTP on 127.0.0.2 port " + port);
    first.close();
    first.close();
    ScriptedSmtpServer.builder().host("127.0.0.2").port(port).start().close();
  }

  @Test
  void sessionMustBeTheOnlyOne() {
    assertThatThrownBy(server::session).hasMessage("expected one session, but there were 0");
  }

  @Test
  void awaitMailsTellsWhatWasSeen() throws IOException {
    try (RawClient client = RawClient.greeted(server)) {
      client.say("NOOP", "250");
      assertThatThrownBy(() -> server.awaitMails(1, Duration.ofMillis(20)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 1 mails")
          .hasMessageContaining("C: NOOP");
    }
  }
}
