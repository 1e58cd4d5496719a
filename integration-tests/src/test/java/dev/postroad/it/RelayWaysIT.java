// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.client.SmtpSubmitter;
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
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every match, every answer and every option of a relay that a policy knows, in one real James. */
class RelayWaysIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SENDERS = 20;

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
  private static final ScriptedSmtpServer MANY = many();
  private static final ScriptedSmtpServer STRICT =
      ScriptedSmtpServer.builder().user("us", "another secret").requireAuth().start();

  @SuppressWarnings("NullAway.Init")
  private static LmtpServer lmtp;

  @SuppressWarnings("NullAway.Init")
  private static ForwardingProxy proxy;

  @SuppressWarnings("NullAway.Init")
  private static JamesProcess james;

  private static ScriptedSmtpServer many() {
    ScriptedSmtpServer.Builder builder = ScriptedSmtpServer.builder().requireAuth();
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
                    .confFile("policy", policy())
                    .confFile("secrets/senders", senders())
                    .confFile("secrets/us", "us\nwrong\n")
                    .confFile(
                        "secrets/us.pem",
                        OUR_IDENTITY.certificatePem() + OUR_IDENTITY.privateKeyPem()))
            .awaitReady(Build.START_LIMIT);
    james.webAdmin().createDomain("corp.example");
    james.webAdmin().createUser("carl@corp.example", "carl");
  }

  @AfterAll
  static void stop() throws IOException {
    james.close();
    List.of(DIRECT, A, B, SECURE, MANY, STRICT).forEach(ScriptedSmtpServer::close);
    lmtp.close();
    proxy.close();
    DNS.close();
  }

  private static String senders() {
    return IntStream.range(0, SENDERS)
        .mapToObj(i -> "s%d@corp.example login%d \"secret %d\"%n".formatted(i, i, i))
        .collect(Collectors.joining());
  }

  private static String policy() throws Exception {
    String pin =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(HUB_IDENTITY.certificate().getEncoded()));
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
        gone    smtp://[gone.example]  tls=none
        dead    smtp://127.0.0.9:%1$d  tls=none

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
        to store.example                      via store
        to socks.example                      via socks
        to proxied.example                    via proxied
        """
        .formatted(
            A.port(),
            B.port(),
            SECURE.port(),
            pin,
            MANY.port(),
            STRICT.port(),
            lmtp.address().getPort(),
            proxy.address().getPort());
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
              <retry>1s</retry>
              <bounceProcessor>error</bounceProcessor>
            </mailet>
            """
                .formatted(DNS.address().getPort(), DIRECT.port()))
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
    send("amy@corp.example", "one@vip.example");
    send("amy@corp.example", "two@vip.example");
    send("amy@corp.example", "x@deep.crew.example");
    send("amy@corp.example", "x@plain.example");

    arrives(A, "one@vip.example");
    arrives(DIRECT, "two@vip.example");
    arrives(B, "x@deep.crew.example");
    arrives(DIRECT, "x@plain.example");
  }

  @Test
  void theSenderDecides() throws Exception {
    send("boss@corp.example", "boss@from.example");
    send("any@other.example", "other@from.example");
    send("x@crew.example", "crew@from.example");
    send("", "nobody@from.example");
    send("amy@corp.example", "amy@from.example");

    arrives(A, "boss@from.example");
    arrives(B, "other@from.example");
    arrives(A, "nobody@from.example");
    arrives(DIRECT, "amy@from.example");
    logged("crew@from.example is discarded");
  }

  @Test
  void whoSubmittedItDecides() throws Exception {
    send("amy@corp.example", "x@asked.example");
    new SmtpSubmitter(james.smtp(), "carl@corp.example", "carl")
        .submit(Message.of("carl@corp.example", List.of("y@asked.example"), "hello"));

    arrives(A, "x@asked.example");
    logged("y@asked.example is held");
  }

  @Test
  void theMessageDecides() throws Exception {
    send("amy@corp.example", "big@sized.example", "", 30_000);
    send("amy@corp.example", "small@sized.example", "", 100);
    send("amy@corp.example", "yes@headed.example", "X-Campaign: spring\n", 100);
    send("amy@corp.example", "no@headed.example", "", 100);
    send("amy@corp.example", "now@urgent.example");
    send("amy@corp.example", "later@urgent.example");

    arrives(B, "big@sized.example");
    arrives(DIRECT, "small@sized.example");
    arrives(A, "yes@headed.example");
    arrives(DIRECT, "no@headed.example");
    arrives(A, "now@urgent.example");
    arrives(DIRECT, "later@urgent.example");
  }

  @Test
  void afterTwoFailedDirectAttemptsTheHubTakesOver() throws Exception {
    send("amy@corp.example", "x@slow.example");

    arrives(A, "x@slow.example");
    assertThat(commands(DIRECT, "RCPT TO:<x@slow.example>")).isEqualTo(2);
  }

  @Test
  void theLastResultDecidesForEachRecipient() throws Exception {
    send("amy@corp.example", "x@shy.example");

    arrives(B, "x@shy.example");
    assertThat(commands(DIRECT, "RCPT TO:<x@shy.example>")).isEqualTo(1);
  }

  @Test
  void relaysStandInForEachOtherAndForTheDomainsOwnHosts() throws Exception {
    send("amy@corp.example", "x@first.example");
    send("amy@corp.example", "x@dead.example");
    DNS.zone("back.example").mx(10, "mx.back.example").a("mx.back.example", "127.0.0.1");
    send("amy@corp.example", "x@back.example");

    arrives(A, "x@first.example");
    arrives(B, "x@dead.example");
    arrives(DIRECT, "x@back.example");
  }

  @Test
  void relaysShareTheLoad() throws Exception {
    for (int i = 0; i < 30; i++) {
      send("amy@corp.example", "n" + i + "@any.example");
    }

    await().atMost(LIMIT).until(() -> count(A, "@any.example") + count(B, "@any.example") == 30);
    assertThat(count(A, "@any.example")).isBetween(8, 29);
    assertThat(count(B, "@any.example")).isPositive();
  }

  @Test
  void whatIsHeldRefusedThrownAwayOrKeptHereLeavesNowhere() throws Exception {
    send("amy@corp.example", "x@hold.example");
    send("amy@corp.example", "x@refuse.example");
    send("amy@corp.example", "x@trap.example");
    send("amy@corp.example", "carl@corp.example");

    logged("x@hold.example is held");
    logged("x@refuse.example is refused");
    logged("x@trap.example is discarded");
    logged("carl@corp.example is delivered locally");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(james.webAdmin().repositoryKeys("var/mail/hold")).isNotEmpty();
              assertThat(james.webAdmin().repositoryKeys("var/mail/local")).isNotEmpty();
            });
  }

  @Test
  void twentySendersOnOneHostAreEachSeenWithTheirOwnIdentity() {
    IntStream.range(0, 3 * SENDERS)
        .parallel()
        .forEach(
            i -> {
              try {
                send("s" + i % SENDERS + "@corp.example", "n" + i + "@many.example");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });

    List<ReceivedMail> mails = MANY.awaitMails(3 * SENDERS, LIMIT);
    assertThat(mails)
        .allSatisfy(
            mail ->
                assertThat(mail.user())
                    .contains(mail.from().replaceAll("s([0-9]+)@.*", "login$1")));
    assertThat(MANY.sessions())
        .flatExtracting(RecordedSession::authAttempts)
        .allMatch(attempt -> attempt.mechanism().equals("CRAM-MD5"));
  }

  @Test
  void aRelayThatMisbehavesMakesMailWait() throws Exception {
    send("amy@corp.example", "x@strict.example");
    send("amy@corp.example", "x@gone.example");

    logged("x@strict.example.*4\\.3\\.5");
    logged("x@gone.example.*4\\.3\\.5");
    assertThat(Files.readString(james.log())).doesNotContain("another secret");
    assertThat(STRICT.mails()).isEmpty();
  }

  @Test
  void aRelayIsTalkedToAsTheOperatorSays() throws Exception {
    send("amy@corp.example", "x@odd.example");
    send("amy@corp.example", "x@small.example");
    send("amy@corp.example", "x@limited.example");
    send("amy@corp.example", "x@secure.example");
    send("amy@corp.example", "x@socks.example");
    send("amy@corp.example", "x@proxied.example");
    send("amy@corp.example", "yes@store.example");
    send("amy@corp.example", "no@store.example");
    send("amy@corp.example", "large@small.example", "", 30_000);

    arrives(B, "x@odd.example");
    arrives(B, "x@small.example");
    arrives(B, "x@limited.example");
    arrives(SECURE, "x@secure.example");
    arrives(A, "x@socks.example");
    arrives(A, "x@proxied.example");
    await().atMost(LIMIT).until(() -> lmtp.delivered().contains("yes@store.example"));
    logged("no@store.example.*5\\.7\\.1");
    logged("large@small.example.*5\\.3\\.4");
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

  private static void send(String from, String to) throws IOException {
    send(from, to, "", 100);
  }

  private static void send(String from, String to, String header, int octets) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      for (String command :
          List.of("EHLO laptop.example", "MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">")) {
        assertThat(smtp.command(command).isPositive()).as(command).isTrue();
      }
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      String text = header + "Subject: hello\n\n" + "a line of this message\n".repeat(octets / 23);
      assertThat(smtp.content(text).isPositive()).isTrue();
      smtp.command("QUIT");
    }
  }

  private static void arrives(ScriptedSmtpServer server, String recipient) {
    await().atMost(LIMIT).until(() -> count(server, recipient) == 1);
  }

  private static int count(ScriptedSmtpServer server, String recipient) {
    return (int)
        server.mails().stream()
            .flatMap(mail -> mail.to().stream())
            .filter(to -> to.endsWith(recipient))
            .count();
  }

  private static int commands(ScriptedSmtpServer server, String command) {
    return (int)
        server.sessions().stream()
            .flatMap(session -> session.commands().stream())
            .filter(command::equals)
            .count();
  }

  private static void logged(String expression) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                Files.readAllLines(james.log()).stream()
                    .anyMatch(line -> line.matches(".*" + expression + ".*")));
  }
}
