// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
  private final Path log;

  LogTailTest(@TempDir Path folder) {
    log = folder.resolve("james.log");
  }

  @Test
  void everyProblemOfAListIsToldOnceWithoutStackFrames() throws IOException {
    String told = problems(40);
    String cause = "ConfigurationProblems: 40 problems:\n" + told + "\tat a.B.c(B.java:1)\n";
    Files.writeString(
        log,
        "12:00:00 ERROR james - cannot start\n"
            + cause
            + "\t... 38 common frames omitted\nWrapped by: MessagingException: 40 problems:\n"
            + told
            + "\tat a.B.d(B.java:2)\n  at Module.configure(Module.java:3)\n      \\_ for field x\n");

    assertThat(LogTail.of(log))
        .isEqualTo(
            "--- "
                + log
                + "\n12:00:00 ERROR james - cannot start\nConfigurationProblems: 40 problems:\n"
                + told
                + "Wrapped by: MessagingException: 40 problems:");
  }

  @Test
  void onlyTheLastLinesAtTheMarginAreTold() throws IOException {
    Files.writeString(
        log,
        IntStream.range(0, 60).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));

    assertThat(LogTail.of(log).lines()).hasSize(26).contains("line 35").doesNotContain("line 34");
  }

  @Test
  void fileThatIsNotThereSaysNothing() {
    assertThat(LogTail.of(log)).isEmpty();
  }

  private static String problems(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "  mailetcontainer.xml: problem " + i + "\n")
        .collect(Collectors.joining());
  }
}
