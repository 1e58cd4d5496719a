// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.message.Recipient.Notify;
import java.util.EnumSet;
import java.util.Map;
import org.apache.james.core.MailAddress;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JamesMailsTest {

  @Test
  void senderAndRecipientsKeepTheirSpellingAndOrder() {
    MailImpl mail = Mails.mail("m", "Bob.Smith@partner.example", "al@x.example");

    Envelope envelope = JamesMails.read(mail, true).envelope().orElseThrow();

    assertThat(envelope.reversePath()).hasToString("Optional[amy@corp.example]");
    assertThat(envelope.recipients().toString())
        .isEqualTo("[Bob.Smith@partner.example, al@x.example]");
    assertThat(envelope.priority()).isZero();
  }

  @Test
  void theNullSenderIsTheNullReversePath() {
    MailImpl mail = Mails.mailFrom("<>", Mails.TEXT, "bob@partner.example");

    assertThat(JamesMails.read(mail, true).envelope().orElseThrow().reversePath()).isEmpty();
  }

  @Test
  void stockFault10OrcptAndTheWishesOfEveryRecipientAreKept() {
    MailImpl mail = Mails.mail("m", "bob@partner.example", "eve@partner.example");
    mail.setDsnParameters(
        DsnParameters.builder()
            .envId(EnvId.of("QQ314159"))
            .ret(DsnParameters.Ret.HDRS)
            .addRcptParameter(
                Mails.address("bob@partner.example"),
                RecipientDsnParameters.of(
                    EnumSet.of(DsnParameters.Notify.SUCCESS, DsnParameters.Notify.FAILURE),
                    Mails.address("bob+2Bnews@corp.example")))
            .addRcptParameter(
                Mails.address("eve@partner.example"),
                RecipientDsnParameters.of(EnumSet.of(DsnParameters.Notify.NEVER)))
            .build()
            .orElseThrow());

    Envelope envelope = JamesMails.read(mail, true).envelope().orElseThrow();

    assertThat(envelope.envelopeId()).contains("QQ314159");
    assertThat(envelope.returnContent()).contains(Envelope.ReturnContent.HDRS);
    Recipient bob = envelope.recipients().get(0);
    assertThat(bob.originalRecipient()).contains("rfc822;bob+2Bnews@corp.example");
    assertThat(bob.notifyOn()).containsExactlyInAnyOrder(Notify.SUCCESS, Notify.FAILURE);
    Recipient eve = envelope.recipients().get(1);
    assertThat(eve.originalRecipient()).isEmpty();
    assertThat(eve.notifyOn()).containsExactly(Notify.NEVER);
  }

  @Test
  void anOrcptThatIsNotXtextIsMadeSo() {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.setDsnParameters(
        DsnParameters.builder()
            .addRcptParameter(
                Mails.address("bob@partner.example"),
                RecipientDsnParameters.of(Mails.address("bob+news@corp.example")))
            .build()
            .orElseThrow());

    assertThat(
            JamesMails.read(mail, true)
                .envelope()
                .orElseThrow()
                .recipients()
                .get(0)
                .originalRecipient())
        .contains("rfc822;bob+2Bnews@corp.example");
  }

  @Test
  void everyRecipientLeadsBackToJamesAddresses() {
    MailAddress bob = Mails.address("bob@Partner.Example");
    MailImpl mail = Mails.mail("m", "x@y.example");
    mail.setRecipients(java.util.List.of(bob));

    QueuedMail read = JamesMails.read(mail, true);

    Recipient recipient = read.envelope().orElseThrow().recipients().get(0);
    assertThat(read.addresses()).isEqualTo(Map.of(recipient, java.util.List.of(bob)));
    assertThat(recipient.mailbox().domain()).hasToString("partner.example");
  }

  @Test
  void aMailWithoutRecipientsHasNoEnvelope() {
    assertThat(JamesMails.read(Mails.mail("m"), true).envelope()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, -9", "1, -7", "4, -2", "5, 0", "6, 2", "7, 5", "9, 9", "12, 9", "-3, -9"})
  void aJamesThatCountsFromZeroToNineIsTranslated(int james, int expected) {
    assertThat(Priorities.mtPriority(james, 0, 5)).isEqualTo(expected);
  }

  @Test
  void whateverThisJamesCallsLowNormalAndHighIsThatInMtPriorityToo() {
    assertThat(priority(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE)).isEqualTo(-9);
    assertThat(priority(MailPrioritySupport.NORMAL_PRIORITY_ATTRIBUTE)).isZero();
    assertThat(priority(MailPrioritySupport.HIGH_PRIORITY_ATTRIBUTE)).isEqualTo(9);
  }

  private static int priority(Attribute attribute) {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.setAttribute(attribute);
    return JamesMails.read(mail, true).envelope().orElseThrow().priority();
  }

  @Test
  void withoutUsePriorityThereIsNoPriority() {
    MailImpl mail = Mails.mail("m", "bob@partner.example");
    mail.setAttribute(new Attribute(AttributeName.of("MAIL_PRIORITY"), AttributeValue.of(9)));

    assertThat(JamesMails.read(mail, false).envelope().orElseThrow().priority()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-9, -9", "-3, -3", "0, 0", "4, 4", "9, 9"})
  void aJamesThatCountsAsRfc6710DoesIsTakenAtItsWord(int james, int expected) {
    assertThat(Priorities.mtPriority(james, -9, 0)).isEqualTo(expected);
  }
}
