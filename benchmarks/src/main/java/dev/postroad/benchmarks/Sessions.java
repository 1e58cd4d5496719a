// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.core.SessionsMain;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Whether many sessions to slow hosts keep the engine from others' mail, with virtual threads. */
final class Sessions {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
  private static final int MANY = 5_000;

  /** The collector of those who mind the slowest mails: it does not stop the world for 20 ms. */
  private static final List<String> SETTINGS = List.of("-Xmx1g", "-XX:+UseZGC");

  private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

  private final Bench bench;

  Sessions(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    Path java = newestJava();
    List<List<Double>> figures = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      figures.add(run(java));
    }
    String slow = "%,d slow sessions, engine alone".formatted(bench.options().slowSessions());
    String alone =
        "the same mail at %,d/s, engine alone: p50, ms".formatted(bench.options().sessionRate());
    return List.of(
        row(alone, figures, 0, ""),
        row("the same: p99, ms", figures, 1, ""),
        row(slow + ": p50 of the others, ms", figures, 2, ""),
        row("the same: p99 of the others, ms", figures, 3, ""),
        Row.ofOurs(
            "the same: p99 in each run, times that without",
            new Samples(figures.stream().map(run -> run.get(3) / run.get(1)).toList()),
            "≤ 1.2"),
        row("the same: most memory of the process, MB", figures, 4, memoryGoal()));
  }

  private String memoryGoal() {
    return bench.options().slowSessions() <= MANY ? "≤ 1,024" : "≤ 1,536";
  }

  private static Row row(String what, List<List<Double>> runs, int figure, String goal) {
    return Row.ofOurs(what, new Samples(runs.stream().map(run -> run.get(figure)).toList()), goal);
  }

  private List<Double> run(Path java) throws IOException, InterruptedException {
    int sessions = bench.options().slowSessions();
    if (sessions > TestBed.SLOW_DOMAINS) {
      throw BenchFailure.because("--slow goes up to %,d".formatted(TestBed.SLOW_DOMAINS));
    }
    List<Double> figures;
    try (SlowHost slow = bench.bed().openSlowHost()) {
      figures =
          new EngineProcess(bench, java, SETTINGS, SessionsMain.class)
              .run(sessions, bench.options().latencySeconds(), bench.options().sessionRate());
      if (slow.most() != sessions) {
        throw BenchFailure.because("only " + slow.most() + " slow sessions were open at once");
      }
    }
    bench.say(
        Contestant.POSTROAD,
        "p50 %s ms and p99 %s ms, beside %,d slow sessions %s ms and %s ms; %s MB"
            .formatted(
                Samples.number(figures.get(0)),
                Samples.number(figures.get(1)),
                sessions,
                Samples.number(figures.get(2)),
                Samples.number(figures.get(3)),
                Samples.number(figures.get(4))));
    return figures;
  }

  /**
   * Returns the newest Java that this machine has.
   *
   * @throws BenchFailure if it has no virtual threads
   */
  private static Path newestJava() throws IOException {
    Path newest = USUAL_PLACE;
    int newestVersion = 0;
    if (Files.isDirectory(USUAL_PLACE)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(USUAL_PLACE)) {
        for (Path home : homes) {
          Path java = home.resolve("bin").resolve("java");
          int version = Files.isExecutable(java) ? version(home.resolve("release")) : 0;
          if (version > newestVersion) {
            newest = java;
            newestVersion = version;
          }
        }
      }
    }
    if (newestVersion < FIRST_WITH_VIRTUAL_THREADS) {
      throw BenchFailure.because(
          "there is no Java %d or newer in %s".formatted(FIRST_WITH_VIRTUAL_THREADS, USUAL_PLACE));
    }
    return newest;
  }

  /** Returns what the release file of a JDK says; 0 if it says nothing. */
  private static int version(Path release) throws IOException {
    if (!Files.isReadable(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(release)) {
      properties.load(in);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replaceAll("[^0-9.]", "");
    String major = version.split("\\.", -1)[0];
    return major.isEmpty() ? 0 : Integer.parseInt(major);
  }
}
