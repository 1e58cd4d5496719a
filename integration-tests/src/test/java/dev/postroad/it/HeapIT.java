// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.james.JamesProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A large message on its way through James. James itself needs about three times its size to take
 * it in and queue it, hence the heap; what is asserted is that the way from the queue to the peer
 * needs next to nothing, however large the message.
 */
class HeapIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MEGABYTE = 1_000_000;

  /** The young generation, which may be full of garbage whenever one looks. */
  private static final int YOUNG = 16;

  private static final int GROWTH_LIMIT = YOUNG + 8;
  private static final Pattern COLLECTION =
      Pattern.compile("Pause (.*) (\\d+)M->(\\d+)M\\(\\d+M\\)");

  @ParameterizedTest(name = "{0} MB, {1} MB of heap")
  @CsvSource({"100, 700", "200, 1400"})
  void largeMessagePassesOctetForOctetInAHeapThatDoesNotGrowWithIt(int megabytes, int heap)
      throws Exception {
    String name = "heap-" + megabytes;
    Path log = Build.work(name + "-gc.log");
    try (HashingPeer peer = HashingPeer.start();
        JamesProcess james =
            Build.launch(
                    Build.jamesWithPostroad(name)
                        .javaOptions(options(heap, log))
                        .confFile("mailetcontainer.xml", container(peer)))
                .awaitReady(Build.START_LIMIT)) {
      james.webAdmin().createDomain("corp.example");
      james.webAdmin().createUser("amy@corp.example", "amy");

      String sent =
          new LargeMessage(megabytes * MEGABYTE)
              .submit(james.smtp(), "amy@corp.example", "amy", "bob@far.example");
      await().atMost(LIMIT).until(peer::isConnected);
      int before = collect(james, log);
      peer.release();

      assertThat(peer.bodyHash().get(LIMIT.toSeconds(), SECONDS)).isEqualTo(sent);
      collect(james, log);
      assertThat(growthSince(before, log)).isLessThan(GROWTH_LIMIT);
    }
  }

  private static List<String> options(int heap, Path log) {
    return List.of(
        "-Xmx" + heap + "m",
        "-Xmn" + YOUNG + "m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xlog:gc:file=" + log);
  }

  private static String container(HashingPeer peer) {
    return Containers.doing(
        """
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <gateway>127.0.0.1</gateway>
          <gatewayPort>%d</gatewayPort>
          <allowNetwork>127.0.0.0/8</allowNetwork>
        </mailet>
        """
            .formatted(peer.address().getPort()));
  }

  /** Collects all garbage; returns how many collections there have been. */
  private static int collect(JamesProcess james, Path log)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process command =
        new ProcessBuilder(jcmd.toString(), Long.toString(james.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(command.waitFor(LIMIT.toSeconds(), SECONDS)).isTrue();
    assertThat(command.exitValue()).isZero();
    return collections(log).size();
  }

  /** Megabytes that were in use at most at any collection since, above what that one left. */
  private static int growthSince(int collection, Path log) throws IOException {
    List<Matcher> all = collections(log);
    int base = Integer.parseInt(all.get(collection - 1).group(3));
    return all.subList(collection, all.size()).stream()
        .mapToInt(since -> Integer.parseInt(since.group(2)) - base)
        .max()
        .orElseThrow();
  }

  private static List<Matcher> collections(Path log) throws IOException {
    return Files.readAllLines(log).stream().map(COLLECTION::matcher).filter(Matcher::find).toList();
  }
}
