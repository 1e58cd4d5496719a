// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files that patterns name as {@code file://…}. A host has its own idea of where. */
@FunctionalInterface
public interface PatternFiles {

  /**
   * Opens a list of patterns, in UTF-8.
   *
   * @param reference as written, such as {@code file://conf/partners.txt}
   * @throws IOException if there is no such file, or it cannot be read
   */
  Reader open(String reference) throws IOException;

  /**
   * Files of the file system: {@code file:///absolute} as it is, {@code file://relative} below a
   * folder.
   */
  static PatternFiles below(Path folder) {
    return reference -> {
      String path = reference.replaceFirst("^file:(//)?", "");
      return Files.newBufferedReader(folder.resolve(path), StandardCharsets.UTF_8);
    };
  }
}
