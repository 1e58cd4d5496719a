// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Mailbox;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleIndexTest {
  private static final List<String> DOMAINS =
      List.of("a.example", "b.example", "x.a.example", "y.x.a.example", "corp.example");
  private static final List<String> USERS = List.of("amy", "Bob", "ROOT");
  private static final List<String> VALUES =
      List.of(
          "to %1$s",
          "to .%1$s",
          "to %2$s@%1$s",
          "to class:p",
          "to class:q, %1$s",
          "to /^x\\./",
          "to *.example",
          "to %1$s, .b.example, %2$s@a.example",
          "to *",
          "from @%1$s",
          "from @.%1$s",
          "from %2$s@%1$s",
          "from class:p",
          "from <>",
          "from <>, @%1$s",
          "from *",
          "user %2$s",
          "user *",
          "client 192.0.2.0/24");

  private final Random random = new Random(20_260_101);

  @Test
  void theIndexDecidesAsReadingAllRulesInTheirOrderDoes() {
    for (int policy = 0; policy < 150; policy++) {
      String routes =
          IntStream.range(0, 1 + random.nextInt(30))
              .mapToObj(i -> rule() + " refuse 550 5.7.1 \"" + i + '"')
              .collect(Collectors.joining("\n"));
      RelayRules rules =
          Policies.parse("", "p: a.example, .x.a.example\nq: b.example, class:p", routes).rules();
      for (int mail = 0; mail < 40; mail++) {
        MailFacts facts = facts();
        Mailbox recipient = mailbox();

        assertThat(rules.decide(facts, recipient).route().toString())
            .as("%s to %s by%n%s", facts, recipient, routes)
            .isEqualTo(oneAfterTheOther(rules, facts, recipient));
      }
    }
  }

  @Test
  void whatADecisionAllocatesDoesNotGrowWithTheNumberOfRules() {
    long few = allocated(100);
    long many = allocated(20_000);

    assertThat(many).isLessThan(few + few / 4 + 64);
  }

  private static long allocated(int count) {
    String routes =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    (i % 2 == 0
                            ? "to r" + i + ".example, .r" + i + ".example"
                            : "from @s" + i + ".example")
                        + " hold")
            .collect(Collectors.joining("\n"));
    RelayRules rules = Policies.parse("", "p: a.example", routes).rules();
    MailFacts facts = Policies.from("amy@s99.example");
    Mailbox recipient = Mailbox.parse("bob@mail.elsewhere.example");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2_000; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Decision decision = rules.decide(facts, recipient);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(decision.route()).isInstanceOf(Route.Hold.class);
    }
    return least;
  }

  private static String oneAfterTheOther(RelayRules rules, MailFacts facts, Mailbox recipient) {
    Subject subject = new Subject(facts, recipient, rules.classifier());
    for (RelayRule rule : rules.rules()) {
      if (rule.conditions().stream().allMatch(condition -> condition.holds(subject))) {
        return rule.route().toString();
      }
    }
    return "direct";
  }

  private String rule() {
    return IntStream.range(0, 1 + random.nextInt(2))
        .mapToObj(
            i ->
                (random.nextInt(4) == 0 ? "not " : "")
                    + any(VALUES).formatted(any(DOMAINS), any(USERS)))
        .collect(Collectors.joining(" "));
  }

  private MailFacts facts() {
    return new MailFacts(
        random.nextInt(5) == 0 ? Optional.empty() : Optional.of(mailbox()),
        random.nextBoolean() ? Optional.empty() : Optional.of(any(USERS)),
        Optional.empty());
  }

  private Mailbox mailbox() {
    String user = any(USERS);
    return new Mailbox(
        random.nextBoolean() ? user : user.toUpperCase(java.util.Locale.ROOT),
        DomainName.parse(random.nextInt(9) == 0 ? "[192.0.2.1]" : any(DOMAINS)));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
