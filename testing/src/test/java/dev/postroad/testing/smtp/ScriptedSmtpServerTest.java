// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
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
