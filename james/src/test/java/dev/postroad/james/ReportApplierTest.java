// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.retry.RetrySchedule;
import dev.postroad.core.smtp.EnhancedStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.junit.jupiter.api.Test;

class ReportApplierTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final DeliveryStatus OK = new DeliveryStatus(250, status("2.0.0"), "queued");
  private static final DeliveryStatus NO_USER =
      DeliveryStatus.permanent(550, "5.1.1", "no such user");
  private static final DeliveryStatus FULL = DeliveryStatus.permanent(552, "5.2.2", "mailbox full");
  private static final DeliveryStatus LATER =
      new DeliveryStatus(450, status("4.2.1"), "greylisted");

  private static final Hold SHARE =
      new Hold(Hold.Reason.SHARE, "200 mails wait already", Duration.ofSeconds(40));
  private static final Hold DOWN =
      new Hold(Hold.Reason.DOWN, "no host can be reached", Duration.ofMinutes(1));

  private final James james = new James();
  private final Kept kept = new Kept();
  private final MailImpl mail =
      Mails.mail("m", "ann@x.example", "bob@x.example", "cid@x.example", "dan@x.example");

  @Test
  void stockFault4OneRefusedRecipientDelaysNobodyAndIsToldInItsOwnWords() throws Exception {
    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(
                outcome("ann@x.example", OK),
                outcome("bob@x.example", NO_USER),
                outcome("cid@x.example", OK),
                outcome("dan@x.example", OK)),
            Optional.empty())
        .proceed();

    assertThat(kept.mails).isEmpty();
    SentMail bounce = onlySent();
    assertThat(bounce.getState()).isEqualTo("bounces");
    assertThat(bounce.getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(James.attributes(bounce))
        .containsEntry("delivery-error", "550 5.1.1 no such user")
        .containsEntry("delivery-error-code", 550)
        .containsEntry("is-delivery-permanent-error", true);
  }

  @Test
  void recipientsWithTheSameReplyShareABounceOthersHaveTheirOwn() throws Exception {
    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(
                outcome("ann@x.example", NO_USER),
                outcome("bob@x.example", FULL),
                outcome("cid@x.example", NO_USER)),
            Optional.empty())
        .proceed();

    List<SentMail> bounces = james.taken.getSentMails();
    assertThat(bounces).hasSize(2);
    assertThat(bounces.get(0).getRecipients())
        .containsExactlyInAnyOrderElementsOf(Mails.addresses("ann@x.example", "cid@x.example"));
    assertThat(James.attributes(bounces.get(1)))
        .containsEntry("delivery-error", "552 5.2.2 mailbox full");
  }

  @Test
  void aThousandRecipientsRefusedEachByItsAddressShareABounce() throws Exception {
    settleRefusals(i -> "550 5.1.1 <R%d@x.example> unknown here".formatted(i));

    SentMail bounce = onlySent();
    assertThat(bounce.getRecipients()).hasSize(1_000);
    assertThat(James.attributes(bounce))
        .containsEntry("delivery-error", "550 5.1.1 <…> unknown here")
        .containsEntry("delivery-error-code", 550);
    assertThat(james.mails.get(0).getErrorMessage())
        .contains("\nr7@x.example: 550 5.1.1 <R7@x.example> unknown here\n");
  }

  @Test
  void aPeerCannotHaveMoreBouncesMadeThanAFewWhateverItSays() throws Exception {
    settleRefusals(i -> "550 5.1.1 unknown, number %d".formatted(i));

    List<SentMail> bounces = james.taken.getSentMails();
    assertThat(bounces).hasSize(8);
    assertThat(bounces.get(7).getRecipients()).hasSize(993);
    assertThat(James.attributes(bounces.get(7)))
        .containsEntry(
            "delivery-error",
            "550 5.1.1 unknown, number 7 (the first of several replies: 992 other recipients were"
                + " refused in other words)");
  }

  private void settleRefusals(IntFunction<String> reply) throws Exception {
    List<RecipientOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String[] words = reply.apply(i).split(" ", 3);
      outcomes.add(
          outcome(
              "r" + i + "@x.example",
              new DeliveryStatus(
                  Integer.parseInt(words[0]), EnhancedStatus.parse(words[1]), words[2])));
    }
    applier(Optional.of("bounces"), Optional.empty())
        .settle(mail, Kept.entry(mail), outcomes, Optional.empty())
        .proceed();
  }

  @Test
  void theDeferredAreKeptByThemselvesWithTheirMarks() throws Exception {
    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", OK), outcome("bob@x.example", LATER)),
            Optional.empty())
        .proceed();

    Mail rest = kept.only();
    assertThat(rest.getName()).isEqualTo("m");
    assertThat(rest.getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(RetryMarks.of(rest, NOW))
        .isEqualTo(new RetryMarks(1, NOW, NOW.plus(Duration.ofMinutes(5))));
    assertThat(rest.getErrorMessage()).isEqualTo("bob@x.example: 450 4.2.1 greylisted");
    assertThat(rest.getMessage()).isSameAs(mail.getMessage());
    assertThat(james.taken.getSentMails()).isEmpty();
    assertThat(mail.getRecipients()).hasSize(4);
  }

  @Test
  void theDeferredAreKeptApartWhereTheyTakeDifferentWaysNext() throws Exception {
    Stamps.unite(
        mail, Optional.of(new Stamps.Stamp("last 4.7.* via hub\ndirect", "line 1\nline 2")));
    DeliveryStatus shy = DeliveryStatus.temporary("4.7.1", "who are you?");

    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", shy), outcome("bob@x.example", LATER)),
            Optional.empty())
        .proceed();

    assertThat(kept.mails).hasSize(2);
    Mail viaHub = kept.mails.get(0);
    assertThat(viaHub.getName()).startsWith("m-way-1-");
    assertThat(viaHub.getRecipients()).containsExactly(Mails.address("ann@x.example"));
    assertThat(Stamps.way(viaHub)).isZero();
    Mail direct = kept.mails.get(1);
    assertThat(direct.getName()).isEqualTo("m");
    assertThat(direct.getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(Stamps.way(direct)).isEqualTo(1);
  }

  @Test
  void aMailThatOnlyWaitedKeepsItsWay() throws Exception {
    Stamps.unite(
        mail, Optional.of(new Stamps.Stamp("last 4.3.* via hub\ndirect", "line 1\nline 2")));

    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", SHARE.status())),
            Optional.of(SHARE))
        .proceed();

    assertThat(Stamps.way(kept.only())).isEqualTo(1);
  }

  @Test
  void whenTimeHasRunOutTheLastReplyIsTold() throws Exception {
    new RetryMarks(6, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    applier(Optional.of("bounces"), Optional.empty())
        .settle(mail, Kept.entry(mail), List.of(outcome("ann@x.example", LATER)), Optional.empty())
        .proceed();

    assertThat(kept.mails).isEmpty();
    assertThat(James.attributes(onlySent()))
        .containsEntry(
            "delivery-error",
            "450 4.4.7 given up after 7 attempts in 5 days; the last one ended with: "
                + "450 4.2.1 greylisted")
        .containsEntry("delivery-error-code", 450)
        .containsEntry("is-delivery-permanent-error", false)
        .doesNotContainKey("postroad.attempts");
  }

  @Test
  void stockFault12AMailWhoseBounceCannotBeHandedOverIsKept() throws Exception {
    james.refusals.set(1);

    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", NO_USER), outcome("bob@x.example", LATER)),
            Optional.empty())
        .proceed();

    assertThat(kept.only().getRecipients())
        .containsExactlyInAnyOrderElementsOf(Mails.addresses("ann@x.example", "bob@x.example"));
    assertThat(james.taken.getSentMails()).isEmpty();
  }

  @Test
  void stockFault12AFailedNotificationReachesTheBounceProcessor() throws Exception {
    MailImpl notification = Mails.mailFrom("<>", Mails.TEXT, "ann@x.example");

    applier(Optional.of("bounces"), Optional.empty())
        .settle(
            notification,
            Kept.entry(notification),
            List.of(outcome("ann@x.example", NO_USER)),
            Optional.empty())
        .proceed();

    assertThat(onlySent().getState()).isEqualTo("bounces");
  }

  @Test
  void withoutAProcessorJamesBouncesAndNamesEachRecipientWithItsReply() throws Exception {
    applier(Optional.empty(), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", NO_USER), outcome("bob@x.example", FULL)),
            Optional.empty())
        .proceed();

    assertThat(james.taken.getBouncedMails()).hasSize(1);
    assertThat(james.taken.getBouncedMails().get(0).getMessage())
        .contains("ann@x.example\n    550 5.1.1 no such user")
        .contains("bob@x.example\n    552 5.2.2 mailbox full");
  }

  @Test
  void withoutAProcessorNothingIsEverSentToTheNullSender() throws Exception {
    MailImpl notification = Mails.mailFrom("<>", Mails.TEXT, "ann@x.example");

    applier(Optional.empty(), Optional.empty())
        .settle(
            notification,
            Kept.entry(notification),
            List.of(outcome("ann@x.example", NO_USER)),
            Optional.empty())
        .proceed();

    assertThat(james.taken.getBouncedMails()).isEmpty();
    assertThat(james.taken.getSentMails()).isEmpty();
    assertThat(kept.mails).isEmpty();
  }

  @Test
  void withoutAProcessorNotifyNeverIsHeeded() throws Exception {
    mail.setDsnParameters(
        DsnParameters.builder()
            .addRcptParameter(
                Mails.address("ann@x.example"), RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)))
            .build()
            .orElseThrow());

    applier(Optional.empty(), Optional.empty())
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", NO_USER), outcome("bob@x.example", FULL)),
            Optional.empty())
        .proceed();

    assertThat(james.taken.getBouncedMails().get(0).getMessage())
        .contains("bob@x.example")
        .doesNotContain("ann@x.example");
  }

  @Test
  void theDeliveredGoToTheSuccessProcessor() throws Exception {
    applier(Optional.empty(), Optional.of("sent"))
        .settle(
            mail,
            Kept.entry(mail),
            List.of(outcome("ann@x.example", OK), outcome("bob@x.example", LATER)),
            Optional.empty())
        .proceed();

    SentMail success = onlySent();
    assertThat(success.getState()).isEqualTo("sent");
    assertThat(success.getRecipients()).containsExactly(Mails.address("ann@x.example"));
  }

  @Test
  void successThatThePeerReportsIsNotReportedByJamesToo() throws Exception {
    mail.setDsnParameters(
        DsnParameters.builder()
            .addRcptParameter(
                Mails.address("ann@x.example"),
                RecipientDsnParameters.of(EnumSet.of(Notify.SUCCESS, Notify.FAILURE)))
            .addRcptParameter(
                Mails.address("bob@x.example"),
                RecipientDsnParameters.of(EnumSet.of(Notify.SUCCESS)))
            .build()
            .orElseThrow());

    applier(Optional.empty(), Optional.of("sent"))
        .settle(
            mail,
            Kept.entry(mail),
            List.of(
                new RecipientOutcome(
                    Mails.address("ann@x.example"),
                    Disposition.DELIVERED,
                    OK,
                    true,
                    Optional.empty(),
                    false,
                    true),
                outcome("bob@x.example", OK)),
            Optional.empty())
        .proceed();

    DsnParameters wishes = james.mails.get(0).dsnParameters().orElseThrow();
    assertThat(notifyOf(wishes, "ann@x.example")).containsExactly(Notify.FAILURE);
    assertThat(notifyOf(wishes, "bob@x.example")).containsExactly(Notify.SUCCESS);
  }

  private static EnumSet<Notify> notifyOf(DsnParameters wishes, String address) {
    return Optional.ofNullable(wishes.getRcptParameters().get(Mails.address(address)))
        .flatMap(RecipientDsnParameters::getNotifyParameter)
        .orElseThrow();
  }

  @Test
  void whatWasHandedOverIsNotHandedOverAgainWhenALaterPartFails() throws Exception {
    kept.refusals.set(1);
    Settlement settlement =
        applier(Optional.of("bounces"), Optional.of("sent"))
            .settle(
                mail,
                Kept.entry(mail),
                List.of(
                    outcome("ann@x.example", NO_USER),
                    outcome("bob@x.example", LATER),
                    outcome("cid@x.example", OK)),
                Optional.empty());
    assertThatThrownBy(settlement::proceed).isInstanceOf(MessagingException.class);
    assertThat(settlement.outstanding()).containsExactly(Mails.address("bob@x.example"));

    settlement.proceed();

    assertThat(settlement.outstanding()).isEmpty();
    assertThat(kept.only().getRecipients()).containsExactly(Mails.address("bob@x.example"));
    assertThat(james.taken.getSentMails().stream().map(SentMail::getState))
        .containsExactly("bounces", "sent");
  }

  @Test
  void aRetriedMailHasTheLowestPriorityIfTheOperatorSaysSo() throws Exception {
    new ReportApplier(
            james.context(),
            new ReportApplier.Endings(Optional.empty(), Optional.empty(), true, 0),
            kept.keeper(),
            schedule(),
            clock(),
            new Random(1))
        .settle(mail, Kept.entry(mail), List.of(outcome("ann@x.example", LATER)), Optional.empty())
        .proceed();

    assertThat(JamesMails.read(kept.only(), true).envelope().orElseThrow().priority())
        .isEqualTo(-9);
  }

  @Test
  void whatTheDnsDoesNotKnowIsAskedAgainAsOftenAsTheOperatorSaysWhateverItsNumbers()
      throws Exception {
    DeliveryStatus gone = DeliveryStatus.permanent(550, "5.1.0", "no such domain");

    doubting()
        .settle(
            mail, Kept.entry(mail), List.of(failed("ann@x.example", gone, true)), Optional.empty())
        .proceed();

    assertThat(kept.only().getErrorMessage()).contains("no such domain");
    assertThat(james.taken.getSentMails()).isEmpty();

    new RetryMarks(1, NOW, NOW).writeTo(mail);
    doubting()
        .settle(
            mail, Kept.entry(mail), List.of(failed("ann@x.example", gone, true)), Optional.empty())
        .proceed();

    assertThat(james.taken.getSentMails()).hasSize(1);
  }

  @Test
  void aRefusalThatOnlyLooksLikeTheDnsIsBelieved() throws Exception {
    DeliveryStatus refused = DeliveryStatus.permanent(550, "5.1.2", "says a rule");

    doubting()
        .settle(
            mail,
            Kept.entry(mail),
            List.of(failed("ann@x.example", refused, false)),
            Optional.empty())
        .proceed();

    assertThat(kept.mails).isEmpty();
    assertThat(james.taken.getSentMails()).hasSize(1);
  }

  @Test
  void theNextAttemptIsDecidedOnceHoweverOftenItIsHandedOver() throws Exception {
    kept.refusals.set(1);
    RandomGenerator random = new Random(1);
    ReportApplier applier =
        new ReportApplier(
            james.context(),
            new ReportApplier.Endings(Optional.empty(), Optional.empty(), false, 0),
            kept.keeper(),
            RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofHours(5)), 100),
            clock(),
            random);
    Settlement settlement =
        applier.settle(
            mail, Kept.entry(mail), List.of(outcome("ann@x.example", LATER)), Optional.empty());
    long afterDeciding = random.nextLong();
    assertThatThrownBy(settlement::proceed).isInstanceOf(MessagingException.class);

    settlement.proceed();

    Random same = new Random(1);
    RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofHours(5)), 100)
        .next(1, NOW, NOW, same);
    assertThat(same.nextLong()).isEqualTo(afterDeciding);
    assertThat(kept.mails).hasSize(1);
  }

  @Test
  void postponedMailKeepsItsAttemptsAndComesWhenItsTurnIsExpected() throws Exception {
    new RetryMarks(3, NOW.minus(Duration.ofDays(1)), NOW).writeTo(mail);

    applier(Optional.empty(), Optional.empty())
        .settle(mail, Kept.entry(mail), heldBack(SHARE), Optional.of(SHARE))
        .proceed();

    assertThat(RetryMarks.of(kept.mails.get(0), NOW))
        .isEqualTo(new RetryMarks(3, NOW.minus(Duration.ofDays(1)), NOW.plusSeconds(40)));
  }

  @Test
  void postponedMailIsGivenUpWhenItsTimeIsOver() throws Exception {
    new RetryMarks(0, NOW.minus(Duration.ofDays(5)), NOW).writeTo(mail);

    applier(Optional.of("bounces"), Optional.empty())
        .settle(mail, Kept.entry(mail), heldBack(DOWN), Optional.of(DOWN))
        .proceed();

    assertThat(kept.mails).isEmpty();
    assertThat(String.valueOf(James.attributes(onlySent()).get("delivery-error")))
        .contains("given up after 0 attempts in 5 days", "no host can be reached");
  }

  @Test
  void whereAttemptsAreCountedASiteThatIsDownIsOne() throws Exception {
    ReportApplier counting =
        new ReportApplier(
            james.context(),
            new ReportApplier.Endings(Optional.of("bounces"), Optional.empty(), false, 0),
            kept.keeper(),
            RetrySchedule.counted(1, List.of(Duration.ofHours(6))),
            clock(),
            new Random(1));

    counting.settle(mail, Kept.entry(mail), heldBack(DOWN), Optional.of(DOWN)).proceed();
    counting.settle(mail, Kept.entry(mail), heldBack(SHARE), Optional.of(SHARE)).proceed();

    assertThat(RetryMarks.of(kept.mails.get(0), NOW))
        .isEqualTo(new RetryMarks(1, NOW, NOW.plus(Duration.ofHours(6))));
    assertThat(RetryMarks.of(kept.mails.get(1), NOW).attempts()).isZero();
  }

  private static List<RecipientOutcome> heldBack(Hold why) {
    return List.of(RecipientOutcome.deferred(Mails.address("ann@x.example"), why.status()));
  }

  private ReportApplier doubting() {
    return new ReportApplier(
        james.context(),
        new ReportApplier.Endings(Optional.of("bounces"), Optional.empty(), false, 1),
        kept.keeper(),
        schedule(),
        clock(),
        new Random(1));
  }

  private static RecipientOutcome failed(
      String address, DeliveryStatus status, boolean unresolved) {
    return new RecipientOutcome(
        Mails.address(address),
        Disposition.FAILED,
        status,
        false,
        Optional.empty(),
        unresolved,
        false);
  }

  private ReportApplier applier(Optional<String> bounceProcessor, Optional<String> onSuccess) {
    return new ReportApplier(
        james.context(),
        new ReportApplier.Endings(bounceProcessor, onSuccess, false, 0),
        kept.keeper(),
        schedule(),
        clock(),
        new Random(1));
  }

  private static RetrySchedule schedule() {
    return RetrySchedule.until(Duration.ofDays(5), List.of(Duration.ofMinutes(5)), 0);
  }

  private static Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  private SentMail onlySent() {
    assertThat(james.taken.getSentMails()).hasSize(1);
    return james.taken.getSentMails().get(0);
  }

  private static RecipientOutcome outcome(String address, DeliveryStatus status) {
    Disposition disposition =
        switch (status.enhanced().classDigit()) {
          case 2 -> Disposition.DELIVERED;
          case 4 -> Disposition.DEFERRED;
          default -> Disposition.FAILED;
        };
    return new RecipientOutcome(
        Mails.address(address), disposition, status, true, Optional.empty(), false, false);
  }

  private static EnhancedStatus status(String text) {
    return EnhancedStatus.parse(text);
  }
}
