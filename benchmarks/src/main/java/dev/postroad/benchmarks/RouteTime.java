// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long the command line's {@code route} takes from its start to its end: for one address, and
 * for many in a batch, by a policy of many rules. It is started as operators start it, by the
 * script {@code bin/postroad}, which chooses options for Java that suit a short command.
 */
final class RouteTime {
  private static final double NANOS = 1e9;
  private static final int BATCH = 10_000;

  private final Bench bench;

  RouteTime(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    Path conf = Files.createDirectories(bench.work().resolve("route/conf"));
    Path batch = bench.work().resolve("route/addresses");
    Files.writeString(conf.resolve("policy"), LargePolicy.text());
    Files.writeString(
        conf.resolve("mailetcontainer.xml"),
        """
        <mailetcontainer><processors><processor state="relay">
        %s
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery"/>
        </processor></processors></mailetcontainer>
        """
            .formatted(LargePolicy.mailet()));
    Files.write(batch, IntStream.range(0, BATCH).mapToObj(TestBed::recipient).toList());
    List<Double> one = new ArrayList<>();
    List<Double> many = new ArrayList<>();
    for (int run = 0; run < bench.options().runs(); run++) {
      one.add(once(List.of(TestBed.recipient(run))));
      many.add(once(List.of("--batch", batch.toString(), "--config", conf.toString())));
    }
    Samples alone = new Samples(one);
    Samples batches = new Samples(many);
    bench.say("route answers in %s s, %d in %s s".formatted(alone.text(), BATCH, batches.text()));
    return List.of(
        Row.ofOurs("`route ADDRESS`, a process of its own: s", alone, "< 0.8"),
        Row.ofOurs(
            "`route --batch` of 10,000 addresses in 200 domains, 1,000 rules, 100 classes: s",
            batches,
            "< 2"));
  }

  private double once(List<String> arguments) throws IOException, InterruptedException {
    InetSocketAddress dns = bench.bed().dns().address();
    Path output = bench.work().resolve("route.txt");
    Path script = bench.installation().root().resolve("bin/postroad");
    List<String> words = new ArrayList<>(List.of(script.toString(), "route"));
    words.addAll(arguments);
    words.addAll(List.of("--dns", dns.getHostString() + ":" + dns.getPort()));
    words.addAll(List.of("--allow-network", TestBed.LOOPBACK));
    ProcessBuilder command =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().put("POSTROAD_JAR", bench.installation().jar().toString());
    long begun = System.nanoTime();
    int code = command.start().waitFor();
    double elapsed = (System.nanoTime() - begun) / NANOS;
    if (code != 0) {
      throw BenchFailure.because("route ended with exit code " + code + ": see " + output);
    }
    return elapsed;
  }
}
