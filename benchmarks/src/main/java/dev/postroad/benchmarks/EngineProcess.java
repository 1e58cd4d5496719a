// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The engine without James, in a Java machine of its own with 512 MB of heap. It is told the name
 * server, the sink's port, a message and the number of domains, then what its program wants more,
 * and says its figures in a line.
 */
final class EngineProcess {
  private final Bench bench;
  private final Path java;
  private final List<String> settings;
  private final Class<?> program;

  /**
   * A process to be.
   *
   * @param settings of the Java machine
   */
  EngineProcess(Bench bench, Path java, List<String> settings, Class<?> program) {
    this.bench = bench;
    this.java = java;
    this.settings = settings;
    this.program = program;
  }

  /**
   * Runs it to its end.
   *
   * @param more what else it is told
   * @return what it said
   */
  List<Double> run(int... more) throws IOException, InterruptedException {
    // More than can come: the sink is never complete.
    bench.bed().sink().expect(Integer.MAX_VALUE);
    Path directory = Files.createDirectories(bench.work().resolve(program.getSimpleName()));
    Path message = directory.resolve("message.eml");
    Files.write(message, Messages.ofSize(Messages.TEN_KILOBYTES));
    Path output = directory.resolve("output.txt");
    int code =
        new ProcessBuilder(command(message, more))
            .redirectError(directory.resolve("errors.txt").toFile())
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw BenchFailure.because("the engine ended with exit code " + code + ": see " + directory);
    }
    return Arrays.stream(Files.readString(output).strip().split(" ", -1))
        .map(Double::valueOf)
        .toList();
  }

  private List<String> command(Path message, int... more) {
    InetSocketAddress dns = bench.bed().dns().address();
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(settings);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            dns.getHostString(),
            Integer.toString(dns.getPort()),
            Integer.toString(bench.bed().sinkPort()),
            message.toString(),
            Integer.toString(TestBed.DOMAINS)));
    Arrays.stream(more).mapToObj(Integer::toString).forEach(command::add);
    return command;
  }
}
