// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The jar that this module has packaged. */
final class DropInJar {
  /** Where it lies. */
  static final Path PATH = Path.of(property("postroad.jar"));

  private DropInJar() {}

  /** The value of a system property that the build sets for these tests. */
  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "system property " + name + " is not set: run these tests with mvn verify");
    }
    return value;
  }

  /** The names of all files in the jar. */
  static List<String> files() {
    try (JarFile jar = open()) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of one file; throws if there is no such file. */
  static byte[] read(String file) {
    try (JarFile jar = open()) {
      JarEntry entry = jar.getJarEntry(file);
      if (entry == null) {
        throw new AssertionError("there is no " + file + " in " + PATH);
      }
      try (InputStream in = jar.getInputStream(entry)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Manifest manifest() {
    try (JarFile jar = open()) {
      return jar.getManifest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All classes of the jar, ours and the relocated ones. */
  static JavaClasses classes() {
    return Imported.CLASSES;
  }

  private static JarFile open() throws IOException {
    return new JarFile(PATH.toFile());
  }

  /** Read once for all tests. */
  private static final class Imported {
    private static final JavaClasses CLASSES = read();

    private static JavaClasses read() {
      try (JarFile jar = open()) {
        return new ClassFileImporter().importJar(jar);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
