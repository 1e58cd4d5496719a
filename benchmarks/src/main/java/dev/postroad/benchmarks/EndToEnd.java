// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How fast mail passes from SMTP in to SMTP out, as fast as it is taken in. */
final class EndToEnd {
  private static final int CONNECTIONS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final double NANOS = 1e9;
  private static final double THOUSAND = 1_000;

  private final Bench bench;
  private final Field field;

  EndToEnd(Bench bench, Field field) {
    this.bench = bench;
    this.field = field;
  }

  /** Mails a second, and CPU seconds for 1,000 mails. */
  record Result(double rate, double cpu) {
    String text() {
      return "%s mails a second, %s CPU s per 1,000"
          .formatted(Samples.number(rate), Samples.number(cpu));
    }
  }

  List<Row> measure() throws IOException, InterruptedException {
    Map<Contestant, List<Result>> runs =
        field.measure(
            "end to end",
            bench.options().runs(),
            (contestant, mailer) -> run(bench, mailer),
            Result::text);
    return List.of(
        Row.of("end to end (SMTP in → out), 200 domains: msg/s", "≥ 1,600", runs, Result::rate),
        Row.of("the same: CPU s per 1,000 mails", "≤ 1.0", runs, Result::cpu));
  }

  static Result run(Bench bench, Mailer mailer) throws IOException, InterruptedException {
    int mails = bench.options().mails();
    SinkProcess sink = bench.bed().sink();
    mailer.awaitIdle();
    sink.expect(mails);
    double cpuBefore = mailer.cpu().seconds();
    long begun = System.nanoTime();
    Load.standard().to(mailer).over(CONNECTIONS).send(mails);
    Tally complete = sink.awaitComplete(LIMIT);
    double cpu = mailer.cpu().seconds() - cpuBefore;
    mailer.awaitIdle();
    BenchFailure.unlessArrivedOnce(mails, sink.tally());
    return new Result(mails * NANOS / (complete.lastNanos() - begun), cpu * THOUSAND / mails);
  }
}
