// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.Drain.Result;
import dev.postroad.benchmarks.sink.SinkProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The drains of a filled queue: to many domains, to one, with a slow peer, of large messages. */
final class Drains {
  private static final int HUNDRED_KILOBYTES = 100 * 1024;
  private static final Duration LATE = Duration.ofMillis(20);
  private static final int MOST_CONNECTIONS = 200;

  /** A queue of large messages has to fit into James' heap. */
  private static final int FEWER = 4;

  private final Bench bench;
  private final Field field;

  Drains(Bench bench, Field field) {
    this.bench = bench;
    this.field = field;
  }

  /** To 200 domains. */
  List<Row> toMany() throws IOException, InterruptedException {
    Map<Contestant, List<Result>> runs = measure("drain", Load.standard(), bench.options().mails());
    return List.of(
        Row.of("drain of a filled queue, 200 domains, 10 KB: msg/s", "≥ 8,000", runs, Result::rate),
        Row.of("the same: CPU s per 1,000 mails", "≤ 0.15", runs, Result::cpu),
        Row.of(
            "the same, %d mails to each domain: connections per 1,000"
                .formatted(bench.options().mails() / TestBed.DOMAINS),
            "≤ 25 where it is 40",
            runs,
            Result::connections));
  }

  /** To one domain. */
  List<Row> toOne() throws IOException, InterruptedException {
    Map<Contestant, List<Result>> runs =
        measure("one domain", Load.to(TestBed::atOneDomain), bench.options().mails());
    return List.of(
        Row.of("drain, one domain: msg/s", "≥ 12,000", runs, Result::rate),
        Row.of("the same: CPU s per 1,000 mails", "", runs, Result::cpu),
        Row.of(
            "the same: connections per 1,000 (`mailsPerConnection` 1,000)",
            "≤ 3",
            runs,
            Result::connections));
  }

  /** To 200 domains whose hosts take their time. */
  List<Row> toSlow() throws IOException, InterruptedException {
    SinkProcess sink = bench.bed().sink();
    try (Field limited = field.withThreads(MOST_CONNECTIONS)) {
      sink.delayReplies(LATE);
      Map<Contestant, List<Result>> runs =
          measure(limited, "replies 20 ms late", Load.standard(), bench.options().mails());
      return List.of(
          Row.of(
              "drain, every reply 20 ms late, `threads` 200: msg/s", "≥ 4,000", runs, Result::rate),
          Row.of("the same: CPU s per 1,000 mails", "", runs, Result::cpu),
          Row.of(
              "the same: most connections at once", "≤ " + MOST_CONNECTIONS, runs, Result::peak));
    } finally {
      sink.delayReplies(Duration.ZERO);
    }
  }

  /** Large messages to 200 domains. */
  List<Row> ofLarge() throws IOException, InterruptedException {
    Map<Contestant, List<Result>> runs =
        measure(
            "100 KB",
            new Load(HUNDRED_KILOBYTES, TestBed::recipient),
            bench.options().mails() / FEWER);
    return List.of(
        Row.of("drain, 100 KB messages: msg/s", "≥ 2,000", runs, Result::rate),
        Row.of("the same: CPU s per 1,000 mails", "≤ 0.5", runs, Result::cpu));
  }

  private Map<Contestant, List<Result>> measure(String what, Load load, int mails)
      throws IOException, InterruptedException {
    return measure(field, what, load, mails);
  }

  private Map<Contestant, List<Result>> measure(Field whose, String what, Load load, int mails)
      throws IOException, InterruptedException {
    Drain drain = new Drain(bench, load);
    return whose.measure(
        what,
        bench.options().runs(),
        (contestant, mailer) -> drain.run(mailer, mails),
        Result::text);
  }
}
