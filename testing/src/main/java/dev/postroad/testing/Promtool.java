// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus' own tool, which reads metrics, rules and configurations as Prometheus does. Where it
 * is not installed it is taken out of Debian's package, which is not installed either: that would
 * start a server.
 */
public final class Promtool {
  private static final int LIMIT_SECONDS = 120;
  private static final String FETCH =
      "(apt-get download prometheus || { apt-get update && apt-get download prometheus; })"
          + " && dpkg -x prometheus_*.deb . && rm prometheus_*.deb usr/bin/prometheus";

  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  /**
   * The tool.
   *
   * @param work where it is put if it is not installed, and found the next time
   * @return empty if it cannot be had here
   */
  public static synchronized Optional<Promtool> find(Path work)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(work.toAbsolutePath()).resolve("usr/bin/promtool");
    Optional<Path> found = installed(own);
    if (found.isEmpty()) {
      File log = work.resolve("apt.log").toFile();
      run(List.of("sh", "-c", FETCH), work, log, "");
      found = installed(own);
    }
    return found.map(Promtool::new);
  }

  private static Optional<Path> installed(Path own) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "promtool")),
            Stream.of(own))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * What it has against metrics in the text format: mistakes, and names that are not customary.
   *
   * @return empty text if nothing
   */
  public String problemsOfMetrics(String text) throws IOException, InterruptedException {
    return said(List.of("check", "metrics"), text);
  }

  /** What it has against a file of rules; empty text if nothing. */
  public String problemsOfRules(Path file) throws IOException, InterruptedException {
    return said(List.of("check", "rules", file.toString()), "");
  }

  private String said(List<String> arguments, String input)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path log = Files.createTempFile("promtool", ".log");
    try {
      int exit = run(command, Path.of(""), log.toFile(), input);
      String said = Files.readString(log);
      return exit == 0 ? "" : "promtool ended with " + exit + ": " + said;
    } finally {
      Files.delete(log);
    }
  }

  private static int run(List<String> command, Path folder, File log, String input)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " takes longer than " + LIMIT_SECONDS + " seconds");
    }
    return process.exitValue();
  }
}
