// SPDX-License-Identifier: Apache-2.0
package dev.postroad.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that others wrote and a test needs: installed through apt-get where that can be done.
 *
 * @param program its file's name, such as {@code dig}
 * @param packages what to install for it, itself first
 * @param answers for {@code debconf-set-selections}, a line each; empty if there are none
 */
public record DebianPackage(String program, List<String> packages, String answers) {
  private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/usr/bin", "/bin");
  private static final int LIMIT_SECONDS = 240;

  /** A program that asks nothing when it is installed. */
  public static DebianPackage of(String program, String... packages) {
    return new DebianPackage(program, List.of(packages), "");
  }

  /**
   * Sees to it that the program is there.
   *
   * @param work where apt-get's output is kept
   * @return why it cannot be had, in one line; empty if it is there
   */
  public Optional<String> missing(Path work) throws IOException, InterruptedException {
    if (isInstalled()) {
      return Optional.empty();
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of(program + " is not installed, and only root can install it");
    }
    File log = Files.createDirectories(work).resolve("apt-" + program + ".log").toFile();
    Process apt =
        new ProcessBuilder("timeout", Integer.toString(LIMIT_SECONDS), "sh", "-c", script())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    apt.getOutputStream().close();
    apt.waitFor(LIMIT_SECONDS + 10L, TimeUnit.SECONDS);
    return isInstalled()
        ? Optional.empty()
        : Optional.of(
            "apt-get could not install "
                + program
                + "; its last words: "
                + lastWords(log.toPath()));
  }

  private String script() {
    String install = "apt-get install -y --no-install-recommends " + String.join(" ", packages);
    String preseed = answers.isEmpty() ? "" : "echo '" + answers + "' | debconf-set-selections\n";
    return "export DEBIAN_FRONTEND=noninteractive\n"
        + preseed
        + install
        + " || { apt-get update && "
        + install
        + "; }\n";
  }

  private boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            List.of(path.split(File.pathSeparator, -1)).stream(), SYSTEM_FOLDERS.stream())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** One line, for it stands in a list of skipped tests. */
  private static String lastWords(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .orElse("nothing within " + LIMIT_SECONDS + " seconds");
  }
}
