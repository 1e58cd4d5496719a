// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sees to it that Postfix is on this machine, where that can be done. */
final class PostfixPackage {
  private static final Path POSTFIX = Path.of("/usr/sbin/postfix");

  /** Installed without a configuration, so that the system's own Postfix never starts. */
  private static final String INSTALL =
      """
      export DEBIAN_FRONTEND=noninteractive
      echo postfix postfix/main_mailer_type select No configuration | debconf-set-selections
      apt-get install -y --no-install-recommends postfix ||
        { apt-get update && apt-get install -y --no-install-recommends postfix; }
      """;

  private static final int LIMIT_SECONDS = 240;

  private PostfixPackage() {}

  /** Returns why there is no Postfix to be had; empty if there is one. */
  static Optional<String> missing(Path work) throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("only root can start a Postfix");
    }
    if (Files.isExecutable(POSTFIX)) {
      return Optional.empty();
    }
    if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return Optional.of("there is no " + POSTFIX + ", and no apt-get to install it with");
    }
    File log = Files.createDirectories(work).resolve("apt.log").toFile();
    Process apt =
        new ProcessBuilder("timeout", Integer.toString(LIMIT_SECONDS), "sh", "-c", INSTALL)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    apt.getOutputStream().close();
    apt.waitFor(LIMIT_SECONDS + 10L, TimeUnit.SECONDS);
    return Files.isExecutable(POSTFIX)
        ? Optional.empty()
        : Optional.of(
            "apt-get could not install postfix; its last words: " + lastWords(log.toPath()));
  }

  /** One line, for it stands in a list of skipped tests. */
  private static String lastWords(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .orElse("nothing within " + LIMIT_SECONDS + " seconds");
  }
}
