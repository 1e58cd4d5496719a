// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.message.Envelope;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.message.MessageContent;
import dev.postroad.core.message.Recipient;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.tls.Fingerprints;
import dev.postroad.testing.smtp.ForwardingProxy;
import dev.postroad.testing.smtp.LmtpServer;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator can say of relays, over sockets. */
@Timeout(60)
class RelayWaysTest {
  private static final String AMY = "amy@corp.example";

  private final PostOffices world = new PostOffices();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void mailGoesViaTheRelayThatNoHostOfItsOwnTakes() throws Exception {
    ScriptedSmtpServer hub = world.open("hub.example.net");
    world.closed("mx.example.com");
    world.dns.mx("example.com", 10, "mx.example.com");

    RecipientReport report = only(deliver(relay("hub"), "direct then via hub", "bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.trail()).hasSize(2);
    assertThat(hub.mails()).hasSize(1);
  }

  @Test
  void mailGoesDirectThatTheRelayDoesNotTakeForNow() throws Exception {
    ScriptedSmtpServer hub = world.open("hub.example.net");
    hub.on(Stage.MAIL).reply("451 4.3.2 not now");
    ScriptedSmtpServer own = world.open("mx.example.com");
    world.dns.mx("example.com", 10, "mx.example.com");

    deliver(relay("hub"), "via hub then direct", "bob@example.com");

    assertThat(own.mails()).hasSize(1);
  }

  @Test
  void whereTheDomainTakesNoMailTheRelayIsNotAskedEither() throws Exception {
    ScriptedSmtpServer hub = world.open("hub.example.net");
    world.dns.nullMx("example.com");

    RecipientReport report = only(deliver(relay("hub"), "direct then via hub", "bob@example.com"));

    assertThat(report.status().toString()).startsWith("556 5.1.10");
    assertThat(hub.connectionCount()).isZero();
  }

  @Test
  void relaysShareTheLoadAndStandInForEachOther() throws Exception {
    ScriptedSmtpServer one = world.open("one.example.net");
    ScriptedSmtpServer two = world.open("two.example.net");
    world.closed("down.example.net");
    String relays = relay("one") + relay("two") + relay("down");
    for (int i = 0; i < 40; i++) {
      RecipientReport report =
          only(
              world
                  .transport()
                  .deliver(
                      request(
                          "mail-" + i,
                          AMY,
                          100,
                          route(relays, "via-any one=2, two=2, down"),
                          "bob@example.com")));
      assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    }

    assertThat(one.mails()).hasSizeBetween(10, 30);
    assertThat(two.mails()).hasSize(40 - one.mails().size());
  }

  @Test
  void twentySendersInParallelOnOneHostEachHaveTheirOwnIdentity() throws Exception {
    ScriptedSmtpServer hub =
        world.open(
            "hub.example.net",
            it -> {
              IntStream.range(0, 20).forEach(i -> it.user("login" + i, "secret " + i));
              return it.requireAuth();
            });
    Files.writeString(
        directory.resolve("senders"),
        IntStream.range(0, 20)
            .mapToObj(i -> "s%d@corp.example login%d \"secret %d\"%n".formatted(i, i, i))
            .collect(Collectors.joining()));
    Route route =
        route(relay("hub", "auth=senders:file://senders tls=none authInClear=true"), "via hub");

    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              String sender = "S" + i % 20 + "@corp.example";
              DeliveryReport report =
                  world.transport().deliver(request("m" + i, sender, 100, route, "bob@x.example"));
              assertThat(only(report).disposition()).isEqualTo(Disposition.DELIVERED);
            });

    assertThat(hub.mails()).hasSize(200);
    assertThat(hub.mails())
        .allSatisfy(
            mail ->
                assertThat(mail.user())
                    .contains(mail.from().replaceAll("[Ss]([0-9]+)@.*", "login$1")));
    assertThat(hub.sessions()).allSatisfy(session -> assertThat(session.authAttempts()).hasSize(1));
  }

  /** Only those are refused that were under way before the first refusal: as many as a site has. */
  @Test
  void oneWrongLoginIsNotRepeatedWithEachMailAndHoldsNobodyElseBack() throws Exception {
    ScriptedSmtpServer hub =
        world.open("hub.example.net", it -> it.user("good", "a").user("bad", "b").requireAuth());
    Files.writeString(
        directory.resolve("senders"), "amy@corp.example bad wrong\n@corp.example good a\n");
    Route route =
        route(relay("hub", "auth=senders:file://senders tls=none authInClear=true"), "via hub");
    List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

    for (int i = 0; i < 300; i++) {
      String sender = i % 2 == 0 ? AMY : "bea@corp.example";
      world.transport().submit(request("m" + i, sender, 9, route, "bob@x.example"), reports::add);
    }

    await().until(() -> reports.size() == 300);
    assertThat(hub.mails()).hasSize(150);
    assertThat(reports)
        .filteredOn(report -> !report.with(Disposition.DEFERRED).isEmpty())
        .hasSize(150)
        .allMatch(report -> only(report).status().enhanced().toString().equals("4.3.5"));
    assertThat(hub.sessions().stream().flatMap(session -> session.authAttempts().stream()))
        .filteredOn(attempt -> !attempt.succeeded())
        .hasSizeBetween(1, 20);
  }

  @Test
  void theNarrowestLineCountsAndWhoHasNoneWaits() throws Exception {
    ScriptedSmtpServer hub =
        world.open("hub.example.net", it -> it.user("own", "a").user("all", "b").user("none", "c"));
    Path senders =
        Files.writeString(
            directory.resolve("senders"),
            "@corp.example all b\n<> none c\namy@corp.example own a\n");
    Route route =
        route(relay("hub", "auth=senders:file://senders tls=none authInClear=true"), "via hub");

    world.transport().deliver(request("1", "Amy@corp.example", 9, route, "bob@x.example"));
    world.transport().deliver(request("2", "bea@corp.example", 9, route, "bob@x.example"));
    world.transport().deliver(request("3", "", 9, route, "bob@x.example"));
    RecipientReport stranger =
        only(world.transport().deliver(request("4", "x@else.example", 9, route, "bob@x.example")));

    assertThat(hub.mails())
        .extracting(ReceivedMail::user)
        .containsExactly(Optional.of("own"), Optional.of("all"), Optional.of("none"));
    assertThat(stranger.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(stranger.status().enhanced()).hasToString("4.3.5");
    assertThat(stranger.status().text()).contains("x@else.example");

    Files.writeString(senders, "* all b\n");
    Files.setLastModifiedTime(senders, FileTime.from(Instant.now().plusSeconds(5)));
    world.transport().deliver(request("5", "x@else.example", 9, route, "bob@x.example"));

    assertThat(hub.mails()).last().extracting(ReceivedMail::user).isEqualTo(Optional.of("all"));
  }

  @Test
  void mechanismsAreTriedInTheOperatorsOrderAndNoOthers() throws Exception {
    ScriptedSmtpServer hub =
        world.open(
            "hub.example.net",
            it -> it.user("us", "secret").authMechanisms("SCRAM-SHA-256", "PLAIN", "CRAM-MD5"));
    Files.writeString(directory.resolve("login"), "us\nsecret\n");
    String options = "auth=file://login tls=none authInClear=true mech=";

    deliver(relay("hub", options + "CRAM-MD5,PLAIN"), "via hub", "bob@x.example");
    deliver(relay("hub", options + "plain,CRAM-MD5"), "via hub", "bob@x.example");
    RecipientReport none =
        only(deliver(relay("hub", options + "LOGIN"), "via hub", "bob@x.example"));

    assertThat(hub.sessions().stream().flatMap(it -> it.authAttempts().stream()))
        .extracting(attempt -> attempt.mechanism())
        .containsExactly("CRAM-MD5", "PLAIN");
    assertThat(none.status().enhanced()).hasToString("4.3.5");
  }

  @Test
  void aPinnedCertificateIsTrustedWhoeverSignedItAndNoOtherIs() throws Exception {
    TestIdentity own = TestCertificates.create().certificate("other.example").selfSigned().issue();
    ScriptedSmtpServer hub = world.open("hub.example.net", it -> it.tls(own.serverContext()));
    String pin = Fingerprints.sha256(own.certificate());
    String other = "0".repeat(64);

    RecipientReport good =
        only(deliver(relay("hub", "tls=pin:" + other + "," + pin), "via hub", "bob@x.example"));
    RecipientReport bad =
        only(deliver(relay("hub", "tls=pin:" + other), "via hub", "bob@x.example"));

    assertThat(good.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(hub.mails()).hasSize(1).allMatch(mail -> mail.tls().isPresent());
    assertThat(bad.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(bad.status().text()).contains(pin);
  }

  @Test
  void aRelayThatAsksIsShownOurCertificate() throws Exception {
    TestCertificates authority = TestCertificates.create();
    TestIdentity us = authority.issue("us.example.org");
    ScriptedSmtpServer hub =
        world.open(
            "hub.example.net",
            it ->
                it.tls(authority.issue("hub.example.net").serverContext()).needClientCertificate());
    Files.writeString(directory.resolve("us.pem"), us.certificatePem() + us.privateKeyPem());

    RecipientReport shown =
        only(deliver(relay("hub", "tls=require cert=file://us.pem"), "via hub", "bob@x.example"));
    RecipientReport hidden = only(deliver(relay("hub", "tls=require"), "via hub", "bob@x.example"));

    assertThat(shown.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(hub.mails()).hasSize(1);
    assertThat(hidden.disposition()).isEqualTo(Disposition.DEFERRED);
  }

  @Test
  void eachMailKeepsTheSourceAddressThatItHasFromThePool() throws Exception {
    ScriptedSmtpServer hub = world.open("hub.example.net");
    Route route =
        route(
            relay("hub", "helo=out.corp.example source=127.0.3.1=3,127.0.3.2,127.0.3.3"),
            "via hub");
    for (int i = 0; i < 40; i++) {
      world.transport().deliver(request("mail-" + i, AMY, 9, route, "bob" + i + "@x.example"));
      world.transport().deliver(request("mail-" + i, AMY, 9, route, "bob" + i + "@x.example"));
    }

    Map<String, List<String>> sources =
        hub.mails().stream()
            .collect(
                Collectors.groupingBy(
                    mail -> mail.to().get(0),
                    Collectors.mapping(mail -> source(hub, mail), Collectors.toList())));
    assertThat(sources).hasSize(40);
    assertThat(sources.values()).allMatch(used -> used.get(0).equals(used.get(1)));
    assertThat(sources.values().stream().flatMap(List::stream).distinct())
        .containsExactlyInAnyOrder("127.0.3.1", "127.0.3.2", "127.0.3.3");
    assertThat(hub.sessions())
        .allSatisfy(session -> assertThat(session.heloName()).isEqualTo("out.corp.example"));
  }

  private static String source(ScriptedSmtpServer server, ReceivedMail mail) {
    return server.sessions().stream()
        .filter(session -> session.number() == mail.session())
        .findFirst()
        .orElseThrow()
        .client()
        .getAddress()
        .getHostAddress();
  }

  @ParameterizedTest
  @CsvSource({"socks5, ''", "proxy2, '127.0.3.1 '"})
  void connectionsGoThroughTheProxy(String scheme, String source) throws Exception {
    ScriptedSmtpServer hub = world.open("hub.example.net");
    try (ForwardingProxy proxy = ForwardingProxy.start()) {
      String options =
          "source=127.0.3.1 proxy=%s://127.0.0.1:%d".formatted(scheme, proxy.address().getPort());

      RecipientReport report = only(deliver(relay("hub", options), "via hub", "bob@x.example"));

      assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
      assertThat(hub.mails()).hasSize(1);
      assertThat(proxy.led())
          .containsExactly(
              scheme
                  + " "
                  + source
                  + hub.address().getAddress().getHostAddress()
                  + ":"
                  + hub.port());
    }
  }

  @Test
  void aProxyThatSaysNothingIsATimeOutAtConnect() throws Exception {
    ScriptedSmtpServer unused = world.open("hub.example.net");
    try (ServerSocket silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      String options =
          "connectTimeout=1s proxy=socks5://127.0.0.1:%d".formatted(silent.getLocalPort());

      RecipientReport report = only(deliver(relay("hub", options), "via hub", "bob@x.example"));

      assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
      assertThat(report.status().toString())
          .contains("timed out at CONNECT: the proxy did not lead on in time");
    }
  }

  @Test
  void aMessageTooLargeForARelayGoesToTheNextAndFailsIfThereIsNone() throws Exception {
    ScriptedSmtpServer small = world.open("small.example.net");
    ScriptedSmtpServer large = world.open("large.example.net");
    String relays = relay("small", "maxSize=1k") + relay("large");

    world
        .transport()
        .deliver(request("1", AMY, 2_000, route(relays, "via small, large"), "bob@x.example"));
    RecipientReport refused =
        only(
            world
                .transport()
                .deliver(request("2", AMY, 2_000, route(relays, "via small"), "bob@x.example")));

    assertThat(large.mails()).hasSize(1);
    assertThat(small.connectionCount()).isZero();
    assertThat(refused.disposition()).isEqualTo(Disposition.FAILED);
    assertThat(refused.status().toString()).startsWith("552 5.3.4").contains("2000", "small");
  }

  @Test
  void aRelayHasTimeOutsOfItsOwn() throws Exception {
    ScriptedSmtpServer slow = world.open("slow.example.net");
    slow.on(Stage.MAIL).stall();
    long begun = System.nanoTime();

    RecipientReport report =
        only(deliver(relay("slow", "timeout=300ms"), "via slow", "bob@x.example"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void anLmtpServerAnswersForEachRecipient() throws Exception {
    try (LmtpServer store =
        LmtpServer.start(
            to ->
                to.startsWith("full")
                    ? "452 4.2.2 mailbox full"
                    : to.startsWith("no") ? "550 5.7.1 not that" : "250 2.0.0 stored")) {
      DeliveryReport report =
          deliver(
              "store lmtp://127.0.0.1:" + store.address().getPort(),
              "via store",
              "amy@x.example",
              "full@x.example",
              "no@y.example",
              "zoe@y.example");

      assertThat(report.recipients())
          .extracting(own -> own.status().toString())
          .containsExactly(
              "250 2.0.0 stored",
              "452 4.2.2 mailbox full",
              "550 5.7.1 not that",
              "250 2.0.0 stored");
      assertThat(store.delivered()).containsExactly("amy@x.example", "zoe@y.example");
    }
  }

  @Test
  void aRelayIsFoundByTheSrvRecordsOfItsDomainEachHostOnItsPort() throws Exception {
    world.closed("first.example.net");
    ScriptedSmtpServer second = world.open("second.example.net");
    world
        .dns
        .srv("_submission._tcp.isp.example", 10, 0, 4, "first.example.net")
        .srv("_submission._tcp.isp.example", 20, 0, world.port, "second.example.net");

    RecipientReport report =
        only(deliver("isp submission://isp.example tls=none", "via isp", "bob@x.example"));
    RecipientReport none =
        only(deliver("isp submissions://isp.example", "via isp", "bob@x.example"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.trail()).hasSize(2);
    assertThat(second.mails()).hasSize(1);
    assertThat(none.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(none.status().enhanced()).hasToString("4.3.5");
  }

  @Test
  void aHostThatItsSrvRecordsNameOnTwoPortsIsTriedOnBoth() throws Exception {
    ScriptedSmtpServer host = world.open("host.example.net");
    world
        .dns
        .srv("_submission._tcp.isp.example", 10, 0, 4, "host.example.net")
        .srv("_submission._tcp.isp.example", 10, 0, 5, "host.example.net")
        .srv("_submission._tcp.isp.example", 20, 0, world.port, "host.example.net");

    RecipientReport report =
        only(deliver("isp submission://isp.example tls=none", "via isp", "bob@x.example"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.trail()).hasSize(3);
    assertThat(host.mails()).hasSize(1);
  }

  @Test
  void mailForARelayThatIsNotFoundIsToldUnderItsSite() throws Exception {
    DeliveryReport report = deliver(relay("gone"), "via gone", "bob@x.example");

    assertThat(only(report).disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(only(report).status().text()).contains("relay not resolved: gone");
    assertThat(report.site()).hasToString("Optional[via gone]");
  }

  @Test
  void ratesAndConnectionsOfARelayAreThoseOfItsNextHop() throws Exception {
    world.closed("hub.example.net");
    Route route =
        route(relay("hub", "messageRate=10/m connectionRate=2/s connections=3"), "via hub");

    var plan =
        (dev.postroad.core.delivery.DeliveryPlan.Hosts)
            world.transport().plan(route, Mailbox.parse(AMY).domain(), OptionalLong.empty());

    assertThat(plan.nextHops().get(0).messageRate()).hasToString("Optional[10/m]");
    assertThat(plan.nextHops().get(0).connectionRate()).hasToString("Optional[2/s]");
    assertThat(plan.nextHops().get(0).connections()).hasValue(3);
  }

  private static RecipientReport only(DeliveryReport report) {
    return report.recipients().get(0);
  }

  private String relay(String name, String... options) {
    return "%s smtp://[%s.example.net]:%d %s%n"
        .formatted(name, name, world.port, String.join(" ", options));
  }

  private DeliveryReport deliver(String relays, String action, String... recipients)
      throws ConfigurationProblems {
    return world.transport().deliver(request("mail", AMY, 100, route(relays, action), recipients));
  }

  private Route route(String relays, String action) throws ConfigurationProblems {
    return RelayPolicyConfig.parse(
            Map.of("relays", relays, "routes", "to * " + action),
            "the test",
            RelayPolicyConfig.Surroundings.of(FileResolver.in(directory), domain -> false))
        .rules()
        .decide(
            new MailFacts(Optional.empty(), Optional.empty(), Optional.empty()), Mailbox.parse(AMY))
        .route();
  }

  private static DeliveryRequest request(
      String id, String sender, int size, Route route, String... recipients) {
    return new DeliveryRequest(
        id,
        Envelope.of(
            Optional.of(sender).filter(text -> !text.isEmpty()).map(Mailbox::parse),
            Arrays.stream(recipients).map(Mailbox::parse).map(Recipient::of).toList()),
        new Content(size),
        route,
        1);
  }

  private record Content(int octets) implements MessageContent {
    @Override
    public long size() {
      return octets;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(
          ("Subject: x\r\n\r\n" + "a\r\n".repeat(octets / 3))
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }
}
