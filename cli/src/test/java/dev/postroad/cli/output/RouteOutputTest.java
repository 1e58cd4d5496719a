// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.domain.Truth;
import dev.postroad.core.explain.Explanation;
import dev.postroad.core.explain.RouteJson;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.mx.MxPlan;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Look;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.Route;
import dev.postroad.core.relay.Trail;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RouteOutputTest {
  private static final SourceLine RULE =
      new SourceLine("mailetcontainer.xml RelayPolicy/routes", 3, "to class:partner");
  private static final TlsDemand REQUIRED = TlsDemand.of(Level.REQUIRE, "the rule");
  private static final TlsDemand STANDARD = TlsDemand.of(Level.OPPORTUNISTIC, "the default");

  private static final Explanation DIRECT =
      explanation(
          new Route.Direct(Optional.of(REQUIRED)),
          hosts(
              "mx1|mx2|mx3.partner.example",
              host(10, "mx1.partner.example", REQUIRED, "192.0.2.10", "2001:db8::10"),
              host(10, "mx2.partner.example", REQUIRED, "192.0.2.11"),
              host(20, "mx3.partner.example", REQUIRED, "192.0.2.12")),
          "partner");

  @Test
  void directRouteLooksAsPromised() {
    assertThat(RouteText.of(DIRECT))
        .isEqualTo(
            """
            bob@partner.example   classes: partner
              route   direct tls=require              mailetcontainer.xml RelayPolicy/routes line 3: to class:partner
              mx      10 mx1.partner.example          192.0.2.10, 2001:db8::10
                      10 mx2.partner.example          192.0.2.11
                      20 mx3.partner.example          192.0.2.12
              site    mx1|mx2|mx3.partner.example
              tls     require                         the rule; peer certificate not verified
            """);
  }

  @Test
  void jsonHasTheContractedShape() {
    assertThat(RouteJson.line(DIRECT))
        .isEqualTo(
            """
            {"recipient":"bob@partner.example","classes":["partner"],\
            "route":{"kind":"direct",\
            "rule":"mailetcontainer.xml RelayPolicy/routes line 3: to class:partner","relays":[]},\
            "withoutLogin":[],"waits":null,\
            "mx":{"status":"hosts","enhancedStatus":null,"site":"mx1|mx2|mx3.partner.example",\
            "sites":["mx1|mx2|mx3.partner.example"],"hosts":[{"name":"mx1.partner.example","preference":10,\
            "addresses":["192.0.2.10","2001:db8::10"],"authentic":false},\
            {"name":"mx2.partner.example","preference":10,"addresses":["192.0.2.11"],\
            "authentic":false},\
            {"name":"mx3.partner.example","preference":20,"addresses":["192.0.2.12"],\
            "authentic":false}]},\
            "tls":[{"host":"mx1.partner.example","demand":"require","because":"the rule"},\
            {"host":"mx2.partner.example","demand":"require","because":"the rule"},\
            {"host":"mx3.partner.example","demand":"require","because":"the rule"}],\
            "permit":null,"rules":{"permit":[],"routes":[]}}""");
  }

  @Test
  void rulesThatWereLookedAtSayWhatTheySaw() {
    Explanation explanation =
        new Explanation(
            DIRECT.recipient(),
            DIRECT.decision(),
            new Trail(
                DIRECT.trail().classes(),
                Optional.of(new Permission.Granted(at("permit", 2, "user *"), Optional.of("all"))),
                List.of(
                    look(at("permit", 1, "client 192.0.2.0/24"), false, "198.51.100.1"),
                    look(at("permit", 2, "user *"), true, "amy")),
                List.of(
                    look(at("routes", 1, "from @payroll.example"), false, "amy@corp.example"),
                    look(at("routes", 3, "to class:partner"), true, "bob@partner.example"))),
            DIRECT.plan(),
            List.of());

    assertThat(RouteText.of(explanation))
        .startsWith(
            """
            bob@partner.example   classes: partner
              permits no   client 192.0.2.0/24        permit line 1; 198.51.100.1
                      yes  user *                     permit line 2; amy
              permit  yes quota=all                   permit line 2: user *
              rules   no   from @payroll.example      routes line 1; amy@corp.example
                      yes  to class:partner           routes line 3; bob@partner.example
              route   direct tls=require              mailetcontainer.xml RelayPolicy/routes line 3: to class:partner
            """);
    assertThat(RouteJson.line(explanation))
        .contains(
            "\"permit\":{\"granted\":true,\"rule\":\"permit line 2: user *\",\"quota\":\"all\","
                + "\"status\":null}",
            "{\"rule\":\"routes line 1: from @payroll.example\",\"matched\":false,"
                + "\"answer\":\"no\",\"conditions\":"
                + "[{\"condition\":\"from @payroll.example\",\"holds\":false,"
                + "\"answer\":\"no\",\"saw\":\"amy@corp.example\"}]}");
    assertThat(Schemas.problemsOfRoute(RouteJson.line(explanation))).isEmpty();
  }

  private static SourceLine at(String table, int line, String text) {
    return new SourceLine(table, line, text);
  }

  private static Look look(SourceLine rule, boolean matched, String saw) {
    Truth answer = Truth.of(matched);
    return new Look(rule, answer, List.of(new Look.Asked(rule.text(), answer, saw)));
  }

  @Test
  void hostsThatAreSkippedSayWhy() {
    MxHost unknown =
        new MxHost(
            "mx2.partner.example", 20, List.of(), false, MxHost.State.UNANSWERED, "time-out");
    MxHost partly =
        new MxHost(
            "mx1.partner.example",
            10,
            List.of(IpAddresses.parse("192.0.2.10")),
            false,
            MxHost.State.USABLE,
            "10.0.0.1 is in 10.0.0.0/8");
    Explanation explanation =
        explanation(
            new Route.Direct(Optional.empty()),
            new DeliveryPlan.Hosts(
                List.of(
                    nextHop(
                        "mx1|mx2.partner.example",
                        planned(partly, STANDARD),
                        planned(unknown, STANDARD))),
                Optional.of(DeliveryStatus.temporary("4.4.3", "mx2.partner.example: time-out"))));
    assertThat(RouteText.of(explanation))
        .isEqualTo(
            """
            bob@partner.example   classes: none
              route   direct                          mailetcontainer.xml RelayPolicy/routes line 3: to class:partner
              mx      10 mx1.partner.example          192.0.2.10 (10.0.0.1 is in 10.0.0.0/8)
                      20 mx2.partner.example          skipped: time-out
              else    451 4.4.3 mx2.partner.example: time-out
              site    mx1|mx2.partner.example
              tls     opportunistic                   the default; in clear where TLS is not offered or fails
            """);
    assertThat(Schemas.problemsOfRoute(RouteJson.line(explanation))).isEmpty();
  }

  @Test
  void relaysAreNamedWithTheirLoginButNeverWithThePassword() {
    RelayHost hub = relay("hub", Optional.of(new Login()));
    RelayHost backup = relay("backup", Optional.empty());
    TlsDemand verified = TlsDemand.of(Level.VERIFY, "relay hub");
    Explanation explanation =
        explanation(
            new Route.Via(List.of(hub, backup)),
            hosts(
                "via hub, backup",
                new PlannedHost(
                    new MxHost(
                        "mx.hub.example",
                        0,
                        List.of(IpAddresses.parse("192.0.2.1")),
                        true,
                        MxHost.State.USABLE,
                        ""),
                    587,
                    false,
                    verified,
                    Optional.of(hub)),
                new PlannedHost(
                    new MxHost(
                        "mx.backup.example",
                        0,
                        List.of(IpAddresses.parse("192.0.2.2")),
                        true,
                        MxHost.State.USABLE,
                        ""),
                    587,
                    false,
                    new TlsDemand(Level.VERIFY, List.of("backup.example"), "relay backup"),
                    Optional.of(backup))));
    assertThat(RouteText.of(explanation))
        .isEqualTo(
            """
            bob@partner.example   classes: none
              route   via hub, backup                 mailetcontainer.xml RelayPolicy/routes line 3: to class:partner
              relay   hub  smtp://hub.example:587     authenticates with env:HUB_LOGIN
                      backup  smtp://backup.example:587  unauthenticated
              mx      0 mx.hub.example:587            192.0.2.1
                      0 mx.backup.example:587         192.0.2.2
              site    via hub, backup
              dnssec  authentic                       the resolver vouches for all of these answers
              tls     verify at mx.hub.example        relay hub; peer certificate verified
                      verify at mx.backup.example     relay backup; peer certificate verified for backup.example
            """);
    assertThat(RouteJson.line(explanation))
        .contains("\"kind\":\"via\"", "\"relays\":[\"hub\",\"backup\"]")
        .doesNotContain("hush");
    assertThat(Schemas.problemsOfRoute(RouteJson.line(explanation))).isEmpty();
  }

  static Stream<Explanation> nowhere() {
    return Stream.of(
        nowhere(new MxPlan.NullMx(DeliveryStatus.permanent(556, "5.1.10", "takes no mail"))),
        nowhere(new MxPlan.LoopsToSelf(DeliveryStatus.permanent(554, "5.4.6", "loops"))),
        nowhere(new MxPlan.Unresolvable(DeliveryStatus.permanent(550, "5.1.2", "no such domain"))),
        nowhere(new MxPlan.Unresolvable(DeliveryStatus.temporary("4.4.3", "SERVFAIL"))),
        explanation(new Route.Hold(), noPlan(DeliveryStatus.temporary("4.2.1", "held"))),
        explanation(
            new Route.Refuse(DeliveryStatus.permanent(550, "5.7.1", "no \"mail\" \u00e4")),
            noPlan(DeliveryStatus.permanent(550, "5.7.1", "no")),
            "local",
            "a-b"));
  }

  @ParameterizedTest
  @MethodSource("nowhere")
  void whateverThereIsToSayFitsTheSchema(Explanation explanation) {
    String line = RouteJson.line(explanation);
    assertThat(Schemas.problemsOfRoute(line)).isEmpty();
    assertThat(line).doesNotContain("\n");
    assertThat(RouteText.of(explanation)).startsWith("bob@partner.example   classes: ");
  }

  @Test
  void everyKindOfNowhereHasAStatusAndWordsOfItsOwn() {
    assertThat(nowhere().map(RouteJson::line))
        .extracting(line -> line.replaceAll(".*\"status\":\"([a-z-]+)\".*", "$1"))
        .containsExactly(
            "null-mx", "loops-to-self", "permanent", "temporary", "temporary", "permanent");
    assertThat(nowhere().map(RouteText::of).map(text -> text.lines().skip(2).toList()))
        .containsExactly(
            List.of("  mx      none: null MX                   556 5.1.10 takes no mail"),
            List.of("  mx      none: loops to ourselves        554 5.4.6 loops"),
            List.of("  mx      none                            550 5.1.2 no such domain"),
            List.of("  mx      not known for now               451 4.4.3 SERVFAIL"),
            List.of(),
            List.of());
  }

  private static Explanation nowhere(MxPlan.NoHosts plan) {
    return explanation(new Route.Direct(Optional.empty()), new DeliveryPlan.Nowhere(plan));
  }

  private static DeliveryPlan noPlan(DeliveryStatus status) {
    return new DeliveryPlan.Nowhere(status);
  }

  private static Explanation explanation(Route route, DeliveryPlan plan, String... classes) {
    Set<DomainClass> all = new LinkedHashSet<>();
    for (String name : classes) {
      all.add(new DomainClass(name));
    }
    return new Explanation(
        Mailbox.parse("bob@partner.example"),
        new Decision(route, RULE),
        Trail.withoutPolicy(all),
        plan,
        List.of());
  }

  private static DeliveryPlan hosts(String site, PlannedHost... hosts) {
    return new DeliveryPlan.Hosts(List.of(nextHop(site, hosts)), Optional.empty());
  }

  private static NextHop nextHop(String site, PlannedHost... hosts) {
    return new NextHop(new SiteName(site), List.of(hosts), OptionalInt.empty());
  }

  private static PlannedHost host(int preference, String name, TlsDemand tls, String... addresses) {
    return planned(
        new MxHost(
            name,
            preference,
            Stream.of(addresses).map(IpAddresses::parse).toList(),
            false,
            MxHost.State.USABLE,
            ""),
        tls);
  }

  private static PlannedHost planned(MxHost host, TlsDemand tls) {
    return new PlannedHost(host, 25, false, tls, Optional.empty());
  }

  private static RelayHost relay(String name, Optional<CredentialSource> credentials) {
    return new RelayHost(
        name,
        name + ".example",
        true,
        587,
        false,
        TlsDemand.of(Level.VERIFY, "relay " + name),
        credentials,
        false,
        OptionalInt.empty());
  }

  private static final class Login implements CredentialSource {
    @Override
    public String reference() {
      return "env:HUB_LOGIN";
    }

    @Override
    public Credentials read(Optional<Mailbox> sender) {
      return new Credentials("amy", "hush");
    }
  }
}
