// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.tools.ToolProvider;

/** A small mailet in place of one of James' own that no registry has. */
final class StandIn {
  private StandIn() {}

  /**
   * A jar for {@code extensions-jars/}, with the class compiled for the James of the tests.
   *
   * @param name a resource beside this class, without {@code .java}
   */
  static Path jar(String name) throws IOException {
    Path work = Files.createDirectories(Build.work("stand-in-" + name));
    Path source = work.resolve(name + ".java");
    try (InputStream text = StandIn.class.getResourceAsStream(name + ".java")) {
      assertThat(text).isNotNull();
      Files.write(source, text.readAllBytes());
    }
    Path classes = Files.createDirectories(work.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                JamesRuntime.in(Path.of(Build.property("james.lib"))).classPath(),
                source.toString());
    assertThat(result).isZero();
    Path jar = work.resolve(name + ".jar");
    Files.deleteIfExists(jar);
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      copy(classes, zip.getPath("/"));
    }
    return jar;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
