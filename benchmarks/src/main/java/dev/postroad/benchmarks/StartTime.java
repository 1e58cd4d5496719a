// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long James takes to start, without and with the pack, in turns. */
final class StartTime {
  private static final List<String> JAVA_OPTIONS = List.of("-Xmx600m");

  private final Bench bench;

  StartTime(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    Map<Contestant, List<Double>> seconds = new EnumMap<>(Contestant.class);
    for (int run = 1; run <= bench.options().runs(); run++) {
      for (Contestant contestant : bench.contestants()) {
        try (RunningJames james = bench.start(contestant, JAVA_OPTIONS)) {
          seconds.computeIfAbsent(contestant, key -> new ArrayList<>()).add(james.startSeconds());
          bench.say(
              "%-8s start %d: %s s"
                  .formatted(contestant.label(), run, Samples.number(james.startSeconds())));
        }
      }
    }
    Samples ours = new Samples(seconds.getOrDefault(Contestant.POSTROAD, List.of()));
    String what = "start of James: s";
    List<Double> stock = seconds.get(Contestant.STOCK);
    return List.of(
        stock == null
            ? Row.ofOurs(what, ours, "")
            : Row.of(what, new Samples(stock), ours, "< 1 s more"));
  }
}
