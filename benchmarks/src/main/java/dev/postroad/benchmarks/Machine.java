// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on, without saying which machine it is. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Machine() {}

  static String describe() throws IOException {
    return "%d cores (%s), %s %s, Java %s; load average before the run %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            valueOf(Files.readAllLines(CPU_INFO), "model name"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version(),
            Files.readString(LOAD).split(" ", 2)[0]);
  }

  private static String valueOf(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
