// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;

/**
 * How fast a filled queue is emptied: the sink's process is stopped, the queue is filled until the
 * mailer has nothing left to do, and the clock runs from the signal that lets the sink go on to the
 * last mail's acceptance.
 */
final class Drain {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Sessions are kept for a while, and would be missing where connections are counted. */
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(1);

  private static final double NANOS = 1e9;
  private static final double THOUSAND = 1_000;

  private final SinkProcess sink;
  private final Load load;

  Drain(Bench bench, Load load) {
    this.sink = bench.bed().sink();
    this.load = load;
  }

  /**
   * What one run gave.
   *
   * @param rate mails a second
   * @param cpu seconds for 1,000 mails
   * @param connections for 1,000 mails
   * @param peak most connections at once
   */
  record Result(double rate, double cpu, double connections, long peak) {
    String text() {
      return "%s mails a second, %s CPU s and %s connections per 1,000, at most %d at once"
          .formatted(Samples.number(rate), Samples.number(cpu), Samples.number(connections), peak);
    }
  }

  Result run(Mailer mailer, int mails) throws IOException, InterruptedException {
    mailer.awaitIdle();
    sink.awaitNoConnections(IDLE_LIMIT);
    sink.expect(mails);
    sink.pause();
    double cpuBefore;
    long begun;
    try {
      load.to(mailer).send(mails);
      mailer.awaitIdle();
      cpuBefore = mailer.cpu().seconds();
    } finally {
      begun = System.nanoTime();
      sink.resume();
    }
    Tally complete = sink.awaitComplete(LIMIT);
    double cpu = mailer.cpu().seconds() - cpuBefore;
    mailer.awaitIdle();
    BenchFailure.unlessArrivedOnce(mails, sink.tally());
    return new Result(
        mails * NANOS / (complete.lastNanos() - begun),
        cpu * THOUSAND / mails,
        complete.connections() * THOUSAND / mails,
        complete.peak());
  }
}
