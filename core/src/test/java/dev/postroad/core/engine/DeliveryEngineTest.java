// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static dev.postroad.core.engine.PostOffices.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import dev.postroad.testing.tls.TestIdentity;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The loop, with real sockets: what is tried, in which order, and what becomes of each recipient.
 */
class DeliveryEngineTest {
  private final PostOffices world = new PostOffices();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void mailGoesToTheBestHost() {
    ScriptedSmtpServer best = world.open("mx1.example.com");
    ScriptedSmtpServer second = world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.decisive().orElseThrow().host()).isEqualTo("mx1.example.com");
    assertThat(best.mails()).hasSize(1);
    assertThat(second.connectionCount()).isZero();
    assertThat(best.violations()).isEmpty();
  }

  @Test
  void hostThatRefusesConnectionsIsFollowedByTheNext() {
    world.closed("mx1.example.com");
    ScriptedSmtpServer second = world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(report.trail()).hasSize(2);
    assertThat(second.mails()).hasSize(1);
  }

  /** Stock faults 1 and 2: a bad greeting ended the walk; 521 and 556 were unknown. */
  @ParameterizedTest
  @ValueSource(strings = {"421 too busy", "450 later", "521 no mail here", "554 go away", "556 no"})
  void badGreetingIsFollowedByTheNextHost(String greeting) {
    ScriptedSmtpServer best = world.open("mx1.example.com");
    best.on(Stage.GREETING).reply(greeting);
    ScriptedSmtpServer second = world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(second.mails()).hasSize(1);
  }

  @Test
  void domainWhoseHostsAllRefuseToSpeakFails() {
    for (String host : List.of("mx1.example.com", "mx2.example.com")) {
      world.open(host).on(Stage.GREETING).reply("554 5.7.1 not you");
    }
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.FAILED);
    assertThat(report.status().toString()).isEqualTo("554 5.7.1 not you");
  }

  @Test
  void oneHostThatMayChangeItsMindDefers() {
    world.open("mx1.example.com").on(Stage.GREETING).reply("421 4.3.2 busy");
    world.open("mx2.example.com").on(Stage.GREETING).reply("554 5.7.1 not you");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().text()).contains("busy");
  }

  @Test
  void onlyHostThatRefusesDefersWhileABetterOneDidNotResolve() {
    world.open("mx2.example.com").on(Stage.GREETING).reply("554 5.7.1 not you");
    world.dns.fail("mx1.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().text()).contains("mx1.example.com");
  }

  /** Stock fault 4: one bad recipient delayed all, or the bounce said 250. */
  @Test
  void eachRecipientGetsItsOwnEnding() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    server.on(Stage.RCPT).matching("bad@").reply("550 5.1.1 no such user");
    server.on(Stage.RCPT).matching("busy@").reply("450 4.2.1 mailbox busy");
    mx("example.com", "mx.example.com");

    DeliveryReport report =
        world.deliver("amy@example.com", "bad@example.com", "busy@example.com", "zoe@example.com");

    assertThat(report.recipients())
        .extracting(RecipientReport::disposition)
        .containsExactly(
            Disposition.DELIVERED, Disposition.FAILED, Disposition.DEFERRED, Disposition.DELIVERED);
    assertThat(report.recipients().get(1).status().toString()).isEqualTo("550 5.1.1 no such user");
    assertThat(server.mails())
        .singleElement()
        .extracting(ReceivedMail::to)
        .isEqualTo(List.of("amy@example.com", "zoe@example.com"));
  }

  @Test
  void recipientRefusedForNowIsTriedAtTheNextHostAlone() {
    ScriptedSmtpServer best = world.open("mx1.example.com");
    best.on(Stage.RCPT).matching("busy@").reply("450 4.2.1 mailbox busy");
    ScriptedSmtpServer second = world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    DeliveryReport report = world.deliver("amy@example.com", "busy@example.com");

    assertThat(report.with(Disposition.DELIVERED)).hasSize(2);
    assertThat(second.mails())
        .singleElement()
        .extracting(ReceivedMail::to)
        .isEqualTo(List.of("busy@example.com"));
  }

  @Test
  void tooManyRecipientsGoIntoSeveralTransactionsOfOneSession() {
    ScriptedSmtpServer server = world.open("mx.example.com", it -> it.with("LIMITS RCPTMAX=3"));
    mx("example.com", "mx.example.com");
    String[] recipients = new String[8];
    Arrays.setAll(recipients, i -> "user" + i + "@example.com");

    DeliveryReport report = world.deliver(recipients);

    assertThat(report.with(Disposition.DELIVERED)).hasSize(8);
    assertThat(server.connectionCount()).isEqualTo(1);
    assertThat(server.mails()).hasSize(3);
  }

  @Test
  void crowdIsSentInTransactionsOfAHundred() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    mx("example.com", "mx.example.com");

    DeliveryReport report = world.deliver(users(10_000));

    assertThat(report.with(Disposition.DELIVERED)).hasSize(10_000);
    assertThat(report.recipients()).allMatch(recipient -> recipient.trail().size() == 1);
    assertThat(server.connectionCount()).isEqualTo(1);
    assertThat(server.mails()).hasSize(100);
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void fullMailboxesInACrowdAreAskedOnceMoreAfterAllOthers() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    server.on(Stage.RCPT).matching("7@").reply("452 4.2.2 mailbox full");
    mx("example.com", "mx.example.com");

    DeliveryReport report = world.deliver(users(1_000));

    assertThat(report.with(Disposition.DELIVERED)).hasSize(900);
    assertThat(report.with(Disposition.DEFERRED))
        .hasSize(100)
        .allMatch(recipient -> recipient.trail().size() == 2);
    assertThat(server.mails()).hasSize(10);
  }

  @Test
  void peerThatTakesOneRecipientAtATimeIsNotSentTheMessageForever() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    server.on(Stage.RCPT).matching("0@").reply("250 2.1.5 ok");
    server.on(Stage.RCPT).reply("452 4.5.3 one at a time");
    mx("example.com", "mx.example.com");

    DeliveryReport report = world.deliver(users(1_500));

    assertThat(report.with(Disposition.DEFERRED)).isNotEmpty();
    assertThat(server.mails()).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void announcedLimitsOfASessionAreKeptOverSeveral() {
    ScriptedSmtpServer server =
        world.open("mx.example.com", it -> it.with("LIMITS RCPTMAX=2 MAILMAX=3"));
    mx("example.com", "mx.example.com");

    DeliveryReport report = world.deliver(users(11));

    assertThat(report.with(Disposition.DELIVERED)).hasSize(11);
    assertThat(server.mails()).hasSize(6);
    assertThat(server.connectionCount()).isEqualTo(2);
    assertThat(server.violations()).isEmpty();
  }

  @Test
  void sessionThatHasHadItsDomainsIsLeftForAnother() {
    ScriptedSmtpServer server =
        world.open("mx.example.com", it -> it.with("LIMITS RCPTDOMAINMAX=1"));
    mx("example.com", "mx.example.com");
    mx("example.org", "mx.example.com");

    world.deliver("bob@example.com");
    DeliveryReport again = world.deliver("amy@example.com");
    DeliveryReport other = world.deliver("bob@example.org");

    assertThat(again.with(Disposition.DELIVERED)).hasSize(1);
    assertThat(other.with(Disposition.DELIVERED)).hasSize(1);
    assertThat(server.connectionCount()).isEqualTo(2);
    assertThat(server.violations()).isEmpty();
  }

  private static String[] users(int count) {
    String[] recipients = new String[count];
    Arrays.setAll(recipients, i -> "user" + i + "@example.com");
    return recipients;
  }

  @Test
  void connectionLostAfterTheFinalDotIsNotTriedElsewhere() {
    ScriptedSmtpServer best = world.open("mx1.example.com", it -> it.without("CHUNKING"));
    best.on(Stage.FINAL_DOT).drop();
    ScriptedSmtpServer second = world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().text()).contains("may be there");
    assertThat(second.connectionCount()).isZero();
  }

  @Test
  void sessionIsUsedAgainForTheNextMail() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    mx("example.com", "mx.example.com");
    mx("example.org", "mx.example.com");

    world.deliver("bob@example.com");
    world.deliver("bob@example.org");

    assertThat(server.connectionCount()).isEqualTo(1);
    assertThat(server.mails()).hasSize(2);
    assertThat(world.events).containsExactly("opened mx.example.com", "reused mx.example.com");
  }

  @Test
  void keptSessionThatThePeerClosedIsReplacedUnseen() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    server.on(Stage.MAIL).onConnection(1).skipping(1).drop();
    mx("example.com", "mx.example.com");

    world.deliver("bob@example.com");
    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void placeThatLatelyFailedIsTriedAfterItsEquals() {
    world.closed("mx1.example.com");
    world.open("mx2.example.com");
    world.dns.mx("example.com", 10, "mx1.example.com");
    world.dns.mx("example.com", 10, "mx2.example.com");
    String failure = "failed mx1.example.com at CONNECT";
    for (int i = 0; i < 100 && !world.events.contains(failure); i++) {
      world.deliver("bob@example.com");
    }
    assertThat(world.events).contains(failure);
    world.events.clear();

    for (int i = 0; i < 20; i++) {
      world.deliver("bob@example.com");
    }

    assertThat(world.events).doesNotContain(failure);
  }

  @Test
  void hostThatIsDownCostsOnlyTheFirstFewMails() {
    world.closed("mx1.example.com");
    world.open("mx2.example.com");
    mx("example.com", "mx1.example.com", "mx2.example.com");

    for (int i = 0; i < 20; i++) {
      assertThat(only(world.deliver("bob@example.com")).disposition())
          .isEqualTo(Disposition.DELIVERED);
    }

    assertThat(world.events).filteredOn("failed mx1.example.com at CONNECT"::equals).hasSize(5);
  }

  @Test
  void brokenHandshakeIsFollowedBySameHostInClear() {
    TestIdentity identity = TestCertificates.create().issue("mx.example.com");
    ScriptedSmtpServer server =
        world.open("mx.example.com", it -> it.tls(identity.serverContext()));
    server.on(Stage.HANDSHAKE).drop();
    mx("example.com", "mx.example.com");

    RecipientReport report = only(world.deliver("bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(server.mails().get(0).tls()).isEmpty();
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void mailThatMustBeEncryptedIsNotSentInClear() {
    ScriptedSmtpServer server = world.open("mx.example.com");
    mx("example.com", "mx.example.com");
    Route strict = new Route.Direct(Optional.of(TlsDemand.of(Level.REQUIRE, "the test")));

    RecipientReport report = only(world.deliver(strict, "bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().enhanced()).hasToString("4.7.4");
    assertThat(server.session().commands()).noneMatch(command -> command.startsWith("MAIL"));
  }

  @Test
  void mailThatMustBeEncryptedDoesNotRideOnSessionOpenedInClear() {
    TestIdentity identity = TestCertificates.create().issue("mx.example.com");
    ScriptedSmtpServer server =
        world.open("mx.example.com", it -> it.tls(identity.serverContext()));
    mx("example.com", "mx.example.com");
    Route clear = new Route.Direct(Optional.of(TlsDemand.of(Level.NONE, "the test")));
    Route strict = new Route.Direct(Optional.of(TlsDemand.of(Level.REQUIRE, "the test")));

    world.deliver(clear, "bob@example.com");
    world.deliver(strict, "bob@example.com");

    assertThat(server.mails())
        .extracting(mail -> mail.tls().isPresent())
        .containsExactly(false, true);
  }

  /** Stock fault 3: a wrong password for the smart host made a bounce. */
  @Test
  void refusedPasswordDefersAndTheNextRelayIsTried() {
    ScriptedSmtpServer first = world.open("a.example.net", it -> it.user("amy", "other"));
    ScriptedSmtpServer second = world.open("b.example.net", it -> it.user("amy", "secret"));

    RecipientReport report =
        only(world.deliver(via("a.example.net", "b.example.net"), "bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(first.mails()).isEmpty();
    assertThat(second.mails().get(0).user()).contains("amy");
  }

  @Test
  void relayThatRefusesOurPasswordNeverBounces() {
    world.open("a.example.net", it -> it.user("amy", "other"));

    RecipientReport report = only(world.deliver(via("a.example.net"), "bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().enhanced()).hasToString("4.3.5");
    assertThat(report.status().text()).doesNotContain("secret");
  }

  @Test
  void relayThatDoesNotResolveNeverBounces() {
    world.dns.nxdomain("a.example.net");

    RecipientReport report = only(world.deliver(via("a.example.net"), "bob@example.com"));

    assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
    assertThat(report.status().enhanced()).hasToString("4.3.5");
  }

  @Test
  void relayThatIsDownIsFollowedByTheNextInTheOrderWritten() {
    world.closed("a.example.net");
    ScriptedSmtpServer second = world.open("b.example.net", it -> it.user("amy", "secret"));

    world.deliver(via("a.example.net", "b.example.net"), "bob@example.com");

    assertThat(second.mails()).hasSize(1);
  }

  /** Or else a relay's limit would hold for each list it is in, and not for the relay. */
  @Test
  void relayIsTheSameSiteInWhicheverListItStands() {
    world.closed("a.example.net");
    world.closed("b.example.net");
    DomainName anywhere = DomainName.parse("example.com");

    DeliveryPlan both =
        world
            .transport()
            .plan(via("a.example.net", "b.example.net"), anywhere, OptionalLong.empty());
    DeliveryPlan one = world.transport().plan(via("b.example.net"), anywhere, OptionalLong.empty());

    assertThat(sites(both)).containsExactly("via a.example.net", "via b.example.net");
    assertThat(sites(one)).containsExactly("via b.example.net");
  }

  @Test
  void domainWithoutPlanAnswersForAllRecipients() {
    world.dns.nullMx("example.com");

    DeliveryReport report = world.deliver("amy@example.com", "bob@example.com");

    assertThat(report.with(Disposition.FAILED)).hasSize(2);
    assertThat(only(report).status().toString()).startsWith("556 5.1.10");
  }

  private static List<String> sites(DeliveryPlan plan) {
    return ((DeliveryPlan.Hosts) plan).nextHops().stream().map(hop -> hop.site().text()).toList();
  }

  private void mx(String domain, String... hosts) {
    for (int i = 0; i < hosts.length; i++) {
      world.dns.mx(domain, 10 * (i + 1), hosts[i]);
    }
  }

  private Route via(String... hosts) {
    return new Route.Via(Arrays.stream(hosts).map(this::relay).toList());
  }

  private RelayHost relay(String host) {
    return new RelayHost(
        host,
        host,
        false,
        world.port,
        false,
        TlsDemand.of(Level.OPPORTUNISTIC, "the test"),
        Optional.of(new Password("amy", "secret")),
        true,
        OptionalInt.empty());
  }

  private record Password(String user, String secret) implements CredentialSource {
    @Override
    public String reference() {
      return "the test";
    }

    @Override
    public Credentials read(Optional<Mailbox> sender) throws IOException {
      return new Credentials(user, secret);
    }
  }
}
