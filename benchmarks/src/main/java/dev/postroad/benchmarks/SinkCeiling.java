// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the sink itself can take from a client that does nothing else: no drain can be faster. */
final class SinkCeiling {
  private static final int MAILS = 20_000;
  private static final double NANOS = 1e9;

  private final Bench bench;

  SinkCeiling(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    Submission submission =
        new Submission(
            bench.bed().sinkAddress(), Messages.ofSize(Messages.TEN_KILOBYTES), TestBed::recipient);
    submission.send(MAILS);
    List<Double> rates = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      bench.bed().sink().expect(MAILS);
      long begun = System.nanoTime();
      submission.send(MAILS);
      Tally tally = bench.bed().sink().awaitComplete(Duration.ofMinutes(1));
      rates.add(MAILS * NANOS / (tally.lastNanos() - begun));
    }
    Samples samples = new Samples(rates);
    bench.say("the sink takes %s mails a second".formatted(samples.text()));
    return List.of(Row.ofOurs("the bench's own client straight to the sink: msg/s", samples, ""));
  }
}
