// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.james.Stamps;
import dev.postroad.james.Stamps.Stamp;
import dev.postroad.james.operations.MailTrace;
import dev.postroad.james.operations.Operations;
import dev.postroad.james.operations.TraceEvent;
import java.nio.file.Path;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.james.core.builder.MimeMessageBuilder;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayPolicyTest {
  private static final String RELAYS =
      "hub smtp://[192.0.2.1]\nspare smtp://relay.example:2525 tls=require";

  private final FakeServer james;

  RelayPolicyTest(@TempDir Path directory) {
    james = new FakeServer(directory);
  }

  @AfterEach
  void stop() {
    james.close();
  }

  @Test
  void everyRecipientIsStampedWithItsRouteAndTheRuleThatDecided() throws Exception {
    MailImpl mail = mail("ann@partner.example", "bob@bank.example", "cid@x.example");

    policy(
            """
            # partners first
            to partner.example  via hub, spare
            to bank.example     direct tls=require
            to *                direct
            """)
        .service(mail);

    assertThat(stamp(mail, "ann@partner.example").route()).isEqualTo("via hub, spare");
    assertThat(stamp(mail, "ann@partner.example").rule())
        .isEqualTo("mailetcontainer.xml RelayPolicy/routes line 2: to partner.example");
    assertThat(stamp(mail, "bob@bank.example").route()).isEqualTo("direct tls=require");
    assertThat(stamp(mail, "cid@x.example").route()).isEqualTo("direct");
    assertThat(mail.getState()).isEqualTo(Mail.DEFAULT);
  }

  @Test
  void aRuleInAFileIsNamedByFileAndLine() throws Exception {
    james.file("routes", "\nto * via hub\n");
    MailImpl mail = mail("ann@partner.example");

    policy("file://conf/routes").service(mail);

    assertThat(stamp(mail, "ann@partner.example").rule()).startsWith("file://conf/routes line 2");
  }

  @Test
  void senderUserNetworkAndClassAreWhatJamesSays() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "relays",
            RELAYS,
            "classes",
            "partner: .partner.example",
            "routes",
            """
            from boss@corp.example    via spare
            user robot                via spare
            client 192.0.2.0/24       via spare
            to class:partner          via hub
            to class:local            hold
            """);

    assertThat(routed(policy, mailFrom("boss@corp.example", "a@x.example"))).isEqualTo("via spare");
    MailImpl byRobot = mail("a@x.example");
    byRobot.setAttribute(new Attribute(Mail.SMTP_AUTH_USER, AttributeValue.of("robot")));
    assertThat(routed(policy, byRobot)).isEqualTo("via spare");
    MailImpl fromNear = mail("a@x.example");
    fromNear.setRemoteAddr("192.0.2.7");
    assertThat(routed(policy, fromNear)).isEqualTo("via spare");
    MailImpl ownMail = mail("a@x.example");
    ownMail.setRemoteAddr("192.0.2.7");
    ownMail.setAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE);
    assertThat(routed(policy, ownMail)).isEqualTo("direct");
    assertThat(routed(policy, mail("a@eu.partner.example"))).isEqualTo("via hub");
  }

  private static String routed(RelayPolicy policy, MailImpl mail) throws MessagingException {
    policy.service(mail);
    return Stamps.of(mail, mail.getRecipients().iterator().next()).orElseThrow().route();
  }

  @Test
  void refusedRecipientsLeaveAsABounceWithTheRulesOwnWords() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "routes",
            "to no.example refuse 550 5.1.2 \"that domain takes no mail\"\nto * direct",
            "bounceProcessor",
            "bounces");
    MailImpl mail = mail("ann@no.example", "bob@x.example", "cid@no.example");

    policy.service(mail);

    assertThat(mail.getRecipients()).containsExactly(FakeServer.address("bob@x.example"));
    assertThat(james.context.getSentMails()).hasSize(1);
    SentMail bounce = james.context.getSentMails().get(0);
    assertThat(bounce.getState()).isEqualTo("bounces");
    assertThat(bounce.getRecipients())
        .containsExactlyInAnyOrderElementsOf(
            FakeServer.addresses("ann@no.example", "cid@no.example"));
    assertThat(bounce.getAttributes().values().stream().map(Object::toString))
        .anyMatch(text -> text.contains("550 5.1.2 that domain takes no mail"));
    assertThat(policy.requiredProcessingState()).containsExactly(new ProcessingState("bounces"));
  }

  @Test
  void whenAllAreRefusedTheMailEndsHere() throws Exception {
    MailImpl mail = mail("ann@no.example");

    policy("to * refuse 550 5.7.1 \"not from here\"").service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    assertThat(james.context.getBouncedMails()).hasSize(1);
    assertThat(james.context.getBouncedMails().get(0).getMessage())
        .contains("550 5.7.1 not from here");
  }

  @Test
  void discardedRecipientsAreGoneAndNobodyIsTold() throws Exception {
    MailImpl mail = mail("ann@trap.example", "bob@x.example");

    policy("to trap.example discard\nto * direct").service(mail);

    assertThat(mail.getRecipients()).containsExactly(FakeServer.address("bob@x.example"));
    assertThat(james.context.getSentMails()).isEmpty();
    assertThat(james.context.getBouncedMails()).isEmpty();
  }

  @Test
  void localRecipientsGoToTheProcessorThatFillsMailboxes() throws Exception {
    RelayPolicy policy = policy("to ours.example local\nto * direct");
    MailImpl mail = mail("ann@ours.example", "bob@x.example");

    policy.service(mail);

    assertThat(mail.getRecipients()).containsExactly(FakeServer.address("bob@x.example"));
    assertThat(james.context.getSentMails()).hasSize(1);
    SentMail local = james.context.getSentMails().get(0);
    assertThat(local.getState()).isEqualTo("local-delivery");
    assertThat(local.getRecipients()).containsExactly(FakeServer.address("ann@ours.example"));
    assertThat(policy.requiredProcessingState())
        .containsExactly(new ProcessingState("local-delivery"));
  }

  @Test
  void theMessageIsWhatJamesSays() throws Exception {
    MailImpl urgent = mail("a@x.example");
    urgent.setAttribute(MailPrioritySupport.HIGH_PRIORITY_ATTRIBUTE);
    MailImpl listed = mail("a@x.example");
    listed.getMessage().addHeader("List-Id", "<news.corp.example>");
    String routes = "priority 9 via hub\nheader List-Id via spare\nsize 1M- hold\nto * direct";

    assertThat(routed(policy(routes), urgent)).isEqualTo("via hub");
    assertThat(routed(policy(routes), listed)).isEqualTo("via spare");
    assertThat(routed(policy(routes), mail("a@x.example"))).isEqualTo("direct");
  }

  @Test
  void whatThisJamesCallsLowNormalAndHighIsThatToRulesToo() throws Exception {
    RelayPolicy policy = policy("priority 9 via hub\npriority -4 via spare\nto * direct");
    MailImpl low = mail("a@x.example");
    low.setAttribute(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE);
    MailImpl normal = mail("a@x.example");
    normal.setAttribute(MailPrioritySupport.NORMAL_PRIORITY_ATTRIBUTE);
    MailImpl high = mail("a@x.example");
    high.setAttribute(MailPrioritySupport.HIGH_PRIORITY_ATTRIBUTE);

    assertThat(routed(policy, low)).isEqualTo("via spare");
    assertThat(routed(policy, normal)).isEqualTo("direct");
    assertThat(routed(policy, high)).isEqualTo("via hub");
  }

  @Test
  void heldRecipientsWaitInTheRepository() throws Exception {
    MailImpl mail = mail("ann@slow.example", "bob@x.example");

    policy("to slow.example hold\nto * direct").service(mail);

    assertThat(mail.getRecipients()).containsExactly(FakeServer.address("bob@x.example"));
    MailRepository held = james.repositories.at("memory://var/mail/hold");
    assertThat(held.size()).isEqualTo(1);
    Mail kept = held.retrieve(held.list().next());
    assertThat(kept.getRecipients()).containsExactly(FakeServer.address("ann@slow.example"));
    assertThat(kept.getMessage().getSubject()).isEqualTo("hello");
  }

  @Test
  void theRepositoryIsTheOneTheOperatorNames() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class, "routes", "to * hold", "holdRepository", "memory://var/mail/later");

    policy.service(mail("ann@slow.example"));

    assertThat(james.repositories.at("memory://var/mail/later").size()).isEqualTo(1);
  }

  @Test
  void withoutAnyRepositoryTheMailStaysWhereItIs() throws Exception {
    james.repositories.defaultProtocol = Optional.empty();
    RelayPolicy policy = policy("to * hold");
    MailImpl mail = mail("ann@slow.example");

    assertThatThrownBy(() -> policy.service(mail))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("<holdRepository>");

    assertThat(mail.getRecipients()).hasSize(1);
  }

  @Test
  void withoutARuleMailGoesDirect() throws Exception {
    MailImpl mail = mail("ann@x.example");

    james.mailet(RelayPolicy.class).service(mail);

    assertThat(stamp(mail, "ann@x.example").route()).isEqualTo("direct");
  }

  @Test
  void allFaultsOfAllTablesAreToldAtOnceAndNoSecretAmongThem() {
    assertThatThrownBy(
            () ->
                james.mailet(
                    RelayPolicy.class,
                    "relays",
                    "hub smtp://user:hunter2@hub.example",
                    "routes",
                    "to * via hubb\nto x.example fly",
                    "rotues",
                    ""))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("routes line 1")
        .hasMessageContaining("routes line 2")
        .hasMessageContaining("did you mean <routes>?")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void twoPoliciesMayNotMeanDifferentRelaysByOneName() throws Exception {
    james.mailet(RelayPolicy.class, "relays", "hub smtp://[192.0.2.1]");

    assertThatThrownBy(() -> james.mailet(RelayPolicy.class, "relays", "hub smtp://[192.0.2.2]"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("hub");
  }

  @Test
  void whatTheDnsDoesNotSayIsAskedAgainLaterAndNothingIsRelayedMeanwhile() throws Exception {
    james.mailet(MxRemoteDelivery.class);
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "permit",
            "to backup-mx(127.0.0.0/8)\nto known.example",
            "routes",
            "to * hold");
    james.dns.silence("silent.example");
    MailImpl mail = mail("ann@silent.example", "bob@known.example");
    mail.setState("relay");

    policy.service(mail);

    assertThat(mail.getRecipients()).isEmpty();
    assertThat(james.repositories.at("memory://var/mail/hold").size()).isEqualTo(1);
    assertThat(james.queues.enqueued).hasSize(1);
    Mail waiting = james.queues.enqueued.get(0);
    assertThat(waiting.getRecipients()).containsExactly(FakeServer.address("ann@silent.example"));
    assertThat(Stamps.of(waiting, FakeServer.address("ann@silent.example"))).isEmpty();
    assertThat(waiting.getState()).isEqualTo("relay");
    assertThat(james.context.getBouncedMails()).isEmpty();
  }

  @Test
  void whereAPatternTakesTooLongOnOneNameThatRecipientWaitsAndTheOthersGoTheirWay()
      throws Exception {
    james.mailet(MxRemoteDelivery.class);
    RelayPolicy policy =
        policy("to /^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/ hold\nto no.example discard");
    String odd = "x@" + "a".repeat(60) + ".example";
    MailImpl mail = mail(odd, "ok@ok.example", "gone@no.example");
    mail.setState("relay");

    policy.service(mail);

    assertThat(mail.getRecipients()).containsExactly(FakeServer.address("ok@ok.example"));
    assertThat(stamp(mail, "ok@ok.example").route()).isEqualTo("direct");
    assertThat(mail.getState()).isEqualTo("relay");
    assertThat(james.queues.enqueued).hasSize(1);
    Mail waiting = james.queues.enqueued.get(0);
    assertThat(waiting.getRecipients()).containsExactly(FakeServer.address(odd));
    assertThat(waiting.getAttribute(AttributeName.of("postroad.undecided")).orElseThrow())
        .asString()
        .contains("451 4.3.5 the policy cannot decide for now");
  }

  @Test
  void aMailThatCameBackIsDecidedAnewAsTheStrangersMailThatItIs() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "permit",
            "to backup-mx(192.0.2.0/24)",
            "bounceProcessor",
            "bounces");
    james.dns.mx("a.example", "mx.a.example");
    MailImpl mail = mail("ann@a.example");
    mail.setAttribute(new Attribute(AttributeName.of("postroad.back"), AttributeValue.of(true)));
    mail.setAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE);

    policy.service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    assertThat(james.context.getSentMails()).hasSize(1);
    assertThat(james.context.getSentMails().get(0).getState()).isEqualTo("bounces");
  }

  @Test
  void withoutAQueueToWaitInTheMailStaysWithJames() throws Exception {
    RelayPolicy policy = james.mailet(RelayPolicy.class, "permit", "to backup-mx(127.0.0.0/8)");
    james.dns.silence("silent.example");
    MailImpl mail = mail("ann@silent.example");

    assertThatThrownBy(() -> policy.service(mail))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("no MxRemoteDelivery");

    assertThat(mail.getRecipients()).hasSize(1);
  }

  @Test
  void whatALaterAttemptAsksForIsDoneHereAndNotDecidedAnew() throws Exception {
    RelayPolicy policy = policy("to * direct");
    MailImpl mail = mail("ann@slow.example");
    mail.setAttribute(new Attribute(AttributeName.of("postroad.back"), AttributeValue.of(true)));
    mail.setAttribute(new Attribute(Stamps.ROUTE, AttributeValue.of("attempt 3- hold\ndirect")));
    mail.setAttribute(new Attribute(Stamps.RULE, AttributeValue.of("line 1\nline 2")));
    mail.setAttribute(new Attribute(Stamps.WAY, AttributeValue.of(0)));

    policy.service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    MailRepository held = james.repositories.at("memory://var/mail/hold");
    Mail kept = held.retrieve(held.list().next());
    assertThat(kept.getRecipients()).containsExactly(FakeServer.address("ann@slow.example"));
    assertThat(kept.getAttribute(Stamps.ROUTE)).isEmpty();
  }

  @Test
  void whatARuleDoesNotLetLeaveIsFoundInTheTraceWithTheRule() throws Exception {
    Operations operations = james.instance(Operations.class);
    MailImpl mail = mail("ann@slow.example", "bob@no.example", "cid@trap.example", "dan@x.example");

    policy(
            """
            to slow.example  hold
            to no.example    refuse 550 5.1.2 "takes no mail"
            to trap.example  discard
            to *             direct
            """)
        .service(mail);

    MailTrace trace = operations.mails().trace("mail1").items().get(0);
    assertThat(trace.state()).isEqualTo("held");
    assertThat(trace.events())
        .extracting(event -> event.what().word() + " " + event.recipient().orElse(""))
        .containsExactlyInAnyOrder(
            "accepted ",
            "refused bob@no.example",
            "held ann@slow.example",
            "discarded cid@trap.example");
    assertThat(trace.events())
        .extracting(TraceEvent::text)
        .contains(
            "451 4.7.0 held in memory://var/mail/hold until an operator sends it on; by"
                + " mailetcontainer.xml RelayPolicy/routes line 1: to slow.example",
            "550 5.1.2 takes no mail; by mailetcontainer.xml RelayPolicy/routes line 2:"
                + " to no.example",
            "554 5.7.0 discarded, and nobody is told; by mailetcontainer.xml RelayPolicy/routes"
                + " line 3: to trap.example");
    MailRepository held = james.repositories.at("memory://var/mail/hold");
    assertThat(operations.mails().trace("ann@slow.example").items()).containsExactly(trace);
    assertThat(trace.events())
        .filteredOn(event -> event.what() == TraceEvent.What.HELD)
        .extracting(TraceEvent::mail)
        .containsExactly(held.retrieve(held.list().next()).getName());
  }

  @Test
  void whatALaterAttemptHoldsIsFoundInTheTraceToo() throws Exception {
    Operations operations = james.instance(Operations.class);
    MailImpl mail = mail("ann@slow.example");
    mail.setAttribute(new Attribute(AttributeName.of("postroad.back"), AttributeValue.of(true)));
    mail.setAttribute(new Attribute(Stamps.ROUTE, AttributeValue.of("attempt 3- hold\ndirect")));
    mail.setAttribute(new Attribute(Stamps.RULE, AttributeValue.of("line 1\nline 2")));
    mail.setAttribute(new Attribute(Stamps.WAY, AttributeValue.of(0)));

    policy("to * direct").service(mail);

    MailTrace trace = operations.mails().trace("mail1").items().get(0);
    assertThat(trace.state()).isEqualTo("held");
    assertThat(trace.events().get(1).text()).endsWith("; by line 1");
  }

  private RelayPolicy policy(String routes) throws MessagingException {
    return james.mailet(RelayPolicy.class, "relays", RELAYS, "routes", routes);
  }

  private static Stamp stamp(Mail mail, String recipient) {
    return Stamps.of(mail, FakeServer.address(recipient)).orElseThrow();
  }

  private static MailImpl mail(String... recipients) throws MessagingException {
    return mailFrom("amy@corp.example", recipients);
  }

  private static MailImpl mailFrom(String sender, String... recipients) throws MessagingException {
    return MailImpl.builder()
        .name("mail1")
        .sender(MaybeSender.getMailSender(sender))
        .addRecipients(FakeServer.addresses(recipients))
        .remoteAddr("198.51.100.1")
        .mimeMessage(
            MimeMessageBuilder.mimeMessageBuilder().setSubject("hello").setText("Good morning."))
        .build();
  }
}
