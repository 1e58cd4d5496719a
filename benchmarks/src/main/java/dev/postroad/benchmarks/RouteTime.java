// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long the command line's {@code route} takes from the start of Java to its end. */
final class RouteTime {
  private static final double NANOS = 1e9;

  private final Bench bench;

  RouteTime(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      seconds.add(once(run));
    }
    Samples samples = new Samples(seconds);
    bench.say("route answers in %s s".formatted(samples.text()));
    return List.of(Row.ofOurs("`route ADDRESS`, a process of its own: s", samples, "< 0.8"));
  }

  private double once(int run) throws IOException, InterruptedException {
    InetSocketAddress dns = bench.bed().dns().address();
    Path output = bench.work().resolve("route.txt");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                bench.installation().jar().toString(),
                "route",
                TestBed.recipient(run),
                "--dns",
                dns.getHostString() + ":" + dns.getPort(),
                "--allow-network",
                TestBed.LOOPBACK)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    long begun = System.nanoTime();
    int code = command.start().waitFor();
    double elapsed = (System.nanoTime() - begun) / NANOS;
    if (code != 0) {
      throw BenchFailure.because("route ended with exit code " + code + ": see " + output);
    }
    return elapsed;
  }
}
