// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.dns.ActiveFault;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a policy says at later attempts and after its files have changed, what waits since the DNS
 * does not answer, how a relay is found, what its limits hold back, and what stays as it was from
 * attempt to attempt, in one real James.
 */
class PolicyOverTimeIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int POOLED = 20;

  private static final AuthoritativeDns DNS = AuthoritativeDns.start();
  private static final ScriptedSmtpServer PEER = ScriptedSmtpServer.start();

  /** Never says a word. */
  private static final ScriptedSmtpServer MUTE = ScriptedSmtpServer.start();

  /** Takes its time for each reply. */
  private static final ScriptedSmtpServer SLOW =
      ScriptedSmtpServer.builder().lingerBeforeReply(Duration.ofMillis(30)).start();

  private static final ScriptedSmtpServer STRICT =
      ScriptedSmtpServer.builder().user("us", "secret").requireAuth().start();

  /** Takes one mail a connection. */
  private static final ScriptedSmtpServer CURT =
      ScriptedSmtpServer.builder().without("CHUNKING").start();

  /** What the silent domains' zones do. */
  private static final ActiveFault SILENCE = DNS.fault("silent.example", "MX", Fault.servfail());

  private static final ActiveFault OTHER_SILENCE =
      DNS.fault("stranger.example", "MX", Fault.servfail());

  @SuppressWarnings("NullAway.Init")
  private static JamesProcess james;

  @SuppressWarnings("NullAway.Init")
  private static MailFlow flow;

  @BeforeAll
  static void start() throws Exception {
    CURT.on(Stage.FINAL_DOT).defaultReply().drop();
    MUTE.on(Stage.GREETING).stall();
    PEER.on(Stage.RCPT).matching("-slow.example").reply("451 4.3.2 come back");
    for (int i = 0; i < POOLED; i++) {
      PEER.on(Stage.RCPT).matching("<n" + i + "@pool.example>").times(2).reply("451 4.3.2 later");
    }
    for (String domain :
        List.of("hold-slow", "trap-slow", "ours-slow", "no-slow", "silent", "stranger", "paced")) {
      DNS.zone(domain + ".example").mx(10, "mx." + domain + ".example");
    }
    for (String domain : List.of("hold-slow", "trap-slow", "ours-slow", "no-slow", "silent")) {
      DNS.zone(domain + ".example").a("mx." + domain + ".example", "127.0.0.1");
    }
    DNS.zone("stranger.example").a("mx.stranger.example", "203.0.113.1");
    DNS.zone("isp.example")
        .record("_submission._tcp.isp.example", "SRV", "10 0 " + PEER.port() + " dead.isp.example.")
        .record("_submission._tcp.isp.example", "SRV", "20 0 " + PEER.port() + " smtp.isp.example.")
        .a("dead.isp.example", "127.0.0.9")
        .a("smtp.isp.example", "127.0.0.1");
    DNS.zone("relay.example")
        .mx(10, "dead.relay.example")
        .mx(20, "mx.relay.example")
        .a("dead.relay.example", "127.0.0.9")
        .a("mx.relay.example", "127.0.0.1")
        .a("host.relay.example", "127.0.0.1");
    DNS.zone("backed.example")
        .mx(10, "mx.backed.example")
        .mx(20, "us.corp.example")
        .a("mx.backed.example", "127.0.0.1");
    DNS.zone("alike.example")
        .mx(10, "mx.alike.example")
        .mx(20, "us.corp.example")
        .a("mx.alike.example", "203.0.113.1");
    DNS.host("us.corp.example", "198.51.100.1");
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
                Build.jamesWithPostroad("policy-over-time")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile("mailetcontainer.xml", container())
                    .environment("RELAY_LOGIN", "us:secret")
                    .confFile("listed", "nobody.example\n")
                    .confFile("secrets/us", "us\nwrong\n")
                    .confFile("policy", policy()))
            .awaitReady(Build.START_LIMIT);
    flow = new MailFlow(james);
  }

  @AfterAll
  static void stop() throws IOException {
    james.close();
    List.of(PEER, CURT, MUTE, SLOW, STRICT).forEach(ScriptedSmtpServer::close);
    DNS.close();
  }

  private static String policy() {
    return """
        [relays]
        isp     submission://isp.example  tls=none
        paced   smtp://127.0.0.1:%1$d     tls=none messageRate=5/s
        curt    smtp://127.0.0.1:%2$d     tls=none connectionRate=2/s
        narrow  smtp://127.0.0.1:%3$d     tls=none connections=1
        mute    smtp://127.0.0.1:%4$d     tls=none timeout=1s
        byname  smtp://relay.example:%1$d  tls=none
        byhost  smtp://[host.relay.example]:%1$d  tls=none
        clear   smtp://127.0.0.1:%1$d     tls=require
        pool    smtp://127.0.0.1:%1$d     tls=none source=127.0.0.11=2,127.0.0.12,127.0.0.13
        env     smtp://127.0.0.1:%5$d     tls=none authInClear=true auth=env:RELAY_LOGIN
        file    smtp://127.0.0.1:%5$d     tls=none authInClear=true auth=file://conf/secrets/us

        [classes]
        quiet: silent.example, stranger.example
        odd: backed.example, alike.example
        listed: file://conf/listed

        [permit]
        client 127.0.0.1  not to quiet, odd
        to mx-net(127.0.0.0/8)  to quiet
        to backup-mx(127.0.0.0/8)

        [routes]
        attempt 3- to hold-slow.example    hold
        last 4.3.2 to trap-slow.example    discard
        attempt 2- to ours-slow.example    local
        attempt 2- to no-slow.example      refuse 550 5.7.1 "not any more"
        to isp.example                     via isp
        to paced.example                   via paced
        to curt.example                    via curt
        to narrow.example                  via narrow
        to mute.example                    via mute, byname
        to byhost.example                  via byhost
        to clear.example                   via clear
        to pool.example                    via pool
        to env.example                     via env
        to file.example                    via file
        to class:listed                    discard
        to changed.example                 via byname
        from boom@corp.example to /^([a-z.]*)*([a-z.]*)*([a-z.]*)*c!$/  hold
        to *                               direct
        """
        .formatted(PEER.port(), CURT.port(), SLOW.port(), MUTE.port(), STRICT.port());
  }

  private static String container() {
    return Containers.doing(
            """
            <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
              <policy>file://conf/policy</policy>
              <holdRepository>memory://var/mail/hold</holdRepository>
              <bounceProcessor>refused</bounceProcessor>
            </mailet>
            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
              <dns>127.0.0.1:%d</dns>
              <port>%d</port>
              <allowNetwork>127.0.0.0/8</allowNetwork>
              <tls>none</tls>
              <self>us.corp.example</self>
              <retry>1s</retry>
              <bounceProcessor>bounced</bounceProcessor>
            </mailet>
            """
                .formatted(DNS.address().getPort(), PEER.port()))
        .replace(
            "<processor state=\"bounces\"",
            repository("local-delivery", "local")
                + repository("refused", "refused")
                + repository("bounced", "bounced")
                + "<processor state=\"bounces\"");
  }

  private static String repository(String processor, String name) {
    return """
        <processor state="%s" enableJmx="false">
          <mailet match="All" class="ToRepository">
            <repositoryPath>memory://var/mail/%s/</repositoryPath>
          </mailet>
        </processor>
        """
        .formatted(processor, name);
  }

  @Test
  void aLaterAttemptMayHoldDiscardKeepOrRefuseTheMail() throws Exception {
    send("x@hold-slow.example");
    send("x@trap-slow.example");
    send("x@ours-slow.example");
    send("x@no-slow.example");

    flow.logged("x@hold-slow.example is held, .* line 25");
    flow.logged("x@trap-slow.example is discarded");
    flow.logged("x@ours-slow.example is delivered locally");
    flow.keeps("hold", "x@hold-slow.example");
    flow.keeps("local", "x@ours-slow.example");
    flow.keeps("bounced", "x@no-slow.example");
    assertThat(MailFlow.attempts(PEER, "x@hold-slow.example")).isEqualTo(2);
    assertThat(MailFlow.attempts(PEER, "x@trap-slow.example")).isEqualTo(1);
    assertThat(MailFlow.attempts(PEER, "x@ours-slow.example")).isEqualTo(1);
  }

  @Test
  void whileTheDnsDoesNotSayWhomALinePermitsTheMailWaitsAndThenGoesOrIsRefused() throws Exception {
    send("x@silent.example");
    send("x@stranger.example");
    flow.logged("x@silent.example is to wait \\(450 4\\.4\\.3 the DNS does not say for now.*");
    flow.logged("x@stranger.example is to wait .*");
    flow.logged(".*goes back to the policy in the processor transport");
    assertThat(MailFlow.attempts(PEER, "x@silent.example")).isZero();

    SILENCE.heal();
    OTHER_SILENCE.heal();

    MailFlow.arrives(PEER, "x@silent.example");
    flow.logged("x@stranger.example is refused, .*550 5\\.7\\.1.*");
    flow.keeps("refused", "x@stranger.example");
    assertThat(MailFlow.attempts(PEER, "x@stranger.example")).isZero();
  }

  @Test
  void whomNoRuleCanBeDecidedForWaitsAndTheOthersGoTheirWay() throws Exception {
    String odd = "x@" + "a".repeat(60) + ".example";
    flow.send("boom@corp.example", List.of(odd, "ok@byhost.example"));

    MailFlow.arrives(PEER, "ok@byhost.example");
    flow.logged(odd + " is to wait \\(451 4\\.3\\.5 the policy cannot decide for now.*");
    assertThat(MailFlow.attempts(PEER, odd)).isZero();
  }

  @Test
  void aPolicySavedHalfIsNotTakenOver() throws Exception {
    String whole = policy();
    flow.replace("policy", whole.substring(0, whole.indexOf("[routes]")));
    flow.logged("the table of routes is gone");

    send("z@byhost.example");
    flow.replace("policy", whole);

    MailFlow.arrives(PEER, "z@byhost.example");
  }

  @Test
  void aRelayIsWhereTheSrvRecordsOfItsDomainSay() throws Exception {
    send("x@isp.example");

    MailFlow.arrives(PEER, "x@isp.example");
  }

  @Test
  void aRelayIsFoundByItsMxByItsNameAndBehindOneThatSaysNothing() throws Exception {
    send("x@byhost.example");
    send("x@mute.example");

    MailFlow.arrives(PEER, "x@byhost.example");
    MailFlow.arrives(PEER, "x@mute.example");
    assertThat(MUTE.connectionCount()).isPositive();
  }

  @Test
  void aBackupMxRelaysToDomainsWhosePrimaryItKnowsAndToNoOther() throws Exception {
    send("x@backed.example");
    send("x@alike.example");

    MailFlow.arrives(PEER, "x@backed.example");
    flow.logged("x@alike.example is refused, .*550 5\\.7\\.1.*");
  }

  @Test
  void aRelayWithoutTheTlsThatIsAskedForMakesMailWait() throws Exception {
    send("x@clear.example");

    flow.logged("x@clear.example.* 4\\.3\\.5\\b.*");
    assertThat(MailFlow.mails(PEER, "x@clear.example")).isEmpty();
  }

  @Test
  void aLoginIsReadFromTheEnvironmentAndFromAFileAnewWhenThatChanges() throws Exception {
    send("x@env.example");
    MailFlow.arrives(STRICT, "x@env.example");

    send("x@file.example");
    flow.logged("x@file.example.*4\\.3\\.5");
    flow.replace("secrets/us", "us\nsecret\n");

    MailFlow.arrives(STRICT, "x@file.example");
  }

  @Test
  void aListThatChangesCountsWithoutARestart() throws Exception {
    send("x@changed.example");
    MailFlow.arrives(PEER, "x@changed.example");

    flow.replace("listed", "changed.example\n");

    await()
        .atMost(LIMIT)
        .until(
            () -> {
              send("y@changed.example");
              return Files.readString(james.log()).contains("y@changed.example is discarded");
            });
  }

  @Test
  void aMailKeepsTheSourceAddressThatItFirstLeftFrom() throws Exception {
    for (int i = 0; i < POOLED; i++) {
      send("n" + i + "@pool.example");
    }

    MailFlow.arrives(PEER, "@pool.example", POOLED);
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < POOLED; i++) {
      String recipient = "n" + i + "@pool.example";
      Set<String> own =
          MailFlow.sessions(PEER, recipient).stream()
              .map(session -> session.client().getAddress().getHostAddress())
              .collect(Collectors.toSet());
      assertThat(own).as(recipient).hasSize(1);
      assertThat(MailFlow.attempts(PEER, recipient)).as(recipient).isEqualTo(3);
      all.addAll(own);
    }
    assertThat(all).hasSizeGreaterThan(1).isSubsetOf("127.0.0.11", "127.0.0.12", "127.0.0.13");
  }

  @Test
  void aRelayGetsNoMoreConnectionsAtOnceThanTheOperatorSays() throws Exception {
    for (int i = 0; i < 8; i++) {
      send("n" + i + "@narrow.example");
    }

    MailFlow.arrives(SLOW, "@narrow.example", 8);
    assertThat(SLOW.peakConnections()).isEqualTo(1);
  }

  @Test
  void aRelayGetsNoMoreMailThanItsRateSays() throws Exception {
    for (int i = 0; i < 12; i++) {
      send("n" + i + "@paced.example");
    }

    MailFlow.arrives(PEER, "@paced.example", 12);
    // Five at once, and the seventh of the others 7/5 s later at the earliest.
    assertThat(span(PEER, "@paced.example")).isGreaterThan(Duration.ofMillis(1300));
  }

  @Test
  void aRelayGetsNoMoreConnectionsThanItsRateSays() throws Exception {
    for (int i = 0; i < 6; i++) {
      send("n" + i + "@curt.example");
    }

    MailFlow.arrives(CURT, "@curt.example", 6);
    assertThat(CURT.connectionCount()).isEqualTo(6);
    // Two at once, and the fourth of the others 4/2 s later at the earliest.
    assertThat(span(CURT, "@curt.example")).isGreaterThan(Duration.ofMillis(1800));
  }

  private static void send(String to) throws IOException {
    flow.send("amy@corp.example", to);
  }

  /** From the first of some mails to the last. */
  private static Duration span(ScriptedSmtpServer server, String recipient) {
    List<Instant> times =
        MailFlow.mails(server, recipient).stream().map(ReceivedMail::time).sorted().toList();
    return Duration.between(times.get(0), times.get(times.size() - 1));
  }
}
