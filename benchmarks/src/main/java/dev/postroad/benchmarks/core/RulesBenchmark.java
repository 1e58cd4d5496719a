// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks.core;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.Permits;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
import dev.postroad.core.relay.RouteStamp;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a policy of 10,000 rules and 100 classes takes to decide about a recipient, and allocates,
 * beside one of 100 rules; the same of the lines of {@code permit}; and to read back what was
 * stamped on the mail. Connects nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RulesBenchmark {
  private static final int CLASSES = 100;
  private static final String STAMP = "attempt 3- via hub, backup\nvia hub then direct";

  /** How many rules there are, and lines of {@code permit}. */
  @Param({"100", "10000"})
  int count;

  @SuppressWarnings("NullAway.Init")
  private RelayRules rules;

  @SuppressWarnings("NullAway.Init")
  private Permits permits;

  private MailFacts[] facts = {};
  private Mailbox[] recipients = {};
  private int turn;

  /** Reads the tables; draws up senders and recipients. */
  @Setup
  public void readTables() throws ConfigurationProblems {
    rules = rules(count);
    permits = permits(count);
    facts =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    new MailFacts(
                        Optional.of(Mailbox.parse("amy@s" + i * 7 % count + ".example")),
                        Optional.empty(),
                        IpAddresses.tryParse("203.0.113.9")))
            .toArray(MailFacts[]::new);
    recipients =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Mailbox.parse("bob@" + domain(i, count)))
            .toArray(Mailbox[]::new);
  }

  /** Which way, for one recipient after the other. */
  @Benchmark
  public Decision decide() {
    turn++;
    return rules.decide(facts[turn % facts.length], recipients[turn % recipients.length]);
  }

  /** Whether somebody may relay, for one recipient after the other. */
  @Benchmark
  public Permission permit() {
    turn++;
    return permits.decide(facts[turn % facts.length], recipients[turn % recipients.length]);
  }

  /** What was decided, from the attribute of the mail. */
  @Benchmark
  public boolean readStamp() {
    return RouteStamp.parse(STAMP).orElseThrow().isDirectAnywhere();
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
