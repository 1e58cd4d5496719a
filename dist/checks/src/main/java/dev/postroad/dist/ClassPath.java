// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;

/**
 * What classes there are, by their internal names ({@code java/lang/String}), and what they offer:
 * those of some jars and class files, the first that has a name being the one, and those of the
 * JDK.
 */
final class ClassPath {
  private static final int SKIPPED =
      ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;

  private final Map<String, byte[]> classes = new HashMap<>();
  private final Map<String, Optional<ClassShape>> shapes = new HashMap<>();

  /** Creates one of those jars and folders of class files, and the JDK that runs this. */
  ClassPath(List<Path> places) {
    places.forEach(place -> read(place, classes::putIfAbsent));
  }

  /** The jars in a folder. */
  static List<Path> jarsIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new IllegalStateException("there are no jars in " + folder);
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands over each class of a jar or a folder, with its internal name. */
  static void read(Path place, BiConsumer<String, byte[]> taker) {
    try {
      if (Files.isDirectory(place)) {
        readFolder(place, taker);
      } else {
        readJar(place, taker);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readJar(Path file, BiConsumer<String, byte[]> taker) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : jar.stream().filter(ClassPath::isClass).toList()) {
        try (InputStream in = jar.getInputStream(entry)) {
          taker.accept(name(entry.getName()), in.readAllBytes());
        }
      }
    }
  }

  private static void readFolder(Path folder, BiConsumer<String, byte[]> taker) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(file -> file.toString().endsWith(".class")).forEach(files::add);
    }
    for (Path file : files) {
      taker.accept(
          name(folder.relativize(file).toString().replace('\\', '/')), Files.readAllBytes(file));
    }
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
  }

  private static String name(String file) {
    return file.substring(0, file.length() - ".class".length());
  }

  /** The class of that name, if there is one. */
  Optional<ClassShape> find(String name) {
    Optional<ClassShape> known = shapes.get(name);
    if (known == null) {
      known = bytes(name).map(bytes -> ClassShape.read(new ClassReader(bytes), SKIPPED));
      shapes.put(name, known);
    }
    return known;
  }

  private Optional<byte[]> bytes(String name) {
    byte[] own = classes.get(name);
    return own != null ? Optional.of(own) : ofTheJdk(name);
  }

  private static Optional<byte[]> ofTheJdk(String name) {
    try (InputStream in =
        ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
