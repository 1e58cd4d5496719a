// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Files of the source tree, from whichever module tests run. */
final class Tree {
  private Tree() {}

  static Path file(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder.resolve(name);
  }

  static String text(String name) throws IOException {
    return Files.readString(file(name));
  }
}
