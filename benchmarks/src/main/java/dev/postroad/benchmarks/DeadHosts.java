// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What it costs that the best host of every domain is dead, and its second one takes the mail. */
final class DeadHosts {
  private static final double NANOS = 1e9;
  private static final double HUNDRED = 100;

  /** So long is a black hole looked at: stock's time-out, and a second one. */
  private static final Duration WINDOW = Duration.ofSeconds(125);

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Bench bench;
  private final Field field;

  DeadHosts(Bench bench, Field field) {
    this.bench = bench;
    this.field = field;
  }

  /** Figures of domains without and with a dead host, measured one after the other. */
  private record Pair(double healthy, double dead) {
    double more() {
      return HUNDRED * (dead / healthy - 1);
    }

    double share() {
      return HUNDRED * dead / healthy;
    }
  }

  /** The best hosts refuse every connection. */
  List<Row> refusing() throws IOException, InterruptedException {
    int mails = bench.options().mails();
    Drain healthy = new Drain(bench, Load.standard());
    Drain dead = new Drain(bench, Load.to(TestBed::behindRefusing));
    Map<Contestant, List<Pair>> runs =
        field.measure(
            "best host refuses",
            bench.options().runs(),
            (contestant, mailer) ->
                new Pair(healthy.run(mailer, mails).cpu(), dead.run(mailer, mails).cpu()),
            pair -> "CPU %s %% more than healthy".formatted(Samples.number(pair.more())));
    return List.of(
        Row.of(
            "drain, the best MX of every domain refuses: CPU s per 1,000 mails",
            "",
            runs,
            Pair::dead),
        Row.of("the same: more than healthy in the same pair, %", "≤ 5", runs, Pair::more));
  }

  /** The best hosts drop every packet. */
  List<Row> blackHoles() throws IOException, InterruptedException {
    Map<Contestant, List<Pair>> runs =
        field.measure(
            "best host is a black hole",
            1,
            (contestant, mailer) -> besideBlackHoles(mailer),
            pair ->
                "%s mails a second, healthy %s"
                    .formatted(Samples.number(pair.dead()), Samples.number(pair.healthy())));
    return List.of(
        Row.of(
            "the best MX of every domain is a black hole, from the first arrival on: msg/s",
            "",
            runs,
            Pair::dead),
        Row.of("the same: of the rate with healthy hosts, %", "≥ 90", runs, Pair::share));
  }

  private Pair besideBlackHoles(Mailer mailer) throws IOException, InterruptedException {
    int mails = bench.options().mails();
    SinkProcess sink = bench.bed().sink();
    double healthy = new Drain(bench, Load.standard()).run(mailer, mails).rate();
    Pair pair;
    SilentHosts blackHoles = bench.bed().openBlackHoles();
    try {
      sink.expect(mails);
      Load.to(TestBed::behindBlackHole).to(mailer).send(mails);
      long begun = System.nanoTime();
      Tally tally = sink.awaitMails(mails, WINDOW);
      pair = new Pair(healthy, rate(tally, tally.mails() < mails, begun));
    } finally {
      blackHoles.close();
    }
    // The black holes refuse now: nothing keeps the rest.
    Tally unused = sink.awaitMails(mails, LIMIT);
    mailer.awaitIdle();
    BenchFailure.unlessArrivedOnce(mails, sink.tally());
    return pair;
  }

  /** Returns how many mails a second arrived from the first on: to the last, or in the window. */
  private static double rate(Tally tally, boolean unfinished, long begun) {
    long end = unfinished ? begun + WINDOW.toNanos() : tally.lastNanos();
    return tally.mails() == 0 ? 0 : tally.mails() * NANOS / (end - tally.firstNanos());
  }
}
