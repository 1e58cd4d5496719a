// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may know which, seen in the finished jar. */
final class ArchitectureTest {
  private static final String CORE = "dev.postroad.core..";
  private static final String JAMES = "dev.postroad.james..";
  private static final String MATCHERS = "dev.postroad.matchers..";
  private static final String MAILETS = "dev.postroad.mailets..";
  private static final String CLI = "dev.postroad.cli..";
  private static final String LOGGING = "dev.postroad.logging..";
  private static final String DNSJAVA = "dev.postroad.shaded.dnsjava..";
  private static final String CAFFEINE = "dev.postroad.shaded.caffeine..";
  private static final String BUCKET4J = "dev.postroad.shaded.bucket4j..";
  private static final String PICOCLI = "dev.postroad.shaded.picocli..";
  private static final String JACKSON = "dev.postroad.shaded.jackson..";
  private static final String ANNOTATIONS = "org.jspecify.annotations..";

  /** Of the JDK; javax.mail and its kin are James'. */
  private static final String[] JDK = {
    "java..", "javax.crypto..", "javax.net..", "javax.security.."
  };

  static Stream<ArchRule> rules() {
    return Stream.of(
        onlyKnows(CORE, DNSJAVA, CAFFEINE, BUCKET4J, JACKSON)
            .because("core has never heard of James"),
        onlyKnows(CLI, CORE, PICOCLI, JACKSON, "javax.xml.stream..")
            .because("the command line runs without James"),
        onlyKnows(LOGGING, "org.slf4j..").because("it stands in for SLF4J and does nothing else"),
        neverKnows(JAMES, MATCHERS, MAILETS, CLI).because("mailets and matchers stand on it"),
        neverKnows(MATCHERS, MAILETS, CLI).because("matchers and mailets meet in james"),
        neverKnows(MAILETS, MATCHERS, CLI).because("matchers and mailets meet in james"),
        neverKnows("dev.postroad..", "dev.postroad.testing..").because("it is for tests"),
        noClasses()
            .that(resideInAnyPackage(CORE, JAMES, MATCHERS, MAILETS, CLI))
            .should()
            .dependOnClassesThat(resideInAPackage(LOGGING))
            .because("only the relocated dnsjava logs there"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void wallsStand(ArchRule rule) {
    rule.allowEmptyShould(true).check(DropInJar.classes());
  }

  private static ArchRule onlyKnows(String room, String... others) {
    return classes()
        .that(resideInAPackage(room))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(room, ANNOTATIONS)
                .or(resideInAnyPackage(JDK))
                .or(resideInAnyPackage(others)));
  }

  private static ArchRule neverKnows(String room, String... others) {
    return noClasses()
        .that(resideInAPackage(room))
        .should()
        .dependOnClassesThat(resideInAnyPackage(others));
  }
}
