// SPDX-License-Identifier: Apache-2.0
package dev.postroad.standins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What a stand-in offers, the class of James 3.8 that it stands in for offers too. */
final class LikeTheRealOnesTest {
  private static final Path STAND_INS = Path.of("target/classes");
  private static final Path JAMES = Path.of(System.getProperty("james.lib", ""));

  @Test
  void noStandInOffersWhatTheRealOneDoesNot() throws IOException {
    List<Path> standIns = standIns();
    assertThat(standIns).isNotEmpty();
    for (Path file : standIns) {
      String name = STAND_INS.relativize(file).toString();
      Set<String> real = offers(real(name));
      assertThat(offers(Files.readAllBytes(file))).as(name).isSubsetOf(real);
    }
  }

  /** Those that others can name. */
  private static List<Path> standIns() throws IOException {
    try (Stream<Path> files = Files.walk(STAND_INS)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> (access(file) & Opcodes.ACC_PUBLIC) != 0)
          .toList();
    }
  }

  private static int access(Path file) {
    try {
      return new ClassReader(Files.readAllBytes(file)).getAccess();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] real(String name) throws IOException {
    try (Stream<Path> jars = Files.list(JAMES)) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Optional<byte[]> found = entry(jar, name);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new AssertionError("James 3.8 has no " + name);
  }

  private static Optional<byte[]> entry(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry(name) == null) {
        return Optional.empty();
      }
      try (InputStream in = file.getInputStream(file.getEntry(name))) {
        return Optional.of(in.readAllBytes());
      }
    }
  }

  /** What it is, its interfaces, and what is public in it, as James 3.8 would name its types. */
  private static Set<String> offers(byte[] classFile) {
    Set<String> offers = new TreeSet<>();
    ClassReader reader = new ClassReader(classFile);
    boolean isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
    offers.add(isInterface ? "an interface" : "a class of " + reader.getSuperName());
    offers.addAll(List.of(reader.getInterfaces()));
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & Opcodes.ACC_PUBLIC) != 0) {
              boolean ofClass = (access & Opcodes.ACC_STATIC) != 0;
              offers.add((ofClass ? "static " : "") + name + javax(descriptor));
            }
            return null;
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            if ((access & Opcodes.ACC_PUBLIC) != 0) {
              boolean ofClass = (access & Opcodes.ACC_STATIC) != 0;
              // The compiler copies constants into those who name them.
              String copied = value == null ? "" : " = " + value;
              offers.add((ofClass ? "static " : "") + name + ":" + javax(descriptor) + copied);
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE);
    return offers;
  }

  private static String javax(String descriptor) {
    return descriptor.replace("Ljakarta/mail/", "Ljavax/mail/");
  }
}
