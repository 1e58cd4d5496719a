// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a process: what becomes of what it prints. */
@EnabledOnOs(OS.LINUX)
final class MainTest {
  private record Ended(int exitCode, String said) {}

  @Test
  void whatCannotBeWrittenIsToldWithTheReason() throws Exception {
    Ended ended = run("--help > /dev/full");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(ended.said()).contains("cannot write to standard output: No space left on device");
  }

  @ParameterizedTest
  @CsvSource({"--help | true,''", "--version,Postroad"})
  void whoReadsOnlyTheBeginningIsToldNothing(String command, String told) throws Exception {
    Ended ended = run(command);
    assertThat(ended.said()).contains(told).doesNotContain("cannot write");
  }

  private static Ended run(String command) throws Exception {
    String java = Path.of(property("java.home"), "bin", "java").toString();
    String line =
        "'%s' -XX:TieredStopAtLevel=1 -cp \"$CLASSPATH_OF_TESTS\" %s %s"
            .formatted(java, Main.class.getName(), command);
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true);
    builder.environment().put("CLASSPATH_OF_TESTS", property("java.class.path"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }
}
