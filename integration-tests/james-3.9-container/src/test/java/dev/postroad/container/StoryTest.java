// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postroad.container.Keep.Kept;
import dev.postroad.playground.Destinations;
import dev.postroad.testing.dns.ActiveFault;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.AuthAttempt;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.TlsInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.james.util.AuditTrail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The story that the playground tells on James 3.8, on the classes of 3.9: the shaded jar, loaded
 * by James from {@code extensions-jars/}, over sockets.
 *
 * <p>No method here names a type of James: Maven looks for tests by its own Java, which may be too
 * old to read one.
 */
final class StoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String AMY = "amy@corp.example";

  private static Destinations destinations;
  private static Container james;

  @BeforeAll
  static void start() throws Exception {
    destinations = Destinations.open();
    Path work = Files.createDirectories(Built.work("world"));
    destinations.relays().trust(work).forEach(System::setProperty);
    Map<String, String> files = new HashMap<>(destinations.relays().secrets());
    files.put("mailetcontainer.xml", Processors.doing(mailets()));
    james = new Container("story", Built.jakartaJar(), files);
    james.start();
  }

  @AfterAll
  static void stop() {
    if (james != null) {
      james.close();
    }
    destinations.close();
  }

  @AfterEach
  void nothingIsLostOrLeft() {
    await().atMost(PATIENCE).until(() -> james.queued("outgoing") == 0);
    assertThat(james.kept.mails).noneMatch(mail -> mail.processor().equals("error"));
  }

  private static String mailets() {
    return """
    <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
      <relays>%s</relays>
      <routes>%s</routes>
    </mailet>
    <mailet match="dev.postroad.matchers.SenderDomainIn=archive.example"
            class="dev.postroad.mailets.MxRemoteDelivery">
      <outgoing>archive</outgoing>
      %s
    </mailet>
    <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
      %s
    </mailet>
    """
        .formatted(
            destinations.relays().table(destinations.port()),
            destinations.relays().routes(),
            delivery(),
            delivery());
  }

  private static String delivery() {
    return """
    <bounceProcessor>bounces</bounceProcessor>
    <usePriority>true</usePriority>
    <delayTime>2 seconds</delayTime>
    <idleTimeout>1h</idleTimeout>
    <dns>127.0.0.1:%d</dns>
    <port>%d</port>
    <allowNetwork>127.0.0.0/8</allowNetwork>
    """
        .formatted(destinations.dns().address().getPort(), destinations.port());
  }

  @Test
  void whereTheBestHostRefusesConnectionsTheSecondGetsTheMailAsItWasWritten() throws Exception {
    try (ScriptedSmtpServer second =
        ScriptedSmtpServer.builder()
            .host(destinations.addressOf("mx2.remote.example"))
            .port(destinations.port())
            .start()) {
      james.submit(AMY, "through the second preference", "bob@remote.example");
      ReceivedMail mail = comes(() -> second.mails().stream().findFirst());
      assertThat(mail.to()).containsExactly("bob@remote.example");
      assertThat(mail.header("Subject")).contains("through the second preference");
      assertThat(mail.text()).contains("\r\n.a line that begins with a dot\r\n");
      assertThat(destinations.dns().queries("mx1.remote.example", "A")).isNotEmpty();
    }
  }

  @Test
  void partnersMailGoesThroughTheirRelaysInOrderUnderVerifiedTlsAndAuthenticated()
      throws Exception {
    relays("hub1.relays.example", "LOGIN", "buyer@partner.example");
    relays("hub2.relays.example", "PLAIN", "orders@supplier.example");
    destinations.stop("hub1.relays.example");
    try {
      relays("hub2.relays.example", "PLAIN", "seller@partner.example");
    } finally {
      destinations.start("hub1.relays.example");
    }
  }

  private static void relays(String hub, String mechanism, String recipient) throws Exception {
    james.submit(AMY, "relayed", recipient);
    ScriptedSmtpServer server = destinations.server(hub);
    ReceivedMail mail = comes(() -> mailFor(recipient, server));
    RecordedSession session =
        server.sessions().stream()
            .filter(open -> open.number() == mail.session())
            .findFirst()
            .orElseThrow();
    assertThat(mail.tls().flatMap(TlsInfo::serverName)).contains(hub);
    assertThat(session.authAttempts())
        .isNotEmpty()
        .allSatisfy(auth -> assertThat(auth.mechanism()).isEqualTo(mechanism))
        .allMatch(AuthAttempt::succeeded)
        .allMatch(AuthAttempt::underTls);
  }

  @Test
  void whatDnsSaysOfADomainDecidesBetweenABounceAndAnotherTry() throws Exception {
    assertThat(failureOf("ann@nomail.example")).contains("5.1.10");
    assertThat(failureOf("ann@no-such.example")).contains("5.1.2");

    String recipient = "ed@shaky.example";
    ActiveFault fault = destinations.dns().fault("shaky.example", "MX", Fault.servfail());
    try {
      james.submit(AMY, "servfail", recipient);
      await().atMost(PATIENCE).until(() -> fault.hits() > 0 && james.queued("outgoing") > 0);
      assertThat(james.kept.in("bounces", recipient)).isEmpty();
    } finally {
      fault.heal();
    }
    comes(() -> mailFor(recipient, destinations.server("mx.shaky.example")));
  }

  @Test
  void notNowIsTriedLaterAndNotHereIsTriedElsewhereAtOnce() throws Exception {
    james.submit(AMY, "greylisted", "gus@grey.example");
    james.submit(AMY, "busy", "gus@busy.example");
    james.submit(AMY, "closed", "gus@closed.example");

    comes(() -> mailFor("gus@grey.example", destinations.server("mx.grey.example")));
    comes(() -> mailFor("gus@busy.example", destinations.server("mx2.busy.example")));
    comes(() -> mailFor("gus@closed.example", destinations.server("mx2.closed.example")));
    assertThat(destinations.server("mx1.closed.example").sessions().get(0).replies().get(0))
        .startsWith("554");
    assertThat(james.kept.in("bounces", "gus@closed.example")).isEmpty();
  }

  @Test
  void ofFiveRecipientsTheOneRefusedIsReportedAndTheOthersGetTheMailOnce() throws Exception {
    String refused = "nobody@red.example";
    james.submit(
        AMY,
        "to five",
        "ann@red.example",
        refused,
        "ben@blue.example",
        "cat@green.example",
        "dan@green.example");

    List<String> taken =
        List.of("ann@red.example", "ben@blue.example", "cat@green.example", "dan@green.example");
    await().atMost(PATIENCE).until(() -> takersOf("to five").size() >= taken.size());
    assertThat(failure(refused)).contains("550 5.1.1 nobody of that name");
    assertThat(takersOf("to five")).isEqualTo(taken);
    assertThat(james.kept.in("bounces", refused))
        .singleElement()
        .satisfies(mail -> assertThat(mail.recipients()).containsExactly(refused));
  }

  @Test
  void mailetsWithInjectorsOfTheirOwnDeliverOverOneEngine() throws Exception {
    ScriptedSmtpServer server = destinations.server("mx.green.example");
    james.submit(AMY, "one mailet", "one@green.example");
    comes(() -> mailFor("one@green.example", server));
    int before = server.sessions().size();

    james.submit("archive@archive.example", "the other", "two@green.example");
    comes(() -> mailFor("two@green.example", server));
    assertThat(server.sessions()).as("over the session of the first").hasSize(before);
  }

  @Test
  void aMailsPriorityReachesAPeerThatAsksForItAsJames39Counts() throws Exception {
    destinations.dns().zone("urgent.example").mx(10, "mx.partner.example");
    try (ScriptedSmtpServer server =
        ScriptedSmtpServer.builder()
            .host(destinations.addressOf("mx.partner.example"))
            .port(destinations.port())
            .with("MT-PRIORITY")
            .start()) {
      for (int priority : List.of(7, -3)) {
        String recipient = "gil" + priority + "@urgent.example";
        james.submitOfPriority(priority, AMY, "soon", recipient);
        comes(() -> mailFor(recipient, server));
      }

      assertThat(server.sessions())
          .flatExtracting(RecordedSession::commands)
          .filteredOn(command -> command.startsWith("MAIL"))
          .extracting(command -> command.replaceFirst(".*( MT-PRIORITY=\\S+).*", "$1"))
          .containsExactly(" MT-PRIORITY=7", " MT-PRIORITY=-3");
    }
  }

  @Test
  void deliveriesRunInVirtualThreadsOfWhichTheJvmListsNone() throws Exception {
    List<String> threads = new CopyOnWriteArrayList<>();
    destinations
        .server("mx.green.example")
        .onMail(
            mail ->
                Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .forEach(threads::add));

    james.submit(AMY, "under way", "hal@green.example");
    comes(() -> mailFor("hal@green.example", destinations.server("mx.green.example")));

    assertThat(threads)
        .anyMatch(name -> name.startsWith("postroad-"))
        .noneMatch(name -> name.startsWith("postroad-delivery"));
  }

  @Test
  void whatWasDeliveredAndWhatFailedIsInJamesAuditTrail() throws Exception {
    ListAppender<ILoggingEvent> trail = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(AuditTrail.class);
    trail.start();
    logger.addAppender(trail);
    try {
      james.submit(AMY, "audited", "eve@green.example", "eve@nomail.example");
      await().atMost(PATIENCE).until(() -> audited(trail, "eve@green.example", "delivered"));
      await().atMost(PATIENCE).until(() -> audited(trail, "eve@nomail.example", "failed"));
    } finally {
      logger.detachAppender(trail);
    }
  }

  private static boolean audited(
      ListAppender<ILoggingEvent> trail, String recipient, String outcome) {
    return List.copyOf(trail.list).stream()
        .map(ILoggingEvent::getMDCPropertyMap)
        .filter(fields -> "RemoteDelivery".equals(fields.get("action")))
        .filter(fields -> recipient.equals(fields.get("recipients")))
        .anyMatch(
            fields -> outcome.equals(fields.get("outcome")) && AMY.equals(fields.get("sender")));
  }

  private static String failureOf(String recipient) throws Exception {
    james.submit(AMY, "fails", recipient);
    return failure(recipient);
  }

  private static String failure(String recipient) {
    Kept.Mail bounce = comes(() -> james.kept.in("bounces", recipient).stream().findFirst());
    return bounce.attributes().getOrDefault("delivery-error", "");
  }

  private static List<String> takersOf(String subject) {
    return destinations.servers().stream()
        .flatMap(server -> server.mails().stream())
        .filter(mail -> mail.header("Subject").equals(Optional.of(subject)))
        .flatMap(mail -> mail.to().stream())
        .sorted()
        .toList();
  }

  private static Optional<ReceivedMail> mailFor(String recipient, ScriptedSmtpServer server) {
    return server.mails().stream().filter(mail -> mail.to().contains(recipient)).findFirst();
  }

  private static <T> T comes(Callable<Optional<T>> look) {
    return await().atMost(PATIENCE).until(look, Optional::isPresent).orElseThrow();
  }
}
