// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailrepository.api.MailRepositoryUrl;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.test.FakeMailContext.SentMail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MxRemoteDeliveryTest {
  private final Path directory;
  private final FakeServer james;
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();

  MxRemoteDeliveryTest(@TempDir Path directory) {
    this.directory = directory;
    james = new FakeServer(directory);
    james.dns.mx("x.example", "mx1.x.example");
    james.dns.mx("y.example", "mx1.y.example");
  }

  @AfterEach
  void stop() {
    james.close();
    peer.close();
  }

  @Test
  void mailIsDeliveredByTheMxRecordsAndTheOriginalEnds() throws Exception {
    MailImpl mail = FakeServer.mail("ann@x.example", "bob@x.example", "cid@y.example");

    delivery().service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    List<ReceivedMail> mails = peer.awaitMails(2, Duration.ofSeconds(10));
    assertThat(mails.stream().map(ReceivedMail::to))
        .containsExactlyInAnyOrder(
            List.of("ann@x.example", "bob@x.example"), List.of("cid@y.example"));
    assertThat(mails.get(0).from()).isEqualTo("amy@corp.example");
    assertThat(mails.get(0).text()).contains("Subject: hello").contains("Good morning.");
  }

  @Test
  void everyPartHasANameOfItsOwnAndSharesTheMessage() throws Exception {
    MailImpl mail = FakeServer.mail("ann@x.example", "cid@y.example");

    delivery().service(mail);

    assertThat(james.queues.enqueued).hasSize(2);
    assertThat(james.queues.enqueued.stream().map(Mail::getName).distinct()).hasSize(2);
    assertThat(james.queues.enqueued).allMatch(part -> part.getName().startsWith("mail1-to-"));
    assertThat(james.queues.enqueued.get(0).getMessage()).isSameAs(mail.getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stockFault12WhenASecondPartCannotBeQueuedNobodyIsLostOrDoubled(boolean byAnError)
      throws Exception {
    MxRemoteDelivery delivery = delivery();
    james.queues.breaks = byAnError;
    MailImpl mail = FakeServer.mail("ann@x.example", "cid@y.example", "bob@x.example");
    james.queues.failsAfter = 1;

    assertThatThrownBy(() -> delivery.service(mail))
        .isInstanceOf(byAnError ? OutOfMemoryError.class : MessagingException.class);

    assertThat(mail.getState()).isNotEqualTo(Mail.GHOST);
    assertThat(mail.getRecipients()).containsExactly(address("cid@y.example"));
    assertThat(james.queues.enqueued.get(0).getRecipients())
        .containsExactly(address("ann@x.example"), address("bob@x.example"));

    james.queues.failsAfter = Integer.MAX_VALUE;
    delivery.service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    assertThat(peer.awaitMails(2, Duration.ofSeconds(10)).stream().flatMap(m -> m.to().stream()))
        .containsExactlyInAnyOrder("ann@x.example", "bob@x.example", "cid@y.example");
  }

  @Test
  void stockFault4OneBadRecipientIsBouncedByItselfAndTheOthersGetTheMail() throws Exception {
    peer.on(Stage.RCPT).matching("bob@x.example").reply("550 5.1.1 no such user");

    delivery("bounceProcessor", "bounces")
        .service(FakeServer.mail("ann@x.example", "bob@x.example"));

    assertThat(peer.awaitMails(1, Duration.ofSeconds(10)).get(0).to())
        .containsExactly("ann@x.example");
    await().until(() -> !james.context.getSentMails().isEmpty());
    SentMail bounce = james.context.getSentMails().get(0);
    assertThat(bounce.getState()).isEqualTo("bounces");
    assertThat(bounce.getRecipients()).containsExactly(address("bob@x.example"));
    assertThat(attribute(bounce, "delivery-error")).isEqualTo("550 5.1.1 no such user");
    assertThat(attribute(bounce, "delivery-error-code")).isEqualTo(550);
  }

  @Test
  void aDeferredMailComesAgainThoughTheQueueKnowsNoDelays() throws Exception {
    peer.on(Stage.RCPT).times(1).reply("450 4.2.1 greylisted");

    delivery("delayTime", "1*200").service(FakeServer.mail("ann@x.example"));

    assertThat(peer.awaitMails(1, Duration.ofSeconds(10)).get(0).to())
        .containsExactly("ann@x.example");
    await()
        .untilAsserted(
            () -> assertThat(james.repositories.getUrls().map(this::size)).containsOnly(0L));
    assertThat(james.context.getSentMails()).isEmpty();
  }

  @Test
  void withoutABounceProcessorTheSenderHearsOfMailThatHadItsLastRetry() throws Exception {
    peer.on(Stage.RCPT).reply("450 4.2.1 greylisted");

    delivery("delayTime", "1*200", "maxRetries", "1").service(FakeServer.mail("ann@x.example"));

    await().until(() -> !james.context.getBouncedMails().isEmpty());
    assertThat(james.context.getBouncedMails().get(0).getMessage())
        .contains("ann@x.example", "4.4.7 given up after 2 attempts", "450 4.2.1 greylisted");
  }

  private long size(MailRepositoryUrl url) {
    try {
      return james.repositories.select(url).size();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDomainThatDoesNotExistIsBouncedWithoutAnyConnection() throws Exception {
    delivery("bounceProcessor", "bounces").service(FakeServer.mail("ann@nowhere.example"));

    await().until(() -> !james.context.getSentMails().isEmpty());
    assertThat(attribute(james.context.getSentMails().get(0), "delivery-error").toString())
        .matches("5\\d\\d 5\\.\\d\\.\\d .*nowhere\\.example.*");
    assertThat(peer.connectionCount()).isZero();
  }

  @Test
  void maxDnsProblemRetriesGivesTheDnsAnotherChance() throws Exception {
    MxRemoteDelivery delivery = delivery("delayTime", "200", "maxDnsProblemRetries", "1");

    delivery.service(FakeServer.mail("ann@late.example"));
    await().until(() -> james.repositories.getUrls().mapToLong(this::size).sum() == 1);
    james.dns.mx("late.example", "mx1.late.example");

    assertThat(peer.awaitMails(1, Duration.ofSeconds(10)).get(0).to())
        .containsExactly("ann@late.example");
  }

  @Test
  void withAGatewayAllMailGoesThroughItInOneTransaction() throws Exception {
    delivery("gateway", "127.0.0.1:" + peer.port())
        .service(FakeServer.mail("ann@x.example", "cid@y.example", "dan@nowhere.example"));

    assertThat(peer.awaitMails(1, Duration.ofSeconds(10)).get(0).to())
        .containsExactly("ann@x.example", "cid@y.example", "dan@nowhere.example");
  }

  @Test
  void theStampOfAPolicyDecidesAndARelayTakesAllItsRecipientsTogether() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "relays",
            "hub smtp://[127.0.0.1]:" + peer.port() + " tls=none",
            "routes",
            "to .partner.example via hub\nto * direct");
    MxRemoteDelivery delivery = delivery();
    MailImpl mail =
        FakeServer.mail("ann@a.partner.example", "bob@b.partner.example", "cid@y.example");

    policy.service(mail);
    delivery.service(mail);

    assertThat(peer.awaitMails(2, Duration.ofSeconds(10)).stream().map(ReceivedMail::to))
        .containsExactlyInAnyOrder(
            List.of("ann@a.partner.example", "bob@b.partner.example"), List.of("cid@y.example"));
  }

  @Test
  void aMailWhoseRelayIsNotThereAnyMoreIsKeptNotBounced() throws Exception {
    RelayPolicy policy =
        james.mailet(
            RelayPolicy.class,
            "relays",
            "hub smtp://[127.0.0.1]:" + peer.port(),
            "routes",
            "to * via hub");
    MailImpl mail = FakeServer.mail("ann@x.example");
    policy.service(mail);
    try (FakeServer other = new FakeServer(directory.resolve("other"))) {
      MxRemoteDelivery delivery = other.mailet(MxRemoteDelivery.class, "outgoing", "outgoing");

      delivery.service(mail);

      await()
          .until(
              () ->
                  other.repositories.getUrls().findFirst().isPresent()
                      && other
                              .repositories
                              .select(other.repositories.getUrls().findFirst().get())
                              .size()
                          == 1);
      assertThat(other.context.getSentMails()).isEmpty();
      assertThat(other.context.getBouncedMails()).isEmpty();
    }
  }

  @Test
  void onSuccessGetsWhatWasDelivered() throws Exception {
    delivery("onSuccess", "delivered").service(FakeServer.mail("ann@x.example"));

    await().until(() -> !james.context.getSentMails().isEmpty());
    assertThat(james.context.getSentMails().get(0).getState()).isEqualTo("delivered");
    assertThat(james.metrics.countFor("outgoingMails")).isEqualTo(1);
  }

  @Test
  void mailetsWithTheSameParametersShareAQueue() throws Exception {
    MxRemoteDelivery one = delivery("outgoing", "shared");
    MxRemoteDelivery other = delivery("outgoing", "shared");

    one.service(FakeServer.mail("ann@x.example"));
    other.service(FakeServer.mail("bob@x.example"));

    peer.awaitMails(2, Duration.ofSeconds(10));
    one.destroy();
    other.service(FakeServer.mail("cid@x.example"));
    peer.awaitMails(3, Duration.ofSeconds(10));
  }

  @Test
  void mailetsWithOtherParametersMayNotShareAQueue() throws Exception {
    delivery("gateway", "127.0.0.1");

    assertThatThrownBy(() -> delivery("gateway", "127.0.0.2"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("queue \"outgoing\"")
        .hasMessageContaining("gateway")
        .hasMessageContaining("<outgoing>");
  }

  @Test
  void everythingWrongIsToldAtTheStartAndAtOnce() {
    assertThatThrownBy(
            () ->
                james.mailet(
                    MxRemoteDelivery.class,
                    "outgoingQueue",
                    "outgoing",
                    "maxRetrys",
                    "5",
                    "port",
                    "many"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("outgoingQueue")
        .hasMessageContaining("maxRetries")
        .hasMessageContaining("many");
  }

  @Test
  void jamesIsAskedForTheProcessorsThatAreNamed() throws Exception {
    assertThat(delivery("bounceProcessor", "bounces", "onSuccess", "ok").requiredProcessingState())
        .containsExactlyInAnyOrder(new ProcessingState("bounces"), new ProcessingState("ok"));
  }

  @Test
  void afterTheEndOfDeliveriesMailIsStillPutIntoTheQueue() throws Exception {
    MxRemoteDelivery delivery = delivery();
    james.endDeliveries();
    MailImpl mail = FakeServer.mail("ann@x.example");

    delivery.service(mail);

    assertThat(mail.getState()).isEqualTo(Mail.GHOST);
    assertThat(james.queues.enqueued).hasSize(1);
    assertThat(peer.connectionCount()).isZero();
    delivery.destroy();
    delivery.destroy();
  }

  private MxRemoteDelivery delivery(String... parameters) throws MessagingException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "port",
                Integer.toString(peer.port()),
                "allowNetwork",
                "127.0.0.0/8",
                "tls",
                "none"));
    all.addAll(List.of(parameters));
    return james.mailet(MxRemoteDelivery.class, all.toArray(String[]::new));
  }

  private static MailAddress address(String address) {
    return FakeServer.address(address);
  }

  private static Object attribute(SentMail mail, String name) {
    return mail.getAttributes().values().stream()
        .filter(attribute -> attribute.getName().asString().equals(name))
        .map(attribute -> (Object) attribute.getValue().value())
        .findFirst()
        .orElse("");
  }
}
