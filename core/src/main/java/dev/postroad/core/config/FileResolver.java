// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Says which file a {@code file://} reference means. */
@FunctionalInterface
public interface FileResolver {

  /** What every reference to a file begins with. */
  String SCHEME = "file://";

  /**
   * The file meant; it need not exist.
   *
   * @param reference such as {@code file://conf/routes} or {@code file:///etc/routes}
   * @throws IOException saying why the reference means no file
   */
  Path resolve(String reference) throws IOException;

  /** Takes {@code file://conf/routes} as relative to a directory, {@code file:///…} as absolute. */
  static FileResolver in(Path directory) {
    return reference -> {
      String path = isReference(reference) ? reference.substring(SCHEME.length()) : "";
      if (path.isEmpty()) {
        throw new IOException("a reference to a file is written file://conf/NAME");
      }
      try {
        return directory.resolve(path).normalize();
      } catch (InvalidPathException e) {
        throw new IOException("no file can have this name", e);
      }
    };
  }

  /** Whether a text is meant as a reference to a file. */
  static boolean isReference(String text) {
    return text.startsWith(SCHEME);
  }
}
