// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.core.WaitingMain;
import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a long queue is emptied as fast as a short one, by an engine of 512 MB. */
final class Waiting {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;
  private static final double HUNDRED = 100;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Bench bench;

  Waiting(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    List<Double> few = new ArrayList<>();
    List<Double> many = new ArrayList<>();
    List<Double> share = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      few.add(rate(FEW));
      many.add(rate(MANY));
      share.add(HUNDRED * many.get(run) / few.get(run));
    }
    return List.of(
        Row.ofOurs("%,d waiting mails, engine alone: msg/s".formatted(FEW), new Samples(few), ""),
        Row.ofOurs(
            "%,d waiting mails, heap of 512 MB: msg/s".formatted(MANY), new Samples(many), ""),
        Row.ofOurs("the same: of the rate with few, %", new Samples(share), "≥ 90"));
  }

  private double rate(int waiting) throws IOException, InterruptedException {
    int seconds = bench.options().latencySeconds();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<Double> said =
        new EngineProcess(bench, java, List.of("-Xmx512m"), WaitingMain.class)
            .run(waiting, seconds, seconds);
    double rate = said.get(0);
    int delivered = said.get(1).intValue();
    SinkProcess sink = bench.bed().sink();
    Tally unused = sink.awaitMails(delivered, LIMIT);
    BenchFailure.unlessArrivedOnce(delivered, sink.tally());
    bench.say(
        Contestant.POSTROAD,
        "%,d waiting: %s mails a second".formatted(waiting, Samples.number(rate)));
    return rate;
  }
}
