// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How long James takes to start, without and with the pack, in turns. */
final class StartTime {
  private static final List<String> JAVA_OPTIONS = List.of("-Xmx600m");

  private final Bench bench;

  StartTime(Bench bench) {
    this.bench = bench;
  }

  /** Seconds by the clock, and of all processors together. */
  private record Start(double elapsed, double cpu) {}

  List<Row> measure() throws IOException, InterruptedException {
    Map<Contestant, List<Start>> starts = new EnumMap<>(Contestant.class);
    for (int run = 1; run <= bench.options().runs(); run++) {
      for (Contestant contestant : bench.contestants()) {
        Start start = start(contestant);
        starts.computeIfAbsent(contestant, key -> new ArrayList<>()).add(start);
        bench.say(
            "%-8s start %d: %s s, %s CPU s"
                .formatted(
                    contestant.label(),
                    run,
                    Samples.number(start.elapsed()),
                    Samples.number(start.cpu())));
      }
    }
    return List.of(
        row("start of James: s", "< 1 s more", starts, Start::elapsed),
        row("the same: CPU s", "", starts, Start::cpu));
  }

  private Start start(Contestant contestant) throws IOException, InterruptedException {
    try (RunningJames james = bench.start(contestant, JAVA_OPTIONS)) {
      return new Start(james.startSeconds(), james.cpu().seconds());
    }
  }

  private static Row row(
      String what,
      String goal,
      Map<Contestant, List<Start>> starts,
      ToDoubleFunction<Start> value) {
    return new Row(
        what,
        samples(starts, Contestant.STOCK, value),
        samples(starts, Contestant.POSTROAD, value),
        goal);
  }

  private static Optional<Samples> samples(
      Map<Contestant, List<Start>> starts, Contestant contestant, ToDoubleFunction<Start> value) {
    return Optional.ofNullable(starts.get(contestant))
        .map(of -> new Samples(of.stream().mapToDouble(value).boxed().toList()));
  }
}
