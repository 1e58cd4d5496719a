// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How fast a filled queue is emptied: the sink's process is stopped, the queue is filled until
 * James has nothing left to do, and the clock runs from the signal that lets the sink go on to the
 * last mail's acceptance. All James processes live from the first run to the last, and take turns.
 */
final class Drain {
  /** Everything else is as Java chooses it. */
  private static final List<String> JAVA_OPTIONS = List.of("-Xms1500m", "-Xmx1500m");

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final double NANOS = 1e9;
  private static final double THOUSAND = 1_000;

  private final Bench bench;
  private final byte[] message = Messages.ofSize(Messages.TEN_KILOBYTES);

  Drain(Bench bench) {
    this.bench = bench;
  }

  /** What one run gave: mails a second, and per 1,000 mails CPU seconds and connections. */
  private record Run(double rate, double cpu, double connections) {}

  List<Row> measure() throws IOException, InterruptedException {
    Map<Contestant, RunningJames> servers = new EnumMap<>(Contestant.class);
    try {
      for (Contestant contestant : bench.contestants()) {
        servers.put(contestant, bench.start(contestant, JAVA_OPTIONS));
      }
      for (Map.Entry<Contestant, RunningJames> server : servers.entrySet()) {
        warmUp(server.getKey(), server.getValue());
      }
      return rows(runs(servers));
    } finally {
      servers.values().forEach(RunningJames::close);
    }
  }

  private void warmUp(Contestant contestant, RunningJames james)
      throws IOException, InterruptedException {
    int mails = bench.options().warmUp();
    long begun = System.nanoTime();
    bench.bed().sink().expect(mails);
    james.submission(message).send(mails);
    Tally unused = bench.bed().sink().awaitComplete(LIMIT);
    bench.say(
        "%-8s warmed up by %d mails, %s a second"
            .formatted(
                contestant.label(),
                mails,
                Samples.number(mails / ((System.nanoTime() - begun) / NANOS))));
    if (bench.options().flightRecorder()) {
      james.command(
          "JFR.start",
          "name=drain",
          "settings=profile",
          "filename=" + bench.work().resolve(contestant.label() + ".jfr"));
    }
  }

  private Map<Contestant, List<Run>> runs(Map<Contestant, RunningJames> servers)
      throws IOException, InterruptedException {
    Map<Contestant, List<Run>> runs = new EnumMap<>(Contestant.class);
    for (int round = 1; round <= bench.options().runs(); round++) {
      for (Map.Entry<Contestant, RunningJames> server : servers.entrySet()) {
        Run run = run(server.getValue());
        runs.computeIfAbsent(server.getKey(), contestant -> new ArrayList<>()).add(run);
        bench.say(
            "%-8s drain %d: %s mails a second, %s CPU s per 1,000, %s connections per 1,000"
                .formatted(
                    server.getKey().label(),
                    round,
                    Samples.number(run.rate()),
                    Samples.number(run.cpu()),
                    Samples.number(run.connections())));
      }
    }
    if (bench.options().flightRecorder()) {
      for (RunningJames james : servers.values()) {
        james.command("JFR.stop", "name=drain");
      }
    }
    return runs;
  }

  private Run run(RunningJames james) throws IOException, InterruptedException {
    int mails = bench.options().mails();
    SinkProcess sink = bench.bed().sink();
    james.awaitIdle();
    sink.expect(mails);
    sink.pause();
    double cpuBefore;
    long begun;
    try {
      james.submission(message).send(mails);
      james.awaitIdle();
      cpuBefore = james.cpu().seconds();
    } finally {
      begun = System.nanoTime();
      sink.resume();
    }
    Tally complete = sink.awaitComplete(LIMIT);
    double cpu = james.cpu().seconds() - cpuBefore;
    james.awaitIdle();
    Tally settled = sink.tally();
    if (settled.mails() != mails) {
      throw BenchFailure.because(
          mails + " mails were sent, but " + settled.mails() + " arrived: some twice");
    }
    return new Run(
        mails * NANOS / (complete.lastNanos() - begun),
        cpu * THOUSAND / mails,
        complete.connections() * THOUSAND / mails);
  }

  private static List<Row> rows(Map<Contestant, List<Run>> runs) {
    return List.of(
        row("drain of a filled queue, 200 domains, 10 KB: msg/s", "≥ 3 ×", runs, Run::rate),
        row("the same: James' CPU s per 1,000 mails", "≤ 0.5 ×", runs, Run::cpu),
        row("the same: connections per 1,000 mails", "", runs, Run::connections));
  }

  private static Row row(
      String what, String goal, Map<Contestant, List<Run>> runs, ToDoubleFunction<Run> value) {
    return new Row(
        what,
        samples(runs, Contestant.STOCK, value),
        samples(runs, Contestant.POSTROAD, value),
        goal);
  }

  private static Optional<Samples> samples(
      Map<Contestant, List<Run>> runs, Contestant contestant, ToDoubleFunction<Run> value) {
    return Optional.ofNullable(runs.get(contestant))
        .map(of -> new Samples(of.stream().mapToDouble(value).boxed().toList()));
  }
}
