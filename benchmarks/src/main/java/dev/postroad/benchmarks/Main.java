// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.Options.Part;
import dev.postroad.playground.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code bench.sh} starts. */
public final class Main {
  private static final int MEASURED = 0;
  private static final int CANNOT_RUN = 2;
  private static final int USAGE = 64;
  private static final int SKIPPED = 77;

  private final PrintStream out;

  private Main(PrintStream out) {
    this.out = out;
  }

  /** Measures, prints the table, and writes it to {@code target/bench/result.md}. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> wishes = List.of(arguments);
    if (wishes.contains("--help") || wishes.contains("-h")) {
      out.print(Options.USAGE);
      System.exit(MEASURED);
    }
    Options options;
    try {
      options = Options.of(wishes);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(USAGE);
      return;
    }
    Path root = Path.of(System.getProperty("postroad.root", "."));
    try {
      new Main(out).run(options, new Installation(root));
      System.exit(MEASURED);
    } catch (BenchFailure e) {
      System.err.println((e.isForLackOfRights() ? "skipped: " : "failed: ") + e.getMessage());
      System.exit(e.isForLackOfRights() ? SKIPPED : CANNOT_RUN);
    } catch (IOException e) {
      System.err.println("failed: " + e.getMessage());
      System.exit(CANNOT_RUN);
    }
  }

  private void run(Options options, Installation installation)
      throws IOException, InterruptedException {
    String machine = Machine.describe();
    out.println(machine);
    try (TestBed bed = options.oursOnly() ? TestBed.atHighPorts() : TestBed.atStandardPorts()) {
      Bench bench = new Bench(installation, bed, options, out);
      Path directory = Files.createDirectories(bench.work());
      String table = Row.table(measure(bench));
      out.println();
      out.print(table);
      Files.writeString(directory.resolve("result.md"), machine + "\n\n" + table);
    }
  }

  private static List<Row> measure(Bench bench) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      if (bench.options().has(part)) {
        rows.addAll(
            switch (part) {
              case SIZE -> new JarSize(bench).measure();
              case SINK -> new SinkCeiling(bench).measure();
              case START -> new StartTime(bench).measure();
              case ROUTE -> new RouteTime(bench).measure();
              case HEAP -> new HeapGrowth(bench).measure();
              case DRAIN -> new Drain(bench).measure();
            });
      }
    }
    return rows;
  }
}
