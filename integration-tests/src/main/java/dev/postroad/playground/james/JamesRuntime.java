// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.james;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs James: a Java machine and the class path of the James 3.8 memory server.
 *
 * @param java the {@code java} binary
 * @param jars the class path of James, in a fixed order
 */
public record JamesRuntime(Path java, List<Path> jars) {
  private static final String SERVER_JAR = "james-server-memory-app-";

  public JamesRuntime {
    jars = List.copyOf(jars);
  }

  /**
   * Returns the runtime made of every jar in a folder and of the Java machine that runs this code.
   *
   * @throws IOException if the folder does not hold the memory server
   */
  public static JamesRuntime in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          folder + " does not exist: build the module integration-tests/james-3.8-server first");
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    if (jars.stream().noneMatch(jar -> jar.getFileName().toString().startsWith(SERVER_JAR))) {
      throw new IOException(
          folder + " holds no " + SERVER_JAR + "*.jar: it is not the class path of James");
    }
    return new JamesRuntime(Path.of(System.getProperty("java.home"), "bin", "java"), jars);
  }

  /** Returns the jars as {@code java -cp} takes them. */
  public String classPath() {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
