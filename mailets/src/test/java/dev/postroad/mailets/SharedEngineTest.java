// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postroad.james.Outbound;
import dev.postroad.james.OutboundDelivery;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several MxRemoteDelivery beside each other, on queues of their own, over one engine. */
class SharedEngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeServer james;
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();
  private final ExecutorService others = Executors.newCachedThreadPool();

  SharedEngineTest(@TempDir Path directory) {
    james = new FakeServer(directory);
    james.dns.mx("x.example", "mx1.x.example");
  }

  @AfterEach
  void stop() {
    james.close();
    peer.close();
    others.shutdownNow();
  }

  @Test
  void theirConnectionsAreCountedTogetherThoughEachSaysItsOwnName() throws Exception {
    MxRemoteDelivery one =
        delivery("a", "heloName", "a.example", "maxConnections", "1", "idleTimeout", "1h");
    MxRemoteDelivery other = delivery("b", "heloName", "b.example");

    one.service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);
    other.service(FakeServer.mail("bob@x.example"));
    peer.awaitMails(2, PATIENCE);

    assertThat(peer.connectionCount()).isEqualTo(2);
    await().until(() -> peer.openConnections() == 1);
    assertThat(peer.sessions().get(0).commands()).contains("EHLO a.example", "QUIT");
    assertThat(peer.sessions().get(1).commands()).contains("EHLO b.example");
  }

  @Test
  void theyShareConnectionsIfNothingDiffers() throws Exception {
    MxRemoteDelivery one = delivery("a", "idleTimeout", "1h");
    MxRemoteDelivery other = delivery("b", "onSuccess", "delivered");

    one.service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);
    other.service(FakeServer.mail("bob@x.example"));
    peer.awaitMails(2, PATIENCE);

    assertThat(peer.connectionCount()).isEqualTo(1);
    await().until(() -> james.context.getSentMails().size() == 1);
  }

  @Test
  void aHostThatOneFoundDownTheOtherDoesNotTry() throws Exception {
    int port;
    try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closing.getLocalPort();
    }
    MxRemoteDelivery one = delivery("a", "port", Integer.toString(port));
    MxRemoteDelivery other =
        delivery("b", "port", Integer.toString(port), "bounceProcessor", "b", "maxRetries", "0");
    for (int i = 0; i < 5; i++) {
      one.service(FakeServer.mail("ann@x.example"));
    }
    await().until(() -> deferred() == 5);

    other.service(FakeServer.mail("bob@x.example"));

    await().until(() -> deferred() == 6);
    assertThat(james.context.getSentMails()).as("no attempt, so no bounce").isEmpty();
  }

  @Test
  void otherValuesForTheOneEngineAreRefusedNamingBothPlacesAndValues() throws Exception {
    delivery("a", "maxConnections", "500");

    assertThatThrownBy(() -> delivery("b", "maxConnections", "50", "threads", "7"))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("(queue b)/maxConnections: 50 here, and 500 in")
        .hasMessageContaining("(queue b)/threads: 7 here, and 512, the default, in")
        .hasMessageContaining("MxRemoteDelivery (queue a)");
    delivery("c", "maxConnections", "500").service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);
  }

  @Test
  void oneEndsAndTheOthersGoOn() throws Exception {
    MxRemoteDelivery one = delivery("a");
    MxRemoteDelivery other = delivery("b");

    one.destroy();
    other.service(FakeServer.mail("bob@x.example"));

    assertThat(peer.awaitMails(1, PATIENCE).get(0).to()).containsExactly("bob@x.example");
  }

  @Test
  void nobodyWaitsForOneThatTakesItsTimeToEndButWhoWantsItsQueue() throws Exception {
    peer.on(Stage.FINAL_DOT).stall();
    MxRemoteDelivery slow = delivery("a", "stopTimeout", "30s");
    slow.service(FakeServer.mail("ann@x.example"));
    await().until(() -> peer.session().commands().contains("DATA"));
    CompletableFuture<Void> end = CompletableFuture.runAsync(slow::destroy, others);
    Outbound outbound = james.instance(Outbound.class);
    await().until(() -> isUnderWay(OutboundDelivery.class, "close"));

    CompletableFuture<List<String>> lost =
        CompletableFuture.supplyAsync(outbound::lostQueues, others);
    assertThat(lost)
        .succeedsWithin(PATIENCE)
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isEmpty();
    CompletableFuture<MxRemoteDelivery> same = opening("a");
    assertThat(opening("b")).succeedsWithin(PATIENCE);

    assertThat(end).isNotDone();
    assertThat(same).isNotDone();
    peer.close();
    assertThat(end).succeedsWithin(PATIENCE);
    assertThat(same).succeedsWithin(PATIENCE);
  }

  private CompletableFuture<MxRemoteDelivery> opening(String queue) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return delivery(queue, "stopTimeout", "30s");
          } catch (MessagingException e) {
            throw new IllegalStateException(e);
          }
        },
        others);
  }

  private static boolean isUnderWay(Class<?> type, String method) {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getClassName().equals(type.getName())
                    && frame.getMethodName().equals(method));
  }

  @Test
  void theLastOneToEndEndsAllThreads() throws Exception {
    MxRemoteDelivery one = delivery("a");
    MxRemoteDelivery other = delivery("b");
    one.service(FakeServer.mail("ann@x.example"));
    other.service(FakeServer.mail("bob@x.example"));
    peer.awaitMails(2, PATIENCE);

    one.destroy();
    assertThat(threads()).anyMatch(name -> name.startsWith("postroad-timer"));
    other.destroy();

    await().untilAsserted(() -> assertThat(threads()).isEmpty());
    await().until(() -> peer.openConnections() == 0);
  }

  @Test
  void afterTheEndOfAllTheyCanBeginAnewAndTheQueueHasKeptItsMail() throws Exception {
    MxRemoteDelivery one = delivery("a", "maxConnections", "500");
    delivery("b").destroy();
    one.service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);
    one.destroy();
    james
        .queues
        .createQueue(MailQueueName.of("a"), MailQueueFactory.prefetchCount(1))
        .enQueue(FakeServer.mail("bob@x.example"));

    // With another value, too: there is no engine any more that has the old one.
    MxRemoteDelivery again = delivery("a", "maxConnections", "50");
    peer.awaitMails(2, PATIENCE);
    again.service(FakeServer.mail("cid@x.example"));

    assertThat(peer.awaitMails(3, PATIENCE).stream().map(ReceivedMail::to))
        .containsExactly(
            List.of("ann@x.example"), List.of("bob@x.example"), List.of("cid@x.example"));
  }

  @Test
  void oneThatComesBackWhileOthersRunTakesEachMailOnce() throws Exception {
    delivery("b");
    for (int i = 0; i < 3; i++) {
      MxRemoteDelivery one = delivery("a");
      one.service(FakeServer.mail("ann@x.example"));
      peer.awaitMails(i + 1, PATIENCE);
      one.destroy();
    }

    MxRemoteDelivery last = delivery("a");
    last.service(FakeServer.mail("bob@x.example"));
    last.service(FakeServer.mail("cid@x.example"));

    peer.awaitMails(5, PATIENCE);
    last.destroy();
    assertThat(peer.mailCount()).isEqualTo(5);
  }

  @Test
  void queuesAreClosedWhenJamesEndsAndNobodyCanPutMailIntoThemAnyMore() throws Exception {
    MxRemoteDelivery one = delivery("a");
    MxRemoteDelivery other = delivery("b");
    one.destroy();
    assertThat(james.queues.closed).isEmpty();

    james.endDeliveries();
    assertThat(james.queues.closed).containsExactly(MailQueueName.of("a"));
    other.service(FakeServer.mail("ann@x.example"));
    other.destroy();

    assertThat(james.queues.closed).containsExactly(MailQueueName.of("a"), MailQueueName.of("b"));
    assertThat(peer.connectionCount()).isZero();
  }

  @Test
  void mailThatComesAfterTheEndIsLeftToJames() throws Exception {
    MxRemoteDelivery one = delivery("a");
    delivery("b");
    one.destroy();
    MailImpl late = FakeServer.mail("ann@x.example");

    assertThatThrownBy(() -> one.service(late))
        .isInstanceOf(MessagingException.class)
        .hasMessageContaining("4.3.2")
        .hasMessageContaining("stopped");

    assertThat(late.getState()).isNotEqualTo(Mail.GHOST);
    assertThat(late.getRecipients()).containsExactly(FakeServer.address("ann@x.example"));
    assertThat(james.queues.enqueued).isEmpty();
  }

  private long deferred() {
    return james
        .repositories
        .getUrls()
        .mapToLong(
            url -> {
              try {
                return james.repositories.select(url).size();
              } catch (MessagingException e) {
                throw new IllegalStateException(e);
              }
            })
        .sum();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("postroad-"))
        .toList();
  }

  private MxRemoteDelivery delivery(String queue, String... parameters) throws MessagingException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "outgoing",
                queue,
                "port",
                Integer.toString(peer.port()),
                "allowNetwork",
                "127.0.0.0/8",
                "tls",
                "none"));
    all.addAll(List.of(parameters));
    return james.mailet(MxRemoteDelivery.class, all.toArray(String[]::new));
  }
}
