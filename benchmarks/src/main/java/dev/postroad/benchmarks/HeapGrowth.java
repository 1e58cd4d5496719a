// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.Options.Part;
import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much heap one large message needs, on its way into James' queue and on its way out: the most
 * that was in use at any collection meanwhile, and at one after it, less what was left before. The
 * sink is stopped until the message waits in the queue. Garbage counts; the young generation is
 * small, so that there is never much of it.
 */
final class HeapGrowth {
  private static final int SMALL = 1_000_000;
  private static final int LARGE = 100_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\)");

  private final Bench bench;

  HeapGrowth(Bench bench) {
    this.bench = bench;
  }

  /** Megabytes in use before a collection, and left after it. */
  private record Collection(int used, int left) {}

  /** Megabytes on the way in and on the way out. */
  private record Growth(double in, double out) {}

  List<Row> measure() throws IOException, InterruptedException {
    Map<Contestant, Growth> small = new EnumMap<>(Contestant.class);
    Map<Contestant, Growth> large = new EnumMap<>(Contestant.class);
    for (Contestant contestant : bench.options().contestants(Part.HEAP)) {
      Path log = bench.work().resolve("gc-" + contestant + ".log");
      try (RunningJames james = bench.startJames(contestant, javaOptions(log))) {
        // The first message loads classes.
        Growth unused = growth(james, log, SMALL);
        small.put(contestant, growth(james, log, SMALL));
        large.put(contestant, growth(james, log, LARGE));
      }
    }
    return List.of(
        row("heap for 1 MB, SMTP to queue: MB", small, Growth::in, "James' own"),
        row("heap for 100 MB, SMTP to queue: MB", large, Growth::in, "James' own"),
        row("heap for 1 MB, queue to peer: MB", small, Growth::out, ""),
        row("heap for 100 MB, queue to peer: MB", large, Growth::out, "no more than for 1 MB"));
  }

  private Row row(
      String what, Map<Contestant, Growth> growth, ToDoubleFunction<Growth> part, String goal) {
    Map<Contestant, List<Growth>> runs = new EnumMap<>(Contestant.class);
    growth.forEach((contestant, one) -> runs.put(contestant, List.of(one)));
    Row row = Row.of(what, goal, runs, part);
    bench.say(
        "%s: stock %s, Postroad %s"
            .formatted(what, row.text(Contestant.STOCK), row.text(Contestant.POSTROAD)));
    return row;
  }

  private static List<String> javaOptions(Path log) {
    return List.of("-Xmx600m", "-XX:+UseSerialGC", "-Xmn16m", "-Xlog:gc:file=" + log);
  }

  private Growth growth(RunningJames james, Path log, int octets)
      throws IOException, InterruptedException {
    SinkProcess sink = bench.bed().sink();
    sink.expect(1);
    sink.pause();
    double in;
    int before;
    try {
      before = collect(james, log);
      new Submission(james.smtp(), Messages.ofSize(octets), TestBed::recipient).send(1);
      int queued = collect(james, log);
      in = mostSince(before, log);
      before = queued;
    } finally {
      sink.resume();
    }
    Tally arrived = sink.awaitComplete(LIMIT);
    if (arrived.octets() < octets) {
      throw BenchFailure.because("of " + octets + " octets came " + arrived.octets());
    }
    int unusedCount = collect(james, log);
    return new Growth(in, mostSince(before, log));
  }

  /** Collects all garbage of an idle James; returns how many collections there have been. */
  private static int collect(RunningJames james, Path log)
      throws IOException, InterruptedException {
    james.awaitIdle();
    james.command("GC.run");
    return collections(log).size();
  }

  /** Returns the most that was in use at any collection since, above what that one left. */
  private static double mostSince(int collection, Path log) throws IOException {
    List<Collection> all = collections(log);
    int base = all.get(collection - 1).left();
    return all.subList(collection, all.size()).stream()
        .mapToInt(since -> since.used() - base)
        .max()
        .orElse(0);
  }

  /** Returns every collection so far. */
  private static List<Collection> collections(Path log) throws IOException {
    List<Collection> all = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher pause = COLLECTION.matcher(line);
      if (pause.find()) {
        all.add(new Collection(Integer.parseInt(pause.group(1)), Integer.parseInt(pause.group(2))));
      }
    }
    return all;
  }
}
