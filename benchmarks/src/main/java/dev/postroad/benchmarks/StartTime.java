// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.Options.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How long James takes to start, without and with the pack, in turns. What decides is the
 * difference within each pair of neighbouring starts: what else the machine does then disturbs both
 * alike. Who begins alternates, so that neither has the warmer caches.
 */
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
      for (Contestant contestant : inTurn(run)) {
        Start start = start(contestant);
        starts.computeIfAbsent(contestant, key -> new ArrayList<>()).add(start);
        bench.say(
            contestant,
            "start %d: %s s, %s CPU s"
                .formatted(run, Samples.number(start.elapsed()), Samples.number(start.cpu())));
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("start of James: s", "", starts, Start::elapsed));
    rows.add(Row.of("the same: CPU s", "", starts, Start::cpu));
    difference(starts, Start::elapsed)
        .map(more -> Row.ofOurs("start, more than stock's of the same pair: s", more, "< 1"))
        .ifPresent(rows::add);
    difference(starts, Start::cpu)
        .map(more -> Row.ofOurs("the same: CPU s", more, "< 1"))
        .ifPresent(rows::add);
    return rows;
  }

  private List<Contestant> inTurn(int run) {
    List<Contestant> turn = new ArrayList<>(bench.options().contestants(Part.START));
    if (run % 2 == 0) {
      Collections.reverse(turn);
    }
    return turn;
  }

  private static Optional<Samples> difference(
      Map<Contestant, List<Start>> starts, ToDoubleFunction<Start> value) {
    List<Start> stock = starts.getOrDefault(Contestant.STOCK, List.of());
    List<Start> ours = starts.getOrDefault(Contestant.POSTROAD, List.of());
    List<Double> more = new ArrayList<>();
    for (int run = 0; run < Math.min(stock.size(), ours.size()); run++) {
      more.add(value.applyAsDouble(ours.get(run)) - value.applyAsDouble(stock.get(run)));
    }
    return more.isEmpty() ? Optional.empty() : Optional.of(new Samples(more));
  }

  private Start start(Contestant contestant) throws IOException, InterruptedException {
    try (RunningJames james = bench.startJames(contestant, JAVA_OPTIONS)) {
      return new Start(james.startSeconds(), james.cpu().seconds());
    }
  }
}
