// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static org.objectweb.asm.Opcodes.ACC_ABSTRACT;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PROTECTED;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;

import dev.postroad.dist.References.Member;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does what the JVM would do when classes run, without running them: looks up every class, method
 * and field that they refer to, as the Java Virtual Machine Specification says (5.4.3). What it
 * finds wrong would be a NoClassDefFoundError, NoSuchMethodError or one of their kin, some night.
 */
final class LinkCheck {
  /** Methods of any signature, which the JVM makes up. */
  private static final Set<String> POLYMORPHIC =
      Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

  private final Map<String, byte[]> ours = new LinkedHashMap<>();
  private final ClassPath all;
  private final Set<String> optional;
  private final Set<String> problems = new TreeSet<>();

  /** A method or field, and the class that has it. */
  private record Found(ClassShape owner, int access) {}

  private LinkCheck(Path jar, List<Path> host, Set<String> optional) {
    ClassPath.read(jar, ours::put);
    List<Path> places = new ArrayList<>(host);
    places.add(jar);
    this.all = new ClassPath(places);
    this.optional = optional;
  }

  /**
   * Checks a jar.
   *
   * @param jar or a folder of class files
   * @param host the class path below which it runs; the JDK is there anyway
   * @param optional packages, such as {@code com/sun/jna/}, that may be missing
   * @return what does not link, as {@code referrer -> what: why}
   */
  static Set<String> problems(Path jar, List<Path> host, Set<String> optional) {
    LinkCheck check = new LinkCheck(jar, host, optional);
    check.ours.forEach(check::check);
    return check.problems;
  }

  private void check(String referrer, byte[] classFile) {
    References references = References.in(classFile);
    for (String type : references.types) {
      if (all.find(type).isEmpty() && !isOptional(type)) {
        problem(referrer, type, "there is no such class");
      }
    }
    for (String type : references.used) {
      all.find(type)
          .filter(used -> !isAccessible(referrer, used))
          .ifPresent(used -> problem(referrer, type, "it is not for others to use"));
    }
    for (String type : references.made) {
      all.find(type)
          .filter(ClassShape::isAbstract)
          .ifPresent(made -> problem(referrer, type, "it is abstract"));
    }
    references.members.forEach(member -> check(referrer, member));
    for (References.Lambda lambda : references.lambdas) {
      all.find(lambda.type())
          .ifPresent(type -> checkPromises(referrer, withSupertypes(type), lambda.methods()));
    }
    all.find(referrer).ifPresent(this::checkInheritance);
  }

  private boolean isAccessible(String referrer, ClassShape type) {
    return ours.containsKey(type.name())
        || has(type.access(), ACC_PUBLIC)
        || samePackage(referrer, type.name());
  }

  private boolean isOptional(String type) {
    return optional.stream().anyMatch(type::startsWith);
  }

  /** Whether some of what it has may come from a class that may be missing. */
  private boolean hasOptionalParent(ClassShape type) {
    return withSupertypes(type).stream()
        .flatMap(
            above ->
                Stream.concat(Stream.ofNullable(above.superName()), above.interfaces().stream()))
        .anyMatch(name -> isOptional(name) && all.find(name).isEmpty());
  }

  private void check(String referrer, Member member) {
    String ownerName = member.owner().startsWith("[") ? "java/lang/Object" : member.owner();
    Optional<ClassShape> owner = all.find(ownerName);
    if (owner.isEmpty() || POLYMORPHIC.contains(ownerName)) {
      return;
    }
    String what = member.owner() + "." + member.key();
    Optional<Found> found = find(owner.get(), member);
    if (found.isEmpty() && hasOptionalParent(owner.get())) {
      return;
    } else if (found.isEmpty()) {
      problem(referrer, what, "there is no such " + (member.isField() ? "field" : "method"));
    } else if (!isAccessible(referrer, found.get())) {
      problem(referrer, what, "it is not for others to use");
    } else if (member.isStatic() != has(found.get().access(), ACC_STATIC)) {
      problem(referrer, what, member.isStatic() ? "it is not static" : "it is static");
    } else if (!member.isField()
        && !member.owner().startsWith("[")
        && member.onInterface() != owner.get().isInterface()) {
      problem(
          referrer,
          what,
          member.onInterface() ? "that is not an interface" : "that is an interface");
    }
  }

  /** Two classes of our own may share what is private; the JVM has been told so by the compiler. */
  private boolean isAccessible(String referrer, Found found) {
    String owner = found.owner().name();
    return ours.containsKey(owner)
        || has(found.access(), ACC_PUBLIC)
        || (samePackage(referrer, owner) && !has(found.access(), ACC_PRIVATE))
        || (has(found.access(), ACC_PROTECTED) && isHeir(referrer, owner));
  }

  private boolean isHeir(String referrer, String of) {
    return all.find(referrer)
        .filter(own -> withSupertypes(own).stream().anyMatch(above -> above.name().equals(of)))
        .isPresent();
  }

  private static boolean samePackage(String one, String other) {
    return one.substring(0, one.lastIndexOf('/') + 1)
        .equals(other.substring(0, other.lastIndexOf('/') + 1));
  }

  private Optional<Found> find(ClassShape in, Member member) {
    // A constructor is nobody's but the class' own.
    Collection<ClassShape> line = member.name().equals("<init>") ? List.of(in) : withSupertypes(in);
    for (ClassShape type : line) {
      Integer access =
          member.isField() ? type.fields().get(member.key()) : type.methods().get(member.key());
      if (access != null) {
        return Optional.of(new Found(type, access));
      }
    }
    return Optional.empty();
  }

  /** The class, those it extends, and then all interfaces, in the order the JVM looks. */
  private Collection<ClassShape> withSupertypes(ClassShape type) {
    Map<String, ClassShape> line = new LinkedHashMap<>();
    for (@Nullable ClassShape at = type; at != null; at = superclass(at)) {
      line.put(at.name(), at);
    }
    Deque<ClassShape> ahead = new ArrayDeque<>(line.values());
    while (!ahead.isEmpty()) {
      for (String name : ahead.remove().interfaces()) {
        all.find(name).filter(above -> line.putIfAbsent(name, above) == null).ifPresent(ahead::add);
      }
    }
    return line.values();
  }

  private @Nullable ClassShape superclass(ClassShape type) {
    String name = type.superName();
    return name == null ? null : all.find(name).orElse(null);
  }

  /** What a class of ours has promised by extending one of the host's. */
  private void checkInheritance(ClassShape type) {
    ClassShape parent = superclass(type);
    if (parent != null && has(parent.access(), ACC_FINAL)) {
      problem(type.name(), parent.name(), "it is final");
    }
    if (parent != null && parent.isInterface()) {
      problem(type.name(), parent.name(), "that is an interface");
    }
    for (String name : type.interfaces()) {
      all.find(name)
          .filter(above -> !above.isInterface())
          .ifPresent(above -> problem(type.name(), name, "that is not an interface"));
    }
    for (@Nullable ClassShape at = parent; at != null; at = superclass(at)) {
      checkFinalMethods(type, at);
    }
    if (!type.isAbstract()) {
      checkPromises(type.name(), withSupertypes(type), Set.of());
    }
  }

  private void checkFinalMethods(ClassShape type, ClassShape above) {
    type.methods()
        .forEach(
            (method, own) -> {
              int access = above.methods().getOrDefault(method, 0);
              if (has(access, ACC_FINAL)
                  && !has(access, ACC_PRIVATE | ACC_STATIC)
                  && !has(own, ACC_PRIVATE | ACC_STATIC)
                  && (has(access, ACC_PUBLIC | ACC_PROTECTED)
                      || samePackage(type.name(), above.name()))) {
                problem(type.name(), above.name() + "." + method, "it is final");
              }
            });
  }

  /** Whether all that is promised in a line of types is there, or is what is added to them. */
  private void checkPromises(String referrer, Collection<ClassShape> line, Set<String> added) {
    for (ClassShape above : line) {
      above
          .methods()
          .forEach(
              (method, access) -> {
                if (has(access, ACC_ABSTRACT)
                    && !added.contains(method)
                    && !isImplemented(method, line)) {
                  problem(referrer, above.name() + "." + method, "it is not implemented");
                }
              });
    }
  }

  private static boolean isImplemented(String method, Collection<ClassShape> line) {
    return line.stream()
        .map(type -> type.methods().get(method))
        .anyMatch(access -> access != null && !has(access, ACC_ABSTRACT | ACC_STATIC));
  }

  private static boolean has(int access, int anyOf) {
    return (access & anyOf) != 0;
  }

  private void problem(String referrer, String what, String why) {
    problems.add(referrer + " -> " + what + ": " + why);
  }
}
