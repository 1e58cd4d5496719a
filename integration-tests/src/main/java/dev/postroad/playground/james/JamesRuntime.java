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
 * What runs James: a Java machine, the class path of a James 3.8 and its main class.
 *
 * @param java the {@code java} binary
 * @param jars the class path of James, in a fixed order
 * @param mainClass the class that is started, by its full name
 */
public record JamesRuntime(Path java, List<Path> jars, String mainClass) {
  private static final String MEMORY_SERVER = "org.apache.james.MemoryJamesServerMain";
  private static final String SERVER_JAR = "james-server-memory-app-";

  public JamesRuntime {
    jars = List.copyOf(jars);
  }

  /**
   * Returns the memory server made of every jar in a folder, and of the Java machine that runs this
   * code.
   *
   * @throws IOException if the folder does not hold the memory server
   */
  public static JamesRuntime in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          folder + " does not exist: build it first, with the modules of integration-tests/");
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    if (jars.stream().noneMatch(jar -> jar.getFileName().toString().startsWith(SERVER_JAR))) {
      throw new IOException(
          folder + " holds no " + SERVER_JAR + "*.jar: it is not the class path of James");
    }
    return new JamesRuntime(
        Path.of(System.getProperty("java.home"), "bin", "java"), jars, MEMORY_SERVER);
  }

  /** Returns the same, started with another main class. */
  public JamesRuntime withMainClass(String name) {
    return new JamesRuntime(java, jars, name);
  }

  /** Returns the jars as {@code java -cp} takes them. */
  public String classPath() {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
