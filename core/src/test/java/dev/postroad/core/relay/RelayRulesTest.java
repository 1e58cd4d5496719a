// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static dev.postroad.core.relay.Policies.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayRulesTest {
  private static final InetAddress OFFICE = IpAddresses.parse("192.0.2.7");
  private static final InetAddress ELSEWHERE = IpAddresses.parse("203.0.113.7");

  private static RelayPolicyConfig rules(String routes) {
    return Policies.parse(
        "hub smtp://hub.example.net:587 auth=env:HUB_LOGIN\nbackup smtps://[mx7.example.net]",
        "partner: example.net, .example.net\nbank: bank.example",
        routes);
  }

  @Test
  void theFirstMatchingRuleDecides() {
    RelayPolicyConfig policy =
        rules(
            """
            # first match wins
            from @payroll.example    via hub, backup
            to class:partner         direct tls=require
            to .no-such.example      refuse 550 5.1.2 "that domain takes no mail"
            to *                     direct
            """);

    assertThat(decide(policy, Policies.from("a@payroll.example"), "bob@example.net"))
        .isEqualTo("via hub,backup");
    assertThat(decide(policy, Policies.from("a@corp.example"), "bob@mail.example.net"))
        .isEqualTo("direct tls=require");
    assertThat(decide(policy, Policies.from(""), "x@deep.no-such.example"))
        .isEqualTo("refuse 550 5.1.2 that domain takes no mail");
    assertThat(decide(policy, Policies.from(""), "x@no-such.example")).isEqualTo("direct");
  }

  @Test
  void theDecisionNamesItsRuleAndTheClassesOfTheDomain() {
    RelayPolicyConfig policy = rules("# a comment\nto class:bank, class:partner direct tls=verify");

    Decision decision = policy.rules().decide(Policies.from(""), Mailbox.parse("x@bank.example"));

    assertThat(decision.rule())
        .hasToString("mailetcontainer.xml RelayPolicy/routes line 2: to class:bank, class:partner");
    assertThat(decision.classes()).containsExactly(new DomainClass("bank"));
    assertThat(decision.route())
        .isEqualTo(
            new Route.Direct(
                Optional.of(
                    TlsDemand.of(
                        TlsDemand.Level.VERIFY, "mailetcontainer.xml RelayPolicy/routes line 2"))));
  }

  @Test
  void mailThatNoRuleMatchesGoesDirect() {
    Decision decision =
        rules("to class:bank via hub")
            .rules()
            .decide(Policies.from(""), Mailbox.parse("x@corp.example"));

    assertThat(decision.route()).isEqualTo(new Route.Direct(Optional.empty()));
    assertThat(decision.rule()).hasToString("no rule matches: direct");
    assertThat(decision.classes()).containsExactly(DomainClass.LOCAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from @corp.example            | amy@corp.example       | x@a.example   | true
          from @corp.example            | amy@sub.corp.example   | x@a.example   | false
          from @.corp.example           | amy@sub.corp.example   | x@a.example   | true
          from @*                       | amy@corp.example       | x@a.example   | true
          from Amy@corp.example         | amy@CORP.example       | x@a.example   | true
          from amy@corp.example         | ann@corp.example       | x@a.example   | false
          from class:partner            | amy@mail.example.net   | x@a.example   | true
          from class:local              | amy@corp.example       | x@a.example   | true
          from @corp.example, @a.example| amy@a.example          | x@a.example   | true
          from *                        | amy@a.example          | x@a.example   | true
          to x@a.example                | amy@corp.example       | X@a.example   | true
          to x@a.example                | amy@corp.example       | y@a.example   | false
          to @a.example                 | amy@corp.example       | x@a.example   | true
          to @.a.example                | amy@corp.example       | x@b.a.example | true
          to b.example, a.example       | amy@corp.example       | x@a.example   | true
          to /^a\\d+\\.example$/        | amy@corp.example       | x@a12.example | true
          to /^a{1,2}\\.example$/       | amy@corp.example       | x@aa.example  | true
          to not.example                | amy@corp.example       | x@not.example | true
          not to a.example              | amy@corp.example       | x@b.example   | true
          not to a.example, b.example   | amy@corp.example       | x@b.example   | false
          to a.example from @b.example  | amy@corp.example       | x@a.example   | false
          to a.example and not from <>  | amy@corp.example       | x@a.example   | true
          to bücher.example             | amy@corp.example       | x@xn--bcher-kva.example | true
          to [192.0.2.1]                | amy@corp.example       | x@[192.0.2.1] | true
          to *                          | amy@corp.example       | x@[192.0.2.1] | true
          """)
  void aRuleMatches(String conditions, String sender, String recipient, boolean matches) {
    assertThat(decide(rules(conditions + " hold"), Policies.from(sender), recipient))
        .isEqualTo(matches ? "hold" : "direct");
  }

  @Test
  void notificationsHaveNoSenderDomain() {
    assertThat(decide(rules("from <> hold"), Policies.from(""), "x@a.example")).isEqualTo("hold");
    assertThat(decide(rules("from <> hold"), Policies.from("a@b.example"), "x@a.example"))
        .isEqualTo("direct");
    assertThat(decide(rules("from @* hold"), Policies.from(""), "x@a.example")).isEqualTo("direct");
    assertThat(decide(rules("from * hold"), Policies.from(""), "x@a.example")).isEqualTo("hold");
  }

  @ParameterizedTest
  @CsvSource({
    "user amy,true",
    "user AMY,true",
    "user *,true",
    "user bob,false",
    "'user bob, amy',true",
    "client 192.0.2.0/24,true",
    "client 2001:db8::/32,false",
    "not client 192.0.2.0/24,false",
    "'client 203.0.113.0/24, 192.0.2.7',true",
    "user amy client 192.0.2.0/24,true"
  })
  void aRuleKnowsWhoSubmittedTheMailAndFromWhere(String conditions, boolean matches) {
    MailFacts facts = Policies.from("amy@corp.example", "amy", OFFICE);

    assertThat(decide(rules(conditions + " hold"), facts, "x@a.example"))
        .isEqualTo(matches ? "hold" : "direct");
  }

  @Test
  void mailOfNoUserAndNoClientMatchesOnlyWhatIsDenied() {
    assertThat(decide(rules("user * hold"), Policies.from(""), "x@a.example")).isEqualTo("direct");
    assertThat(decide(rules("not user * hold"), Policies.from(""), "x@a.example"))
        .isEqualTo("hold");
    assertThat(decide(rules("client 0.0.0.0/0 hold"), Policies.from(""), "x@a.example"))
        .isEqualTo("direct");
    assertThat(
            decide(
                rules("not client 192.0.2.0/24 hold"),
                Policies.from("", "amy", ELSEWHERE),
                "x@a.example"))
        .isEqualTo("hold");
  }
}
