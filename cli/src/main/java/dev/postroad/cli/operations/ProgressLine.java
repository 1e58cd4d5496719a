// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.World;
import dev.postroad.cli.server.Json;

/** How far a Task is, on one line that changes; nothing where nobody looks. */
final class ProgressLine {
  private final World world;
  private final String action;
  private String shown = "";

  ProgressLine(World world, String action) {
    this.world = world;
    this.action = action;
  }

  void show(Json task) {
    if (!world.terminal().isInteractive()) {
      return;
    }
    Json counts = task.get("additionalInformation");
    long later = counts.count("later");
    String line =
        "%s: %d of %d done, %s%d skipped"
            .formatted(
                action,
                counts.count("done"),
                counts.count("selected"),
                later == 0 ? "" : later + " later, ",
                counts.count("skipped"));
    if (!line.equals(shown)) {
      world.err().print("\r" + line);
      world.err().flush();
      shown = line;
    }
  }

  /** Clears the line. */
  void end() {
    if (!shown.isEmpty()) {
      world.err().print("\r" + " ".repeat(shown.length()) + "\r");
      world.err().flush();
    }
  }
}
