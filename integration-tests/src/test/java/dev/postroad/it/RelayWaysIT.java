// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.ForwardingProxy;
import dev.postroad.testing.smtp.LmtpServer;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every match, every answer and every option of a relay that a policy knows, in one real James. */
class RelayWaysIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SENDERS = 20;

  private static final String ROUTES =
      """
      [classes]
      crew: crew.example, .crew.example

      [routes]
      attempt 3- to slow.example            via a
      last 4.7.* to shy.example             via b
      size 20k- to sized.example            via b
      header X-Campaign to headed.example   via a
      priority 8- to urgent.example         via a
      from boss@corp.example to from.example via a
      from @other.example to from.example   via b
      from class:crew to from.example       discard
      from <> to from.example               via a
      user dora@corp.example to asked.example via b
      user * to asked.example               hold
      client 127.0.0.1 to asked.example     via a
      to one@vip.example                    via a
      to class:crew                         via b
      to any.example                        via-any a=2, b
      to first.example                      via dead, a
      to dead.example                       direct then via b
      to back.example                       via dead then direct
      to hold.example                       hold
      to refuse.example                     refuse 550 5.7.1 "not there"
      to trap.example                       discard
      to class:local                        local
      to many.example                       via many
      to strict.example                     via strict
      to gone.example                       via gone
      to odd.example                        via odd
      to small.example                      via small
      to limited.example                    via limited
      to secure.example                     via secure
      to named.example                      via named
      to usual.example                      via usual
      to misnamed.example                   via misnamed
      to unnamed.example                    via unnamed
      to unpinned.example                   via unpinned
      to weak.example                       via weak
      to store.example                      via store
      to socks.example                      via socks
      to proxied.example                    via proxied
      """;

  private static final AuthoritativeDns DNS = AuthoritativeDns.start();
  private static final TestCertificates AUTHORITY = TestCertificates.create();
  private static final TestIdentity HUB_IDENTITY =
      AUTHORITY.certificate("elsewhere.example").selfSigned().issue();
  private static final TestIdentity OUR_IDENTITY = AUTHORITY.issue("us.corp.example");

  /** The post office of all domains that mail goes to directly. */
  private static final ScriptedSmtpServer DIRECT = ScriptedSmtpServer.start();

  private static final ScriptedSmtpServer A = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer B = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer SECURE =
      ScriptedSmtpServer.builder()
          .tls(HUB_IDENTITY.serverContext())
          .wantClientCertificate()
          .start();

  /** Shows a certificate that is trusted, in a name that is not its own address. */
  private static final ScriptedSmtpServer NAMED = named();

  /** Shows such a certificate, too, where another is asked for. */
  private static final ScriptedSmtpServer UNPROVEN = named();

  private static final ScriptedSmtpServer MANY = many();

  /** Wants a login, and knows no way to take it that does not show the password. */
  private static final ScriptedSmtpServer WEAK =
      ScriptedSmtpServer.builder().user("us", "wrong").authMechanisms("PLAIN", "LOGIN").start();

  private static final ScriptedSmtpServer STRICT =
      ScriptedSmtpServer.builder().user("us", "another secret").requireAuth().start();

  @SuppressWarnings("NullAway.Init")
  private static LmtpServer lmtp;

  @SuppressWarnings("NullAway.Init")
  private static ForwardingProxy proxy;

  @SuppressWarnings("NullAway.Init")
  private static JamesProcess james;

  @SuppressWarnings("NullAway.Init")
  private static MailFlow flow;

  private static ScriptedSmtpServer named() {
    return ScriptedSmtpServer.builder()
        .tls(AUTHORITY.issue("mx.hoster.example").serverContext())
        .start();
  }

  /** Slow enough that all its clients are there at the same time. */
  private static ScriptedSmtpServer many() {
    ScriptedSmtpServer.Builder builder =
        ScriptedSmtpServer.builder().requireAuth().lingerBeforeReply(Duration.ofMillis(100));
    IntStream.range(0, SENDERS).forEach(i -> builder.user("login" + i, "secret " + i));
    return builder.start();
  }

  @BeforeAll
  static void start() throws Exception {
    lmtp =
        LmtpServer.start(to -> to.startsWith("no") ? "550 5.7.1 not that one" : "250 2.0.0 stored");
    proxy = ForwardingProxy.start();
    for (String domain :
        List.of("plain", "slow", "shy", "sized", "headed", "urgent", "from", "asked", "vip")) {
      DNS.zone(domain + ".example").mx(10, "mx." + domain + ".example");
      DNS.zone(domain + ".example").a("mx." + domain + ".example", "127.0.0.1");
    }
    DNS.zone("dead.example").mx(10, "mx.dead.example").a("mx.dead.example", "127.0.0.9");
    DIRECT.on(Stage.RCPT).matching("slow.example").reply("451 4.3.2 come back");
    DIRECT.on(Stage.RCPT).matching("shy.example").reply("451 4.7.1 who are you?");
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
                Build.jamesWithPostroad("relay-ways")
                    .listeners(listeners)
                    .confFile(
                        "smtpserver.xml",
                        SmtpServers.openToThisMachine(listeners)
                            .replace(
                                "<announce>never</announce>",
                                "<announce>always</announce><requireSSL>false</requireSSL>"
                                    + "<plainAuthEnabled>true</plainAuthEnabled>"))
                    .confFile("mailetcontainer.xml", container())
                    .confFile("policy", relays() + ROUTES)
                    .confFile("secrets/senders", senders())
                    .confFile("secrets/us", "us\nwrong\n")
                    .confFile("trusted.pem", AUTHORITY.rootPem())
                    .confFile(
                        "secrets/us.pem",
                        OUR_IDENTITY.certificatePem() + OUR_IDENTITY.privateKeyPem()))
            .awaitReady(Build.START_LIMIT);
    flow = new MailFlow(james);
    flow.createUser("carl@corp.example");
    flow.createUser("dora@corp.example");
  }

  @AfterAll
  static void stop() throws IOException {
    james.close();
    List.of(DIRECT, A, B, SECURE, NAMED, UNPROVEN, MANY, STRICT, WEAK)
        .forEach(ScriptedSmtpServer::close);
    lmtp.close();
    proxy.close();
    DNS.close();
  }

  private static String senders() {
    return IntStream.range(0, SENDERS)
        .mapToObj(i -> "s%d@corp.example login%d \"secret %d\"%n".formatted(i, i, i))
        .collect(Collectors.joining());
  }

  private static String relays() {
    return """
        [relays]
        a       smtp://127.0.0.1:%1$d  tls=none
        b       smtp://127.0.0.1:%2$d  tls=none
        odd     smtp://127.0.0.1:%2$d  tls=none helo=odd.corp.example source=127.0.0.7=2,127.0.0.8
        small   smtp://127.0.0.1:%2$d  tls=none maxSize=20k
        limited smtp://127.0.0.1:%2$d  tls=none messageRate=1000/s connectionRate=100/s \\
                                       connections=3 connectTimeout=5s timeout=10s
        secure  smtp://127.0.0.1:%3$d  tls=pin:%4$s cert=file://conf/secrets/us.pem
        many    smtp://127.0.0.1:%5$d  tls=none authInClear=true mech=CRAM-MD5,PLAIN \\
                                       auth=senders:file://conf/secrets/senders
        strict  smtp://127.0.0.1:%6$d  tls=none authInClear=true auth=file://conf/secrets/us
        store   lmtp://127.0.0.1:%7$d
        socks   smtp://127.0.0.1:%1$d  tls=none proxy=socks5://127.0.0.1:%8$d
        proxied smtp://127.0.0.1:%1$d  tls=none proxy=proxy2://127.0.0.1:%8$d
        named   smtp://127.0.0.1:%9$d  tls=verify:other.hoster.example,mx.hoster.example
        usual   smtp://127.0.0.1:%9$d
        misnamed smtp://127.0.0.1:%11$d tls=verify:mx.other.example
        unnamed smtp://127.0.0.1:%11$d  tls=verify
        unpinned smtp://127.0.0.1:%11$d tls=pin:%4$s
        weak    smtp://127.0.0.1:%10$d tls=none authInClear=true mech=SCRAM-SHA-256,CRAM-MD5 \\
                                       auth=file://conf/secrets/us
        gone    smtp://[gone.example]  tls=none
        dead    smtp://127.0.0.9:%1$d  tls=none

        """
        .formatted(
            A.port(),
            B.port(),
            SECURE.port(),
            HUB_IDENTITY.certificateSha256(),
            MANY.port(),
            STRICT.port(),
            lmtp.address().getPort(),
            proxy.address().getPort(),
            NAMED.port(),
            WEAK.port(),
            UNPROVEN.port());
  }

  private static String container() {
    return Containers.doing(
            """
            <mailet match="RecipientIs=now@urgent.example" class="WithPriority">
              <priority>9</priority>
            </mailet>
            <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
              <policy>file://conf/policy</policy>
              <holdRepository>memory://var/mail/hold</holdRepository>
              <bounceProcessor>error</bounceProcessor>
            </mailet>
            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
              <dns>127.0.0.1:%d</dns>
              <port>%d</port>
              <allowNetwork>127.0.0.0/8</allowNetwork>
              <tls>none</tls>
              <tlsTrust>file://conf/trusted.pem</tlsTrust>
              <initialConnections>%d</initialConnections>
              <retry>1s</retry>
              <bounceProcessor>error</bounceProcessor>
            </mailet>
            """
                .formatted(DNS.address().getPort(), DIRECT.port(), SENDERS))
        .replace(
            "<processor state=\"bounces\"",
            """
            <processor state="local-delivery" enableJmx="false">
              <mailet match="All" class="ToRepository">
                <repositoryPath>memory://var/mail/local/</repositoryPath>
              </mailet>
            </processor>
            <processor state="bounces\"""");
  }

  @Test
  void theRecipientDecides() throws Exception {
    flow.send("amy@corp.example", "one@vip.example");
    flow.send("amy@corp.example", "two@vip.example");
    flow.send("amy@corp.example", "x@deep.crew.example");
    flow.send("amy@corp.example", "x@plain.example");

    MailFlow.arrives(A, "one@vip.example");
    MailFlow.arrives(DIRECT, "two@vip.example");
    MailFlow.arrives(B, "x@deep.crew.example");
    MailFlow.arrives(DIRECT, "x@plain.example");
  }

  @Test
  void theSenderDecides() throws Exception {
    flow.send("boss@corp.example", "boss@from.example");
    flow.send("any@other.example", "other@from.example");
    flow.send("x@crew.example", "crew@from.example");
    flow.send("", "nobody@from.example");
    flow.send("amy@corp.example", "amy@from.example");

    MailFlow.arrives(A, "boss@from.example");
    MailFlow.arrives(B, "other@from.example");
    MailFlow.arrives(A, "nobody@from.example");
    MailFlow.arrives(DIRECT, "amy@from.example");
    flow.logged("crew@from.example is discarded");
  }

  @Test
  void whoSubmittedItDecides() throws Exception {
    flow.send("amy@corp.example", "x@asked.example");
    flow.submit("carl@corp.example", "y@asked.example");
    flow.submit("dora@corp.example", "z@asked.example");

    MailFlow.arrives(A, "x@asked.example");
    MailFlow.arrives(B, "z@asked.example");
    flow.logged("y@asked.example is held");
  }

  @Test
  void theMessageDecides() throws Exception {
    flow.send("amy@corp.example", "big@sized.example", "", 30_000);
    flow.send("amy@corp.example", "small@sized.example", "", 100);
    flow.send("amy@corp.example", "yes@headed.example", "X-Campaign: spring\n", 100);
    flow.send("amy@corp.example", "no@headed.example", "", 100);
    flow.send("amy@corp.example", "now@urgent.example");
    flow.send("amy@corp.example", "later@urgent.example");

    MailFlow.arrives(B, "big@sized.example");
    MailFlow.arrives(DIRECT, "small@sized.example");
    MailFlow.arrives(A, "yes@headed.example");
    MailFlow.arrives(DIRECT, "no@headed.example");
    MailFlow.arrives(A, "now@urgent.example");
    MailFlow.arrives(DIRECT, "later@urgent.example");
  }

  @Test
  void afterTwoFailedDirectAttemptsTheHubTakesOver() throws Exception {
    flow.send("amy@corp.example", "x@slow.example");

    MailFlow.arrives(A, "x@slow.example");
    assertThat(MailFlow.attempts(DIRECT, "x@slow.example")).isEqualTo(2);
  }

  @Test
  void theLastResultDecidesForEachRecipient() throws Exception {
    flow.send("amy@corp.example", "x@shy.example");

    MailFlow.arrives(B, "x@shy.example");
    assertThat(MailFlow.attempts(DIRECT, "x@shy.example")).isEqualTo(1);
  }

  @Test
  void relaysStandInForEachOtherAndForTheDomainsOwnHosts() throws Exception {
    flow.send("amy@corp.example", "x@first.example");
    flow.send("amy@corp.example", "x@dead.example");
    DNS.zone("back.example").mx(10, "mx.back.example").a("mx.back.example", "127.0.0.1");
    flow.send("amy@corp.example", "x@back.example");

    MailFlow.arrives(A, "x@first.example");
    MailFlow.arrives(B, "x@dead.example");
    MailFlow.arrives(DIRECT, "x@back.example");
  }

  @Test
  void relaysShareTheLoad() throws Exception {
    for (int i = 0; i < 30; i++) {
      flow.send("amy@corp.example", "n" + i + "@any.example");
    }

    await()
        .atMost(LIMIT)
        .until(
            () ->
                MailFlow.mails(A, "@any.example").size() + MailFlow.mails(B, "@any.example").size()
                    == 30);
    assertThat(MailFlow.mails(A, "@any.example").size()).isBetween(8, 29);
    assertThat(MailFlow.mails(B, "@any.example").size()).isPositive();
  }

  @Test
  void whatIsHeldRefusedThrownAwayOrKeptHereLeavesNowhere() throws Exception {
    flow.send("amy@corp.example", "x@hold.example");
    flow.send("amy@corp.example", "x@refuse.example");
    flow.send("amy@corp.example", "x@trap.example");
    flow.send("amy@corp.example", "carl@corp.example");

    flow.logged("x@hold.example is held");
    flow.logged("x@refuse.example is refused");
    flow.logged("x@trap.example is discarded");
    flow.logged("carl@corp.example is delivered locally");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(james.webAdmin().repositoryKeys("var/mail/hold")).isNotEmpty();
              assertThat(james.webAdmin().repositoryKeys("var/mail/local")).isNotEmpty();
            });
  }

  @Test
  void twentySendersAtOnceOnOneHostAreEachSeenWithTheirOwnIdentity() throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Callable<Void>> submissions = new ArrayList<>();
      for (int i = 0; i < 3 * SENDERS; i++) {
        String from = "s" + i % SENDERS + "@corp.example";
        String to = "n" + i + "@many.example";
        submissions.add(
            () -> {
              flow.send(from, to);
              return null;
            });
      }
      for (Future<Void> submission : senders.invokeAll(submissions)) {
        submission.get();
      }
    } finally {
      senders.shutdownNow();
    }

    List<ReceivedMail> mails = MANY.awaitMails(3 * SENDERS, LIMIT);
    assertThat(mails)
        .allSatisfy(
            mail ->
                assertThat(mail.user())
                    .contains(mail.from().replaceAll("s([0-9]+)@.*", "login$1")));
    assertThat(MANY.peakConnections()).isGreaterThan(SENDERS / 2);
    assertThat(MANY.sessions())
        .allSatisfy(session -> assertThat(session.authAttempts()).hasSizeLessThan(2));
    assertThat(MANY.sessions())
        .flatExtracting(RecordedSession::authAttempts)
        .allMatch(attempt -> attempt.mechanism().equals("CRAM-MD5"));
  }

  @Test
  void aRelayThatMisbehavesMakesMailWait() throws Exception {
    flow.send("amy@corp.example", "x@strict.example");
    flow.send("amy@corp.example", "x@gone.example");

    flow.logged("x@strict.example.*4\\.3\\.5");
    flow.logged("x@gone.example.*4\\.3\\.5");
    assertThat(Files.readString(james.log())).doesNotContain("another secret");
    assertThat(STRICT.mails()).isEmpty();
  }

  @Test
  void aRelayProvesByTlsWhoItIsAsFarAsTheOperatorAsks() throws Exception {
    flow.send("amy@corp.example", "x@named.example");
    flow.send("amy@corp.example", "x@usual.example");
    for (String domain : List.of("misnamed", "unnamed", "unpinned")) {
      flow.send("amy@corp.example", "x@" + domain + ".example");
    }

    assertThat(MailFlow.arrives(NAMED, "x@named.example").tls()).isPresent();
    assertThat(MailFlow.arrives(NAMED, "x@usual.example").tls()).isPresent();
    for (String domain : List.of("misnamed", "unnamed", "unpinned")) {
      flow.logged("x@" + domain + ".example.* 4\\.3\\.5\\b");
      assertThat(MailFlow.attempts(UNPROVEN, "x@" + domain + ".example")).isZero();
    }
  }

  @Test
  void noLoginIsShownToARelayThatOffersNoMechanismOfThoseAskedFor() throws Exception {
    flow.send("amy@corp.example", "x@weak.example");

    flow.logged("x@weak.example.* 4\\.3\\.5\\b");
    assertThat(WEAK.sessions()).isNotEmpty().allMatch(each -> each.authAttempts().isEmpty());
    assertThat(WEAK.mails()).isEmpty();
  }

  @Test
  void aRelayIsTalkedToAsTheOperatorSays() throws Exception {
    flow.send("amy@corp.example", "x@odd.example");
    flow.send("amy@corp.example", "x@small.example");
    flow.send("amy@corp.example", "x@limited.example");
    flow.send("amy@corp.example", "x@secure.example");
    flow.send("amy@corp.example", "x@socks.example");
    flow.send("amy@corp.example", "x@proxied.example");
    flow.send("amy@corp.example", "yes@store.example");
    flow.send("amy@corp.example", "no@store.example");
    flow.send("amy@corp.example", "large@small.example", "", 30_000);

    MailFlow.arrives(B, "x@odd.example");
    MailFlow.arrives(B, "x@small.example");
    MailFlow.arrives(B, "x@limited.example");
    MailFlow.arrives(SECURE, "x@secure.example");
    MailFlow.arrives(A, "x@socks.example");
    MailFlow.arrives(A, "x@proxied.example");
    await().atMost(LIMIT).until(() -> lmtp.delivered().contains("yes@store.example"));
    flow.logged("no@store.example.*5\\.7\\.1");
    flow.logged("large@small.example.*5\\.3\\.4");
    assertThat(B.sessions())
        .filteredOn(session -> session.heloName().equals("odd.corp.example"))
        .isNotEmpty()
        .allMatch(
            session ->
                Set.of("127.0.0.7", "127.0.0.8")
                    .contains(session.client().getAddress().getHostAddress()));
    assertThat(SECURE.mails().get(0).tls().orElseThrow().clientCertificates())
        .contains(OUR_IDENTITY.certificate());
    assertThat(proxy.led().stream().map(led -> led.split(" ", 2)[0]).collect(Collectors.toSet()))
        .isEqualTo(new HashSet<>(List.of("socks5", "proxy2")));
  }
}
