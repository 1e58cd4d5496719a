// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static dev.postroad.core.smtp.Stage.MAIL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Envelope.ReturnContent;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.Recipient.Notify;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which parameters travel, and what is done for peers that offer less. */
@Timeout(60)
final class MailParametersTest {
  private static final Recipient BOB = Rig.recipient("bob@example.com");
  private static final Envelope PLAIN = Rig.envelope("bob@example.com");

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.builder().strict().start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @Test
  void nothingIsSaidToAPeerThatOffersNothing() throws Exception {
    server.capabilities();
    deliver(wishful(), Rig.content("Subject: x\n\nhello\n"));
    assertThat(server.session().commands())
        .contains("MAIL FROM:<amy@client.test>", "RCPT TO:<bob@example.com>");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void wishesAreSaidToAPeerThatKnowsThem() throws Exception {
    server.capabilities("SIZE", "DSN", "MT-PRIORITY");
    deliver(wishful(), Rig.content("Subject: x\n\nhello\n"));
    assertThat(server.session().commands())
        .contains(
            "MAIL FROM:<amy@client.test> SIZE=21 RET=HDRS ENVID=id+2B7 MT-PRIORITY=-3",
            "RCPT TO:<bob@example.com> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;b@x");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void priorityIsNotSaidToAPeerThatOnlyKnowsStartTls() throws Exception {
    server.capabilities("STARTTLS", "X-MT-PRIORITY");
    deliver(wishful(), Rig.content("a\n"));
    assertThat(server.session().commands()).contains("MAIL FROM:<amy@client.test>");
  }

  @Test
  void nullSenderIsAngleBrackets() throws Exception {
    server.capabilities();
    deliver(Envelope.of(Optional.empty(), List.of(BOB)), Rig.content("a\n"));
    assertThat(server.session().commands()).contains("MAIL FROM:<>");
  }

  @Test
  void eightBitIsSaidOnlyOfContentThatIs() throws Exception {
    server.capabilities("8BITMIME");
    deliver(PLAIN, utf8("Subject: x\n\nhello\n"));
    deliver(PLAIN, utf8("Subject: x\n\nnaïve\n"));
    assertThat(server.mails().get(0).sender().has("BODY")).isFalse();
    assertThat(server.mails().get(1).sender().parameters()).containsEntry("BODY", "8BITMIME");
    assertThat(server.mails().get(1).text()).isEqualTo("Subject: x\r\n\r\nnaïve\r\n");
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void contentIsConvertedForAPeerWithout8BitMime() throws Exception {
    server.capabilities("SIZE 1000");
    deliver(PLAIN, utf8("Subject: é\nMIME-Version: 1.0\nContent-Type: text/html\n\n日本\n"));
    ReceivedMail mail = server.mails().get(0);
    assertThat(mail.header("Content-Transfer-Encoding")).contains("base64");
    assertThat(mail.header("Subject")).contains("=?utf-8?B?w6k=?=");
    assertThat(new String(Base64.getMimeDecoder().decode(mail.body()), UTF_8)).isEqualTo("日本\r\n");
    assertThat(mail.sender().parameters()).containsEntry("SIZE", Long.toString(mail.size()));
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void longLinesAndNulNeverTravel() throws Exception {
    deliver(PLAIN, utf8("Subject: " + "x ".repeat(600) + "\n\n" + "y".repeat(2000) + "\0\n"));
    assertThat(server.mails()).hasSize(1);
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void utf8AddressNeedsAPeerThatTakesIt() throws Exception {
    Envelope envelope = Rig.envelope("jürgen@bücher.example");
    deliver(envelope, utf8("a\n"));
    assertThat(server.mails().get(0).to()).containsExactly("jürgen@xn--bcher-kva.example");
    assertThat(server.mails().get(0).sender().has("SMTPUTF8")).isTrue();
    server.capabilities("PIPELINING", "8BITMIME");
    TransactionResult result = send(envelope, utf8("a\n"));
    assertThat(result.decisive().values()).allMatch(e -> isFailed(e, Failure.SMTPUTF8_NOT_OFFERED));
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void utf8IsNotSaidForAHeader() throws Exception {
    deliver(PLAIN, utf8("Subject: é\n\nhello\n"));
    assertThat(server.mails().get(0).sender().has("SMTPUTF8")).isFalse();
  }

  @Test
  void messageLargerThanThePeerTakesIsNotOffered() throws Exception {
    server.capabilities("SIZE 20");
    TransactionResult result = send(PLAIN, utf8("Subject: x\n\nhello\n"));
    assertThat(result.decisive().values()).allMatch(e -> isFailed(e, Failure.LARGER_THAN_SIZE));
    assertThat(result.anyAccepted()).isFalse();
    assertThat(server.session().commands()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void groupsTravelTogether() throws Exception {
    server.close();
    try (ScriptedSmtpServer slow =
        ScriptedSmtpServer.builder().lingerBeforeReply(java.time.Duration.ofMillis(30)).start()) {
      try (SmtpSession session =
          rig.client(SmtpSettings.STANDARD.with(Rig.PATIENT)).open(Rig.endpoint(slow))) {
        Envelope envelope = Rig.envelope("r1@example.com", "r2@example.com");
        new MailTransaction().send(session, envelope, Rig.content("a\n"));
        slow.on(dev.postroad.testing.smtp.Stage.RCPT).times(2).reply("550 no");
        new MailTransaction().send(session, envelope, Rig.content("a\n"));
        new MailTransaction().send(session, envelope, Rig.content("a\n"));
      }
      assertThat(slow.session().groups())
          .extracting(group -> group.stream().map(line -> line.substring(0, 4)).toList())
          .containsExactly(
              List.of("EHLO"),
              List.of("MAIL", "RCPT", "RCPT", "DATA"),
              List.of("MAIL", "RCPT", "RCPT", "DATA"),
              List.of("RSET"),
              List.of("MAIL", "RCPT", "RCPT", "DATA"));
      assertThat(slow.mails()).hasSize(2);
      assertThat(slow.violations()).isEmpty();
    }
  }

  private static Envelope wishful() {
    return new Envelope(
        PLAIN.reversePath(),
        List.of(
            new Recipient(
                BOB.mailbox(),
                Set.of(Notify.DELAY, Notify.FAILURE, Notify.SUCCESS),
                Optional.of("rfc822;b@x"))),
        Optional.of(ReturnContent.HDRS),
        Optional.of("id+2B7"),
        -3);
  }

  private static boolean isFailed(Evidence evidence, Failure failure) {
    return evidence instanceof Failed failed
        && failed.stage() == MAIL
        && failed.failure() == failure;
  }

  private void deliver(Envelope envelope, MessageContent content) throws SessionFailure {
    TransactionResult result = send(envelope, content);
    assertThat(result.decisive().values())
        .allSatisfy(
            evidence ->
                assertThat(evidence)
                    .isInstanceOfSatisfying(
                        Evidence.Replied.class,
                        replied -> assertThat(replied.reply().code()).isEqualTo(250)));
  }

  private TransactionResult send(Envelope envelope, MessageContent content) throws SessionFailure {
    try (SmtpSession session =
        rig.client(SmtpSettings.STANDARD.with(Rig.PATIENT)).open(Rig.endpoint(server))) {
      return new MailTransaction().send(session, envelope, content);
    }
  }

  private static MessageContent utf8(String text) {
    byte[] octets = text.getBytes(UTF_8);
    return new MessageContent() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(octets);
      }
    };
  }

  /** An address that claims more than a mailbox may hold cannot even be made. */
  @Test
  void addressWithALineEndCannotBeMade() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Mailbox.parse("bob\r\nDATA@example.com"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
