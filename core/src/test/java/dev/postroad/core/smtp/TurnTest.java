// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.smtp.Evidence.Failed;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Evidence.NoTurn;
import dev.postroad.core.smtp.Evidence.Replied;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is named in one transaction, by our own limit and the peer's LIMITS. */
@Timeout(60)
final class TurnTest {
  private static final MessageContent HELLO = Rig.content("Subject: hello\r\n\r\nHello.\r\n");

  private final Rig rig = new Rig();
  private final ScriptedSmtpServer server = ScriptedSmtpServer.builder().start();

  @AfterEach
  void close() {
    server.close();
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "3, '', 3",
    "3, RCPTMAX=2, 2",
    "3, RCPTMAX=4, 3",
    "9, '', 5",
    "9, RCPTMAX=0, 5",
  })
  void noMoreRecipientsAreNamedThanTheLimits(int ours, String theirs, int named) throws Exception {
    server.capabilities("PIPELINING", "LIMITS " + theirs);
    try (SmtpSession session = open(ours)) {
      TransactionResult result = send(session, "1@a.test 2@a.test 3@a.test 4@a.test 5@a.test");
      assertThat(result.decisive()).hasSize(5);
      assertThat(inTurn(result)).hasSize(named);
      assertThat(session.isUsable()).isTrue();
    }
    assertThat(server.mails().get(0).to()).hasSize(named);
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void crowdTakesAsManyTransactionsAsItNeeds() throws Exception {
    List<Recipient> left =
        IntStream.range(0, 1_001).mapToObj(i -> Rig.recipient(i + "@a.test")).toList();
    try (SmtpSession session = open(SmtpSettings.MOST_RECIPIENTS)) {
      while (!left.isEmpty()) {
        TransactionResult result =
            new MailTransaction()
                .send(session, Rig.envelope("x@a.test").withRecipients(left), HELLO);
        left = withoutTurn(result);
      }
      assertThat(session.transactions()).isEqualTo(11);
    }
    assertThat(server.mails().stream().mapToInt(mail -> mail.to().size()).sum()).isEqualTo(1_001);
    assertThat(server.session().commands()).doesNotContain("RSET");
  }

  @Test
  void refusedRecipientsHaveHadTheirTurn() throws Exception {
    server.on(Stage.RCPT).reply("450 4.2.1 busy");
    server.capabilities("PIPELINING", "LIMITS RCPTMAX=2");
    try (SmtpSession session = open(100)) {
      TransactionResult result = send(session, "1@a.test 2@a.test 3@a.test");
      assertThat(inTurn(result)).hasSize(2);
      assertThat(withoutTurn(result)).hasSize(1);
    }
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void messageRefusedForSomeIsNotRefusedForThoseWithoutATurn() throws Exception {
    server.on(Stage.FINAL_DOT).reply("554 5.6.0 spam");
    try (SmtpSession session = open(2)) {
      assertThat(withoutTurn(send(session, "1@a.test 2@a.test 3@a.test"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL,      550 5.7.1 not you, MAIL",
    "MAIL,      451 4.3.0 later,   MAIL",
    "MAIL,      421 4.3.2 bye,     MAIL",
    "RCPT,      421 4.3.2 bye,     RCPT",
    "DATA,      451 4.3.0 later,   DATA",
    "FINAL_DOT, 452 4.3.1 full,    FINAL_DOT",
    "FINAL_DOT, 421 4.3.2 bye,     FINAL_DOT",
    "FINAL_DOT, 354 what,          RCPT",
  })
  void whatIsSaidOfTheMailOrTheHostIsForAll(
      Stage stage, String reply, dev.postroad.core.smtp.Stage told) throws Exception {
    server.on(stage).reply(reply);
    try (SmtpSession session = open(2)) {
      Evidence last = last(send(session, "1@a.test 2@a.test 3@a.test"));
      assertThat(last).isInstanceOf(Replied.class);
      assertThat(((Replied) last).reply().toString()).isEqualTo(reply);
      assertThat(last.stage()).isEqualTo(told);
    }
  }

  @Test
  void lossAfterTheFinalDotIsAmbiguousOnlyForThoseWithATurn() throws Exception {
    server.on(Stage.FINAL_DOT).drop();
    try (SmtpSession session = open(2)) {
      TransactionResult result = send(session, "1@a.test 2@a.test 3@a.test");
      List<Evidence> facts = List.copyOf(result.decisive().values());
      assertThat(facts.subList(0, 2))
          .allMatch(fact -> fact.stage() == dev.postroad.core.smtp.Stage.FINAL_DOT);
      assertThat(last(result).stage()).isEqualTo(dev.postroad.core.smtp.Stage.DATA);
      assertThat(((Failed) last(result)).failure()).isEqualTo(Failure.CONNECTION_LOST);
    }
  }

  @Test
  void transactionThatFailsCountsForTheLimitOfTheSession() throws Exception {
    server.capabilities("PIPELINING", "LIMITS MAILMAX=2");
    server.on(Stage.MAIL).times(1).reply("450 4.7.1 later");
    try (SmtpSession session = open(100)) {
      send(session, "1@a.test");
      assertThat(session.isSpent()).isFalse();
      assertThat(inTurn(send(session, "1@a.test"))).hasSize(1);
      assertThat(session.isSpent()).isTrue();
      assertThat(session.isUsable()).isFalse();
      session.quit();
    }
    assertThat(server.session().commands()).endsWith("QUIT");
    assertThat(server.violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1@a.test 2@b.test 3@a.test 4@c.test 5@B.test", "1@a.test 2@c.test"})
  void recipientsOfNoMoreDomainsAreNamedThanTheSessionMayHave(String recipients) throws Exception {
    server.capabilities("PIPELINING", "LIMITS RCPTDOMAINMAX=2");
    try (SmtpSession session = open(100)) {
      send(session, "0@a.test");
      assertThat(session.isUsable()).isTrue();
      TransactionResult result = send(session, recipients);
      List<Recipient> left = withoutTurn(result);
      assertThat(session.isSpent()).isEqualTo(!left.isEmpty());
      assertThat(left).allMatch(recipient -> recipient.toString().endsWith("c.test"));
      assertThat(inTurn(result)).noneMatch(left::contains);
    }
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void sessionWithoutRoomForAnyDomainOfAMailSaysSoAndIsSpent() throws Exception {
    server.capabilities("PIPELINING", "LIMITS RCPTDOMAINMAX=1");
    try (SmtpSession session = open(100)) {
      send(session, "1@a.test");
      TransactionResult result = send(session, "1@b.test 2@b.test");
      assertThat(withoutTurn(result)).hasSize(2);
      assertThat(result.anyAccepted()).isFalse();
      assertThat(session.isSpent()).isTrue();
      assertThat(session.transactions()).isEqualTo(1);
    }
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void fullTransactionDoesNotSpendTheDomainsOfASession() throws Exception {
    server.capabilities("PIPELINING", "LIMITS RCPTMAX=1 RCPTDOMAINMAX=2");
    try (SmtpSession session = open(100)) {
      assertThat(withoutTurn(send(session, "1@a.test 2@b.test"))).hasSize(1);
      assertThat(session.isUsable()).isTrue();
      assertThat(withoutTurn(send(session, "2@b.test"))).isEmpty();
    }
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void transactionForNobodyIsRefused() {
    assertThatThrownBy(() -> new SmtpSettings(Rig.PATIENT, true, true, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SmtpSession open(int recipients) throws SessionFailure {
    return rig.client(new SmtpSettings(Rig.PATIENT, true, true, recipients))
        .open(Rig.endpoint(server));
  }

  private static TransactionResult send(SmtpSession session, String recipients) {
    Envelope envelope = Rig.envelope(recipients.split(" ", -1));
    return new MailTransaction().send(session, envelope, HELLO);
  }

  private static List<Recipient> withoutTurn(TransactionResult result) {
    return result.decisive().entrySet().stream()
        .filter(entry -> entry.getValue() instanceof NoTurn)
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  private static List<Recipient> inTurn(TransactionResult result) {
    List<Recipient> without = withoutTurn(result);
    return result.decisive().keySet().stream().filter(to -> !without.contains(to)).toList();
  }

  private static Evidence last(TransactionResult result) {
    List<Evidence> all = List.copyOf(result.decisive().values());
    return all.get(all.size() - 1);
  }
}
