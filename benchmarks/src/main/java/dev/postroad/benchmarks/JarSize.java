// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** How large the drop-in jar is. */
final class JarSize {
  private static final double MEGABYTE = 1e6;

  private final Bench bench;

  JarSize(Bench bench) {
    this.bench = bench;
  }

  List<Row> measure() throws IOException {
    Samples size = Samples.of(Files.size(bench.installation().jar()) / MEGABYTE);
    bench.say("the jar has %s MB".formatted(size.text()));
    return List.of(Row.ofOurs("the drop-in jar: MB", size, "< 6"));
  }
}
