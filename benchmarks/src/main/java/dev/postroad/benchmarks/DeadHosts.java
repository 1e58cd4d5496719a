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

  /**
   * Drains to domains without and with a dead host, in the order that lets a machine that grows
   * slower or quicker meanwhile favour neither.
   */
  private record Drained(
      Drain.Result healthy, Drain.Result dead, Drain.Result deadAgain, Drain.Result healthyAgain) {
    double deadCpu() {
      return (dead.cpu() + deadAgain.cpu()) / 2;
    }

    double more() {
      return HUNDRED * (2 * deadCpu() / (healthy.cpu() + healthyAgain.cpu()) - 1);
    }

    String text() {
      return "CPU %s %% more than healthy; healthy %s and %s; dead %s and %s"
          .formatted(
              Samples.number(more()),
              healthy.text(),
              healthyAgain.text(),
              dead.text(),
              deadAgain.text());
    }
  }

  /** How fast mail goes to domains without and with a dead host, measured one after the other. */
  private record Rates(double healthy, double dead) {
    double share() {
      return HUNDRED * dead / healthy;
    }
  }

  /** The best hosts refuse every connection. */
  List<Row> refusing() throws IOException, InterruptedException {
    int mails = bench.options().mails();
    Drain healthy = new Drain(bench, Load.standard());
    Drain dead = new Drain(bench, Load.to(TestBed::behindRefusing));
    Map<Contestant, List<Drained>> runs =
        field.measure(
            "best host refuses",
            bench.options().runs(),
            (contestant, mailer) ->
                new Drained(
                    healthy.run(mailer, mails),
                    dead.run(mailer, mails),
                    dead.run(mailer, mails),
                    healthy.run(mailer, mails)),
            Drained::text);
    return List.of(
        Row.of(
            "drain, the best MX of every domain refuses: CPU s per 1,000 mails",
            "",
            runs,
            Drained::deadCpu),
        Row.of("the same: more than healthy in the same run, %", "≤ 5", runs, Drained::more));
  }

  /** The best hosts drop every packet. */
  List<Row> blackHoles() throws IOException, InterruptedException {
    Map<Contestant, List<Rates>> runs =
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
            Rates::dead),
        Row.of("the same: of the rate with healthy hosts, %", "≥ 90", runs, Rates::share));
  }

  private Rates besideBlackHoles(Mailer mailer) throws IOException, InterruptedException {
    int mails = bench.options().mails();
    SinkProcess sink = bench.bed().sink();
    double healthy = new Drain(bench, Load.standard()).run(mailer, mails).rate();
    Rates pair;
    SilentHosts blackHoles = bench.bed().openBlackHoles();
    try {
      sink.expect(mails);
      Load.to(TestBed::behindBlackHole).to(mailer).send(mails);
      long begun = System.nanoTime();
      Tally tally = sink.awaitMails(mails, WINDOW);
      pair = new Rates(healthy, rate(tally, tally.mails() < mails, begun));
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
