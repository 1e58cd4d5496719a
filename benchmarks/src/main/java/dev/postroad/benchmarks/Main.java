// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import static java.util.stream.Collectors.joining;

import dev.postroad.benchmarks.Options.Part;
import dev.postroad.playground.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
      boolean whole = new Main(out).run(options, new Installation(root));
      System.exit(whole ? MEASURED : CANNOT_RUN);
    } catch (BenchFailure e) {
      System.err.println((e.isForLackOfRights() ? "skipped: " : "failed: ") + e.getMessage());
      System.exit(e.isForLackOfRights() ? SKIPPED : CANNOT_RUN);
    } catch (IOException e) {
      System.err.println("failed: " + e.getMessage());
      System.exit(CANNOT_RUN);
    }
  }

  private boolean run(Options options, Installation installation)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String machine = Machine.describe();
    out.println(machine);
    try (TestBed bed = options.oursOnly() ? TestBed.atHighPorts() : TestBed.atStandardPorts()) {
      Bench bench = new Bench(installation, bed, options, out);
      Path directory = Files.createDirectories(bench.work());
      List<Row> rows = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      boolean whole = measure(bench, rows, notes);
      String table = Row.table(rows) + notes.stream().map("\n- "::concat).collect(joining());
      bench.say("all of it took %d s".formatted(seconds(begun)));
      out.println();
      out.println(table);
      Files.writeString(directory.resolve("result.md"), machine + "\n\n" + table + "\n");
      return whole;
    }
  }

  /** Returns whether every part could be measured. */
  private static boolean measure(Bench bench, List<Row> rows, List<String> notes)
      throws IOException, InterruptedException {
    boolean whole = true;
    try (Field field = new Field(bench)) {
      for (Part part : Part.values()) {
        if (bench.options().has(part)) {
          long begun = System.nanoTime();
          try {
            rows.addAll(measure(part, bench, field));
          } catch (IOException e) {
            whole = false;
            notes.add("`" + part.label() + "` could not be measured: " + e.getMessage());
            bench.say(notes.get(notes.size() - 1));
          }
          bench.say("%s took %d s".formatted(part.label(), seconds(begun)));
        }
      }
      field.stopRecordings();
      notes.addAll(field.absent());
    }
    return whole;
  }

  private static long seconds(long begun) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
  }

  private static List<Row> measure(Part part, Bench bench, Field field)
      throws IOException, InterruptedException {
    return switch (part) {
      case SIZE -> new JarSize(bench).measure();
      case START -> new StartTime(bench).measure();
      case ROUTE -> new RouteTime(bench).measure();
      case HEAP -> new HeapGrowth(bench).measure();
      case SINK -> new SinkCeiling(bench).measure();
      case WAITING -> new Waiting(bench).measure();
      case SESSIONS -> new Sessions(bench).measure();
      case DRAIN -> new Drains(bench, field.of(part)).toMany();
      case ONE -> new Drains(bench, field.of(part)).toOne();
      case SLOW -> new Drains(bench, field.of(part)).toSlow();
      case BIG -> new Drains(bench, field.of(part)).ofLarge();
      case ENDTOEND -> new EndToEnd(bench, field.of(part)).measure();
      case REFUSED -> new DeadHosts(bench, field.of(part)).refusing();
      case LATENCY -> new Latency(bench, field.of(part)).measure();
      case BLACKHOLE -> new DeadHosts(bench, field.of(part)).blackHoles();
      case POLICY -> new PolicyShare(bench).measure();
      case OPERATE -> new Operating(bench).measure();
    };
  }
}
