// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashTest {
  private final Path folder;

  LeashTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theProcessIdIsTheCommandsOwn() throws Exception {
    Leash leash = Leash.start(shell("echo $$"));

    await().until(() -> !leash.isAlive());
    assertThat(Files.readString(folder.resolve("out"))).isEqualTo(leash.pid() + "\n");
    assertThat(leash.exitCode()).isZero();
  }

  @Test
  void aProcessThatIgnoresSigtermIsEndedAfterTheGrace() throws Exception {
    Leash leash = Leash.start(shell("trap '' TERM; echo up; while :; do sleep 1; done"));
    await().until(() -> Files.readString(folder.resolve("out")).equals("up\n"));

    leash.end(1);

    assertThat(leash.isAlive()).isFalse();
  }

  @Test
  void theProcessEndsWhenItsStarterIsKilled() throws Exception {
    Process starter =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Starter.class.getName(),
                    folder.toString()))
            .inheritIO()
            .redirectOutput(folder.resolve("pid").toFile())
            .start();
    try {
      await().until(() -> Files.readString(folder.resolve("pid")).endsWith("\n"));
      long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
      ProcessHandle child = ProcessHandle.of(pid).orElseThrow();

      starter.destroyForcibly().waitFor();

      child.onExit().get(10, TimeUnit.SECONDS);
    } finally {
      starter.destroyForcibly();
    }
  }

  /** A starter of its own process, which starts a child and then waits to be killed. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      Leash leash =
          Leash.start(
              new ProcessBuilder("sleep", "60")
                  .redirectErrorStream(true)
                  .redirectOutput(Path.of(args[0], "child").toFile()));
      System.out.println(leash.pid());
      Thread.currentThread().join();
    }
  }

  private ProcessBuilder shell(String script) {
    return new ProcessBuilder("sh", "-c", script)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile());
  }
}
