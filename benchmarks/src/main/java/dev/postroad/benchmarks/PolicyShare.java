// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import dev.postroad.benchmarks.sink.SinkProcess;
import dev.postroad.benchmarks.sink.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of the CPU time of mail that passes through James is RelayPolicy's: the part of the
 * samples of a flight recording that were taken in it. Samples are of Java code alone, without the
 * kernel, so the part of all CPU time is smaller. And how long it takes for a mail, which is to be
 * compared with the time that a mail takes through James.
 */
final class PolicyShare {
  private static final List<String> JAVA_OPTIONS = List.of("-Xms1500m", "-Xmx1500m");
  private static final int CONNECTIONS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String RECORDING = "policy";
  private static final double PERCENT = 100;

  private final Bench bench;

  PolicyShare(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException, InterruptedException {
    List<Double> shares = new ArrayList<>();
    double micros;
    try (RunningJames james =
        bench.startJames(
            Contestant.POSTROAD, JAVA_OPTIONS, Variant.withPolicy(LargePolicy.mailet()))) {
      pass(james, bench.options().warmUp());
      for (int run = 1; run <= bench.options().runs(); run++) {
        james.startRecording(RECORDING);
        pass(james, bench.options().mails());
        james.stopRecording();
        shares.add(share(bench.work().resolve(RECORDING + ".jfr")));
      }
      micros = james.medianMicros("RelayPolicy");
    }
    Samples samples = new Samples(shares);
    bench.say("RelayPolicy has %s %% of the samples".formatted(samples.text()));
    return List.of(
        Row.ofOurs(
            "`RelayPolicy` with 1,000 rules and 100 classes: % of the CPU time of mail in passing",
            samples, "≤ 2"),
        Row.ofOurs(
            "the same: its median time for a mail by James' own timer, µs",
            Samples.of(micros),
            ""));
  }

  private void pass(RunningJames james, int mails) throws IOException, InterruptedException {
    SinkProcess sink = bench.bed().sink();
    sink.expect(mails);
    Load.standard().to(james).over(CONNECTIONS).send(mails);
    Tally unused = sink.awaitComplete(LIMIT);
    james.awaitIdle();
  }

  private double share(Path recording) throws IOException {
    int all = 0;
    int ours = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && trace != null) {
          all++;
          ours += trace.getFrames().stream().anyMatch(PolicyShare::isOurs) ? 1 : 0;
        }
      }
    }
    bench.say("%d of %d samples".formatted(ours, all));
    if (all == 0) {
      throw BenchFailure.because("there are no samples in " + recording);
    }
    return PERCENT * ours / all;
  }

  private static boolean isOurs(RecordedFrame frame) {
    return frame.isJavaFrame()
        && frame.getMethod().getType().getName().equals("dev.postroad.mailets.RelayPolicy");
  }
}
