// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the built parts of a source tree are.
 *
 * @param root the top of the tree
 */
public record Installation(Path root) {
  private static final String JAR_PATTERN = "postroad-james-3\\.8-[0-9][^/]*\\.jar";
  private static final String NOT_THE_JAR = "-(sources|javadoc|tests)\\.jar";

  public Installation {
    root = root.toAbsolutePath().normalize();
  }

  /** Returns the stock James that the modules laid out. */
  public JamesRuntime james() throws IOException {
    return JamesRuntime.in(root.resolve("integration-tests/james-3.8-server/target/lib"));
  }

  /**
   * Returns the drop-in jar.
   *
   * @throws IOException if it is not built, or built twice under different versions
   */
  public Path jar() throws IOException {
    Path folder = root.resolve("dist/james-3.8/target");
    List<Path> jars = List.of();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        jars = files.filter(Installation::isJar).sorted().toList();
      }
    }
    if (jars.size() != 1) {
      throw new IOException("one drop-in jar is needed in " + folder + ", but there are " + jars);
    }
    return jars.get(0);
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.matches(JAR_PATTERN) && !name.matches(".*" + NOT_THE_JAR);
  }

  /** Returns the sample configuration of that name. */
  public Path sample(String name) {
    return root.resolve("conf-samples").resolve(name);
  }

  /** Returns the page that documents what replies mean. */
  public Path replies() {
    return root.resolve("docs/operators/replies.md");
  }

  /** Returns a directory for what is generated at run time. */
  public Path work(String name) {
    return root.resolve("target").resolve(name);
  }
}
