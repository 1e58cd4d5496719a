// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every class that the jar refers to is in the jar, in the JDK, or known to be with the host. */
final class LinkageTest {
  /** Annotations need not be there at run time. */
  private static final List<String> ANNOTATIONS =
      List.of("org.jspecify.annotations.", "com.google.errorprone.annotations.", "lombok.");

  /** What James 3.8 has on its class path, and only the modules for James may name. */
  private static final List<String> JAMES =
      List.of(
          "com.fasterxml.jackson.",
          "com.github.fge.lambdas.",
          "com.google.common.",
          "com.google.inject.",
          "javax.activation.",
          "javax.annotation.",
          "javax.inject.",
          "javax.mail.",
          "org.apache.commons.configuration2.",
          "org.apache.james.",
          "org.apache.mailet.",
          "org.reactivestreams.",
          "org.slf4j.",
          "reactor.core.",
          "spark.");

  @Test
  void everyReferenceFindsItsClass() {
    Stream<String> missing =
        DropInJar.classes().stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(dependency -> !isFound(dependency))
            .map(
                dependency ->
                    dependency.getOriginClass().getName()
                        + " -> "
                        + elementOf(dependency.getTargetClass()).getName())
            .distinct()
            .sorted();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyMethodThatDnsjavaLogsWithIsThere() {
    List<JavaMethodCall> calls =
        DropInJar.classes().stream()
            .filter(type -> type.getPackageName().startsWith("dev.postroad.shaded.dnsjava"))
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().getPackageName().equals("dev.postroad.logging"))
            .toList();
    assertThat(calls).isNotEmpty();
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.getTarget().resolveMember()).as(call.getDescription()).isPresent());
  }

  private static boolean isFound(Dependency dependency) {
    JavaClass target = elementOf(dependency.getTargetClass());
    String name = target.getName();
    return target.isPrimitive()
        || DropInJar.classes().contain(name)
        || isOfTheJdk(name)
        || startsWithOne(ANNOTATIONS, name)
        || startsWithOne(allowedTo(dependency.getOriginClass()), name);
  }

  private static List<String> allowedTo(JavaClass origin) {
    String name = origin.getName();
    if (startsWithOne(
        List.of("dev.postroad.james.", "dev.postroad.matchers.", "dev.postroad.mailets."), name)) {
      return JAMES;
    }
    if (name.equals("dev.postroad.logging.HostLogger")) {
      return List.of("org.slf4j.");
    }
    // On Windows and Android alone: how dnsjava finds the name servers of the machine.
    return name.startsWith("dev.postroad.shaded.dnsjava.config.")
        ? List.of("com.sun.jna.", "android.")
        : List.of();
  }

  private static JavaClass elementOf(JavaClass type) {
    return type.isArray() ? type.getBaseComponentType() : type;
  }

  private static boolean isOfTheJdk(String name) {
    try {
      Class.forName(name, false, ClassLoader.getPlatformClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static boolean startsWithOne(List<String> prefixes, String name) {
    return prefixes.stream().anyMatch(name::startsWith);
  }
}
