// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static dev.postroad.core.relay.Policies.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.tls.TlsDemand;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
        .isEqualTo("via hub, backup");
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
    assertThat(classes(policy, "x@bank.example")).containsExactly(new DomainClass("bank"));
    assertThat(decision.route())
        .isEqualTo(
            new Route.Direct(
                Optional.of(
                    TlsDemand.of(
                        TlsDemand.Level.VERIFY, "mailetcontainer.xml RelayPolicy/routes line 2"))));
  }

  @Test
  void mailThatNoRuleMatchesGoesDirect() {
    RelayPolicyConfig policy = rules("to class:bank via hub");

    Decision decision = policy.rules().decide(Policies.from(""), Mailbox.parse("x@corp.example"));

    assertThat(decision.route()).isEqualTo(new Route.Direct(Optional.empty()));
    assertThat(decision.rule()).hasToString("no rule matches: direct");
    assertThat(classes(policy, "x@corp.example")).containsExactly(DomainClass.LOCAL);
  }

  @Test
  void theServerIsAskedForItsDomainsOnlyWhereTheyMayDecide() {
    AtomicInteger asked = new AtomicInteger();
    RelayPolicyConfig policy =
        Policies.parse(
            Policies.raw("", "bank: bank.example", "to class:bank hold\nto class:local direct"),
            RelayPolicyConfig.Surroundings.of(
                FileResolver.in(Path.of("nowhere")), domain -> asked.incrementAndGet() > 0));

    assertThat(decide(policy, Policies.from(""), "x@bank.example")).isEqualTo("hold");
    assertThat(asked).hasValue(0);
    assertThat(decide(policy, Policies.from(""), "x@corp.example")).isEqualTo("direct");
    assertThat(asked).hasValue(1);
  }

  private static Set<DomainClass> classes(RelayPolicyConfig policy, String recipient) {
    return policy.trail(Policies.from(""), Mailbox.parse(recipient), false).classes();
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

  @ParameterizedTest
  @CsvSource({
    "size 10k-,true",
    "size 10k-20k,true",
    "size -10k,false",
    "size 20k-,false",
    "header List-Id,true",
    "header list-id,true",
    "'header X-Spam, List-Id',true",
    "header X-Spam,false",
    "not header X-Spam,true",
    "priority 7-,true",
    "priority 7,true",
    "priority -6,false"
  })
  void aRuleKnowsTheMessage(String conditions, boolean matches) {
    MailFacts facts =
        new MailFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new MailFacts.Message(
                () -> OptionalLong.of(15_000), OptionalInt.of(5), "List-Id"::equalsIgnoreCase),
            Progress.NONE);

    assertThat(decide(rules(conditions + " hold"), facts, "x@a.example"))
        .isEqualTo(matches ? "hold" : "direct");
  }

  @ParameterizedTest
  @CsvSource({"-9,0", "-7,1", "-5,2", "-4,3", "-2,4", "0,5", "2,6", "5,7", "7,8", "9,9"})
  void priorityIsFromZeroToNineWhateverTheHostCountsBy(int mtPriority, int level) {
    MailFacts facts =
        new MailFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new MailFacts.Message(OptionalLong::empty, OptionalInt.of(mtPriority), name -> false),
            Progress.NONE);

    assertThat(decide(rules("priority " + level + " hold"), facts, "x@a.example"))
        .isEqualTo("hold");
  }

  @Test
  void whatNobodyKnowsOfAMessageIsInNoRangeAndItsPriorityIsNormal() {
    assertThat(decide(rules("size 0- hold"), Policies.from(""), "x@a.example")).isEqualTo("direct");
    assertThat(decide(rules("priority 5 hold"), Policies.from(""), "x@a.example"))
        .isEqualTo("hold");
  }

  @Test
  void fallBackToTheHubAfterTwoFailedDirectAttemptsIsOneLine() {
    RelayPolicyConfig policy =
        rules(
            "attempt 3- not to class:bank via hub\nto never.example hold\nto * direct tls=require");

    Decision decision = policy.rules().decide(Policies.from(""), Mailbox.parse("x@a.example"));

    assertThat(decision.route()).hasToString("direct tls=require");
    assertThat(decision.rule().line()).isEqualTo(3);
    assertThat(decision.stamp()).hasToString("attempt 3- via hub\ndirect tls=require");
    assertThat(decision.rules()).extracting(SourceLine::line).containsExactly(1, 3);
    assertThat(policy.rules().decide(Policies.from(""), Mailbox.parse("x@bank.example")).stamp())
        .hasToString("direct tls=require");
  }

  @Test
  void aRuleThatAsksForTheLastResultHoldsAtNoFirstAttempt() {
    RelayPolicyConfig policy = rules("last 4.7.*, 421 via hub\nto * direct");
    MailFacts again =
        new MailFacts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            MailFacts.Message.UNKNOWN,
            new Progress(2, Optional.of(DeliveryStatus.temporary("4.7.1", "greylisted"))));

    assertThat(decide(policy, Policies.from(""), "x@a.example")).isEqualTo("direct");
    assertThat(decide(policy, again, "x@a.example")).isEqualTo("via hub");
  }

  @ParameterizedTest
  @CsvSource({
    "'via-any hub=3, backup'",
    "via hub then direct",
    "direct tls=require then via-any hub",
    "discard",
    "local"
  })
  void aRuleAnswersWithAWay(String way) {
    assertThat(decide(rules("to * " + way), Policies.from(""), "x@a.example")).isEqualTo(way);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to b.example        | a.example
          to class:partner    | a.example, which is in the classes []
          from @b.example     | corp.example
          from <>             | amy@corp.example
          user amy            | nobody who logged in
          client 192.0.2.0/24 | no client
          not size 1k-        | no known size
          header X-Spam, X-Y  | no header field X-Spam
          priority 9          | priority 5
          attempt 3-          | attempt 1
          last 421            | no attempt
          """)
  void aConditionTellsWhatItSaw(String conditions, String saw) {
    RelayRules rules = rules(conditions + " hold").rules();
    Subject subject =
        new Subject(
            Policies.from("amy@corp.example"), Mailbox.parse("x@a.example"), rules.classifier());

    assertThat(rules.rules().get(0).conditions().get(0).saw(subject)).isEqualTo(saw);
  }
}
