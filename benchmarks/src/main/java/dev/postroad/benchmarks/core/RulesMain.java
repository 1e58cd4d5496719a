// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import com.sun.management.ThreadMXBean;
import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Permits;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long a policy of 10,000 rules and 100 classes takes to decide, and what it allocates, beside
 * one of 100 rules, and the same of the lines of {@code permit}. Connects nowhere. Standard output:
 * nanoseconds and octets a decision.
 */
public final class RulesMain {
  private static final int CLASSES = 100;
  private static final int ROUNDS = 8;
  private static final int DECISIONS = 300_000;

  private RulesMain() {}

  /** Measures and tells. */
  public static void main(String[] arguments) throws ConfigurationProblems {
    for (int count : new int[] {100, 10_000}) {
      RelayRules rules = rules(count);
      tell(
          "%,d rules, %d classes".formatted(count, CLASSES),
          count,
          (facts, recipient) -> rules.decide(facts, recipient).rule().line());
    }
    for (int count : new int[] {100, 10_000}) {
      Permits permits = permits(count);
      tell(
          "%,d lines of permit".formatted(count),
          count,
          (facts, recipient) -> permits.decide(facts, recipient).rule().line());
    }
  }

  private static void tell(String what, int count, ToIntBiFunction<MailFacts, Mailbox> decide) {
    MailFacts[] facts =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    new MailFacts(
                        Optional.of(Mailbox.parse("amy@s" + i * 7 % count + ".example")),
                        Optional.empty(),
                        IpAddresses.tryParse("203.0.113.9")))
            .toArray(MailFacts[]::new);
    Mailbox[] recipients =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Mailbox.parse("bob@" + domain(i, count)))
            .toArray(Mailbox[]::new);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    long octets = 0;
    long seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long begun = System.nanoTime();
      for (int i = 0; i < DECISIONS; i++) {
        seen += decide.applyAsInt(facts[i % facts.length], recipients[i % recipients.length]);
      }
      best = Math.min(best, (System.nanoTime() - begun) / (double) DECISIONS);
      octets = (threads.getCurrentThreadAllocatedBytes() - allocated) / DECISIONS;
    }
    System.out.printf("%s: %.0f ns, %d octets a decision (%d)%n", what, best, octets, seen % 10);
  }

  /** A third each: with a rule of their own, in a class, and of no rule but the last. */
  private static String domain(int i, int count) {
    return switch (i % 3) {
      case 0 -> "r" + i * 13 % count + ".example";
      case 1 -> "m" + i % 50 + ".c" + i % CLASSES + ".test";
      default -> "mail.nobody" + i + ".test";
    };
  }

  private static RelayRules rules(int count) throws ConfigurationProblems {
    String classes =
        IntStream.range(0, CLASSES)
            .mapToObj(i -> "c%1$d: c%1$d.test, .c%1$d.test%n".formatted(i))
            .collect(Collectors.joining());
    String routes =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    switch (i % 4) {
                      case 0 -> "from @s" + i + ".example to class:c" + i % CLASSES + " via a";
                      case 1 -> "to r" + i + ".example, .r" + i + ".example via a";
                      case 2 -> "to r" + i + ".example not user * via b";
                      default -> "to class:c" + i % CLASSES + " from @s" + i + ".example direct";
                    })
            .collect(Collectors.joining("\n", "", "\nto * direct"));
    return parse(
            Map.of(
                "relays", "a smtp://a.example\nb smtp://b.example",
                "classes", classes,
                "routes", routes))
        .rules();
  }

  private static Permits permits(int count) throws ConfigurationProblems {
    String lines =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? "to r" + i + ".example, .r" + i + ".example"
                        : "user u" + i + " from @s" + i + ".example")
            .collect(Collectors.joining("\n"));
    return parse(Map.of("permit", lines)).permits().orElseThrow();
  }

  private static RelayPolicyConfig parse(Map<String, String> tables) throws ConfigurationProblems {
    return RelayPolicyConfig.parse(
        tables,
        "the benchmark",
        RelayPolicyConfig.Surroundings.of(
            FileResolver.in(Path.of(".")), domain -> domain.canonical().equals("corp.example")));
  }
}
