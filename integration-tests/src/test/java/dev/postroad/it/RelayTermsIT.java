// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.playground.james.LoopbackPorts;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.AuthAttempt;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What else a policy says of relays, of attempts and of those who may relay, what its health check
 * tells, and what a name server that is silent costs, in one real James.
 */
class RelayTermsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int POOLED = 60;

  private static final AuthoritativeDns DNS = AuthoritativeDns.start();
  private static final TestCertificates AUTHORITY = TestCertificates.create();

  /** The post office of all domains that mail goes to directly. */
  private static final ScriptedSmtpServer DIRECT = ScriptedSmtpServer.start();

  private static final ScriptedSmtpServer A = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer B = ScriptedSmtpServer.start();

  /** Knows nothing of TLS. */
  private static final ScriptedSmtpServer CLEAR = ScriptedSmtpServer.start();

  /** TLS from the first octet on. */
  private static final ScriptedSmtpServer EARLY =
      ScriptedSmtpServer.builder()
          .implicitTls(AUTHORITY.issue("mx.hoster.example").serverContext())
          .start();

  /** Shows a certificate in another name than it is asked for. */
  private static final ScriptedSmtpServer UNPROVEN =
      ScriptedSmtpServer.builder()
          .tls(AUTHORITY.issue("mx.hoster.example").serverContext())
          .start();

  private static final ScriptedSmtpServer BEARER =
      ScriptedSmtpServer.builder()
          .user("us@corp.example", "ya29.token")
          .authMechanisms("OAUTHBEARER", "XOAUTH2")
          .requireAuth()
          .start();

  private static final List<SocketChannel> WAITING = new ArrayList<>();

  /** Nobody takes a connection from its queue, which is full. */
  private static final ServerSocket DEAF = deaf();

  /** Where James listens at all addresses of this machine. */
  private static final int EVERYWHERE = LoopbackPorts.free("127.0.0.1").getPort();

  @SuppressWarnings("NullAway.Init")
  private static JamesProcess james;

  @SuppressWarnings("NullAway.Init")
  private static MailFlow flow;

  private static ServerSocket deaf() {
    try {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      for (int i = 0; i < 8; i++) {
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(socket.getLocalSocketAddress());
        WAITING.add(waiting);
      }
      return socket;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    for (String domain : List.of("code", "exact", "upper", "sized", "never", "plain", "bulk")) {
      DNS.zone(domain + ".example").mx(10, "mx." + domain + ".example");
      DNS.zone(domain + ".example").a("mx." + domain + ".example", "127.0.0.1");
    }
    DNS.fault("never.example", "MX", Fault.silence());
    DNS.zone("hoster.example")
        .record(
            "_submissions._tcp.hoster.example",
            "SRV",
            "10 0 " + EARLY.port() + " mx.hoster.example.")
        .a("mx.hoster.example", "127.0.0.1");
    DIRECT.on(Stage.RCPT).matching("code.example").reply("450 4.2.0 come back");
    DIRECT.on(Stage.RCPT).matching("exact.example").times(1).reply("451 4.3.2 come back");
    DIRECT.on(Stage.RCPT).matching("upper.example").reply("451 4.3.2 come back");
    B.on(Stage.RCPT).matching("exact.example").reply("451 4.3.2 come back");
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
                Build.jamesWithPostroad("relay-terms")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", smtpServers(listeners))
                    .confFile("mailetcontainer.xml", container())
                    .confFile(
                        "healthcheck.properties",
                        "additional.healthchecks=dev.postroad.james.observe.RelayHealthCheck\n")
                    .confFile("domain-classes.conf", "changing: old.example\n")
                    .confFile("policy", policy())
                    .confFile("secrets/token", "us@corp.example\nya29.token\n")
                    .confFile("trusted.pem", AUTHORITY.rootPem()))
            .awaitReady(Build.START_LIMIT);
    flow = new MailFlow(james);
  }

  @AfterAll
  static void stop() throws IOException {
    james.close();
    List.of(DIRECT, A, B, CLEAR, EARLY, UNPROVEN, BEARER).forEach(ScriptedSmtpServer::close);
    for (SocketChannel waiting : WAITING) {
      waiting.close();
    }
    DEAF.close();
    DNS.close();
  }

  private static String policy() {
    return """
        [relays]
        a         smtp://127.0.0.1:%1$d   tls=none
        b         smtp://127.0.0.1:%2$d   tls=none
        early     smtps://127.0.0.1:%3$d  tls=verify:mx.hoster.example
        service   submissions://hoster.example
        bearer    smtp://127.0.0.1:%4$d   tls=none authInClear=true mech=OAUTHBEARER \\
                                          auth=file://conf/secrets/token
        google    smtp://127.0.0.1:%4$d   tls=none authInClear=true mech=XOAUTH2 \\
                                          auth=file://conf/secrets/token
        deaf      smtp://127.0.0.1:%5$d   tls=none connectTimeout=1s
        pool      smtp://127.0.0.1:%2$d   tls=none source=127.0.0.21=4,127.0.0.22
        lost      smtp://[gone.example]   tls=none
        unproven  smtp://127.0.0.1:%6$d   tls=verify:mx.other.example
        plain     smtps://127.0.0.1:%7$d  tls=require

        [permit]
        client 127.0.0.0/8  not to denied.example
        client ::1/128      to six.example

        [routes]
        to early.example                       via early
        to service.example                     via service
        to bearer.example                      via bearer
        to google.example                      via google
        to deaf.example                        via deaf, a
        to pool.example                        via pool
        to lost.example                        via lost
        to unproven.example                    via unproven
        to untls.example                       via plain
        last 450 to code.example               via b
        attempt 2 to exact.example             via b
        attempt -2 to upper.example            direct
        to upper.example                       via b
        size -2k to sized.example              via a
        size 3k-9k to sized.example            via b
        not header Precedence to bulk.example  via a
        to mx(*.hoster.example) to never.example  hold
        to class:unknown to never.example      via a
        to class:changing                      via a
        to six.example                         via a
        to *                                   direct
        """
        .formatted(
            A.port(),
            B.port(),
            EARLY.port(),
            BEARER.port(),
            DEAF.getLocalPort(),
            UNPROVEN.port(),
            CLEAR.port());
  }

  /** One that takes mail from this machine, and one that asks the permit table, by IPv6 as well. */
  private static String smtpServers(Listeners listeners) {
    Listeners everywhere =
        new Listeners(
            new InetSocketAddress("0.0.0.0", EVERYWHERE), listeners.pop3(), listeners.webAdmin());
    return SmtpServers.together(
        SmtpServers.openToThisMachine(listeners), SmtpServers.askingThePermitTable(everywhere));
  }

  private static String container() {
    return Containers.doing(
        """
        <mailet match="dev.postroad.matchers.RelayPermitted" class="ToRepository">
          <repositoryPath>memory://var/mail/before/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
          <bounceProcessor>error</bounceProcessor>
        </mailet>
        <mailet match="dev.postroad.matchers.RelayPermitted" class="ToRepository">
          <repositoryPath>memory://var/mail/permitted/</repositoryPath>
          <passThrough>true</passThrough>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <tls>none</tls>
          <tlsTrust>file://conf/trusted.pem</tlsTrust>
          <classTimeout>700ms</classTimeout>
          <retry>1s</retry>
          <bounceProcessor>error</bounceProcessor>
        </mailet>
        """
            .formatted(DNS.address().getPort(), DIRECT.port()));
  }

  @Test
  void aRelayMaySpeakTlsFromTheFirstOctetWhetherItIsNamedOrFoundByItsSrvRecords() throws Exception {
    send("x@early.example");
    send("x@service.example");

    assertThat(MailFlow.arrives(EARLY, "x@early.example").tls()).isPresent();
    assertThat(MailFlow.arrives(EARLY, "x@service.example").tls()).isPresent();
  }

  @Test
  void aLoginMayBeATokenByEitherMechanismThatTakesOne() throws Exception {
    send("x@bearer.example");
    send("x@google.example");

    MailFlow.arrives(BEARER, "x@bearer.example");
    MailFlow.arrives(BEARER, "x@google.example");
    for (String domain : List.of("bearer", "google")) {
      assertThat(MailFlow.sessions(BEARER, "x@" + domain + ".example"))
          .flatExtracting(RecordedSession::authAttempts)
          .extracting(AuthAttempt::mechanism)
          .containsExactly(domain.equals("bearer") ? "OAUTHBEARER" : "XOAUTH2");
    }
    assertThat(Files.readString(james.log())).doesNotContain("ya29.token");
  }

  @Test
  void aRelayThatTakesNoConnectionIsGivenUpAfterTheTimeThatTheOperatorSays() throws Exception {
    long begin = System.nanoTime();
    send("x@deaf.example");

    MailFlow.arrives(A, "x@deaf.example");

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
  }

  @Test
  void sourceAddressesShareTheLoadByTheirWeights() throws Exception {
    for (int i = 0; i < POOLED; i++) {
      send("n" + i + "@pool.example");
    }

    MailFlow.arrives(B, "@pool.example", POOLED);
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < POOLED; i++) {
      sources.add(
          MailFlow.sessions(B, "n" + i + "@pool.example")
              .get(0)
              .client()
              .getAddress()
              .getHostAddress());
    }
    long heavy = sources.stream().filter("127.0.0.21"::equals).count();
    long light = sources.stream().filter("127.0.0.22"::equals).count();
    assertThat(heavy + light).isEqualTo(POOLED);
    assertThat(light).isPositive().isLessThan(heavy);
  }

  @Test
  void aNameServerThatNeverAnswersCostsNoMoreThanTheBudgetAndTheClassIsUnknown() throws Exception {
    long begin = System.nanoTime();
    send("x@never.example");

    MailFlow.arrives(A, "x@never.example");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void theHealthCheckTellsOfRelaysThatAreNotFoundAndOfThoseWhoseTlsIsBroken() throws Exception {
    send("x@lost.example");
    send("x@unproven.example");
    send("x@untls.example");

    for (String domain : List.of("lost", "unproven", "untls")) {
      flow.logged("x@" + domain + ".example.* 4\\.3\\.5\\b");
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(relayHealth())
                    .startsWith("degraded")
                    .contains("lost (smtp://[gone.example]:25)", "via unproven", "via plain"));
    assertThat(UNPROVEN.mails()).isEmpty();
    assertThat(CLEAR.mails()).isEmpty();
  }

  @Test
  void theFileOfClassesCountsAnewWhenItChanges() throws Exception {
    send("x@old.example");
    MailFlow.arrives(A, "x@old.example");

    flow.replace("domain-classes.conf", "changing: new.example\n");

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              send("y@new.example");
              return !MailFlow.mails(A, "y@new.example").isEmpty();
            });
  }

  @Test
  void theCodeOfTheLastResultDecides() throws Exception {
    send("x@code.example");

    MailFlow.arrives(B, "x@code.example");
    assertThat(MailFlow.attempts(DIRECT, "x@code.example")).isEqualTo(1);
  }

  @Test
  void oneAttemptAloneMayGoAnotherWay() throws Exception {
    send("x@exact.example");

    MailFlow.arrives(DIRECT, "x@exact.example");
    assertThat(MailFlow.attempts(DIRECT, "x@exact.example")).isEqualTo(2);
    assertThat(MailFlow.attempts(B, "x@exact.example")).isEqualTo(1);
  }

  @Test
  void attemptsUpToOneMayGoAnotherWay() throws Exception {
    send("x@upper.example");

    MailFlow.arrives(B, "x@upper.example");
    assertThat(MailFlow.attempts(DIRECT, "x@upper.example")).isEqualTo(2);
  }

  @Test
  void sizesUpToOneAndBetweenTwoDecide() throws Exception {
    flow.send("amy@corp.example", "small@sized.example", "", 100);
    flow.send("amy@corp.example", "middle@sized.example", "", 5_000);
    flow.send("amy@corp.example", "large@sized.example", "", 20_000);

    MailFlow.arrives(A, "small@sized.example");
    MailFlow.arrives(B, "middle@sized.example");
    MailFlow.arrives(DIRECT, "large@sized.example");
  }

  @Test
  void theAbsenceOfAHeaderFieldDecidesAsItsPresenceDoes() throws Exception {
    flow.send("amy@corp.example", "without@bulk.example", "X-Precedence: bulk\n", 100);
    flow.send("amy@corp.example", "with@bulk.example", "precedence: bulk\n", 100);

    MailFlow.arrives(A, "without@bulk.example");
    MailFlow.arrives(DIRECT, "with@bulk.example");
  }

  @Test
  void whoeverIsNotPermittedIsMatchedNeitherBeforeThePolicyNorAfter() throws Exception {
    flow.send("amy@corp.example", List.of("x@plain.example", "x@denied.example"));

    MailFlow.arrives(DIRECT, "x@plain.example");
    flow.logged("x@denied.example is refused, .*550 5\\.7\\.1.*");
    flow.keeps("permitted", "x@plain.example");
    String permitted = recipients("permitted");
    assertThat(permitted).doesNotContain("x@denied.example");
    assertThat(recipients("before")).isEmpty();
  }

  @Test
  void aClientIsKnownByItsNetworkByIpv6Too() throws Exception {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getByAddress(loopback), EVERYWHERE);
    assumeTrue(isReached(server), "this machine has no IPv6");
    try (SmtpDialogue smtp = SmtpDialogue.with(server)) {
      assertThat(smtp.command("EHLO laptop.example").isPositive()).isTrue();
      assertThat(smtp.command("MAIL FROM:<amy@corp.example>").isPositive()).isTrue();
      assertThat(smtp.command("RCPT TO:<x@other.example>").code()).isEqualTo(550);
      assertThat(smtp.command("RCPT TO:<x@six.example>").code()).isEqualTo(250);
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      assertThat(smtp.content("Subject: hello\n\nhello\n").isPositive()).isTrue();
    }

    MailFlow.arrives(A, "x@six.example");
  }

  private static boolean isReached(InetSocketAddress server) {
    try (SocketChannel channel = SocketChannel.open(server)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void send(String to) throws IOException {
    flow.send("amy@corp.example", to);
  }

  private static String recipients(String repository) throws IOException {
    String path = "var/mail/" + repository;
    StringBuilder all = new StringBuilder();
    for (String key : james.webAdmin().repositoryKeys(path)) {
      all.append(james.webAdmin().repositoryMail(path, key).get("recipients"));
    }
    return all.toString();
  }

  /** The status, and the words. */
  private static String relayHealth() throws IOException {
    String body = james.webAdmin().ask("GET", "/healthcheck", "").body();
    for (JsonNode check : new ObjectMapper().readTree(body).path("checks")) {
      if (check.path("componentName").asText().equals("Postroad relays")) {
        return check.path("status").asText() + " " + check.path("cause").asText();
      }
    }
    throw new AssertionError("no check of relays in " + body);
  }
}
