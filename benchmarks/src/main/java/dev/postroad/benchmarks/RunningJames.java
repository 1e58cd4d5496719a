// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.playground.james.JamesLayout;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A James that serves.
 *
 * @param process its process
 * @param startSeconds from the start of its Java machine until it served
 */
record RunningJames(JamesProcess process, double startSeconds) implements Mailer {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  static RunningJames start(JamesRuntime runtime, JamesLayout layout)
      throws IOException, InterruptedException {
    JamesProcess process = JamesProcess.launch(runtime, layout);
    long launched = System.nanoTime();
    try {
      JamesProcess ready = process.awaitReady(START_LIMIT);
      return new RunningJames(ready, (System.nanoTime() - launched) / NANOS);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress smtp() {
    return process.smtp();
  }

  @Override
  public CpuClock cpu() {
    return new CpuClock(process.pid());
  }

  @Override
  public void awaitIdle() throws IOException, InterruptedException {
    cpu().awaitIdle(IDLE_LIMIT);
  }

  @Override
  public void startRecording(String name) throws IOException, InterruptedException {
    command(
        "JFR.start",
        "name=bench",
        "settings=profile",
        "filename=" + process.directory().resolveSibling(name + ".jfr"));
  }

  @Override
  public void stopRecording() throws IOException, InterruptedException {
    command("JFR.stop", "name=bench");
  }

  /** The median of what James' own timer of a mailet has seen lately, in microseconds. */
  double medianMicros(String mailet) throws IOException {
    String metrics = process.webAdmin().ask("GET", "/metrics", "").body();
    Matcher line =
        Pattern.compile("(?m)^" + mailet + "\\{quantile=\"0\\.5\",?} (\\S+)").matcher(metrics);
    if (!line.find()) {
      throw BenchFailure.because("James has no timer of " + mailet);
    }
    return Double.parseDouble(line.group(1)) * MICROS;
  }

  /**
   * Gives a command to its Java machine.
   *
   * @param command as {@code jcmd} takes it
   */
  void command(String... command) throws IOException, InterruptedException {
    String[] whole = new String[command.length + 2];
    whole[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    whole[1] = Long.toString(process.pid());
    System.arraycopy(command, 0, whole, 2, command.length);
    Process jcmd =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (jcmd.waitFor() != 0) {
      throw BenchFailure.because(String.join(" ", whole) + " failed");
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
