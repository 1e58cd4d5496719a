// SPDX-License-Identifier: Apache-2.0
package dev.postroad.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.Rings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.JCStressTest;

/** Has jcstress run the tests of this module, in Java machines of its own. */
class ConcurrencyTest {
  private static final long LIMIT_MINUTES = 60;
  private static final Path WORK = Path.of("target", "jcstress");

  @Test
  void threadsThatMeetInThePoolTheDispatcherOrTheHistoryDoEachOtherNoHarm() throws Exception {
    String millis = System.getProperty("postroad.stressMillis", "100");
    Path output = Files.createDirectories(WORK).resolve("output.txt");
    Process jcstress = start(millis, output);
    try {
      assertThat(jcstress.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
          .as("ended in time, see %s", output)
          .isTrue();
    } finally {
      jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
      jcstress.destroyForcibly();
    }

    String said = Files.readString(output);
    assertThat(jcstress.exitValue()).as(said).isZero();
    assertThat(Summary.lastOf(said).isAllPassed(tests())).as(said).isTrue();
  }

  private static int tests() {
    return (int)
        Stream.of(Pools.class, HandOver.class, Rings.class)
            .flatMap(tests -> Arrays.stream(tests.getDeclaredClasses()))
            .filter(test -> test.isAnnotationPresent(JCStressTest.class))
            .count();
  }

  private static Process start(String millis, Path output) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.openjdk.jcstress.Main",
            "-t",
            "dev.postroad",
            "-m",
            "quick",
            "-sc",
            "false",
            "-af",
            "NONE",
            // Not in all ways that a Java machine can be set up, which would take four times as
            // long.
            "-jvmArgs",
            "-Xmx512m",
            "-time",
            millis,
            "-r",
            "results");
    return new ProcessBuilder(command)
        .directory(WORK.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
