// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In the wrong James, each class that an operator may name says so instead of failing to link. */
final class EntranceTest {
  private static final List<String> ROOMS =
      List.of(
          "dev.postroad.mailets",
          "dev.postroad.matchers",
          "dev.postroad.james",
          "dev.postroad.james.observe",
          "dev.postroad.james.webadmin");

  /**
   * What an operator names in mailetcontainer.xml, smtpserver.xml, webadmin.properties,
   * healthcheck.properties and extensions.properties.
   */
  private static final List<String> NAMED =
      List.of(
          "org.apache.mailet.base.Generic",
          "org.apache.james.core.healthcheck.HealthCheck",
          "org.apache.james.protocols.smtp.hook.",
          "org.apache.james.webadmin.Routes",
          "org.apache.james.webadmin.PublicRoutes",
          "org.apache.james.server.task.json.TaskExtensionModule");

  @Test
  void everythingThatAnOperatorNamesIsMadeBehindAnEntrance() {
    List<JavaClass> named =
        DropInJar.classes().stream().filter(EntranceTest::isForOperators).toList();
    assertThat(named)
        .extracting(JavaClass::getSimpleName)
        .contains(
            "MxRemoteDelivery",
            "SenderDomainIn",
            "PermitRcptHook",
            "EngineHealthCheck",
            "PostroadRoutes",
            "PostroadTasks");
    assertThat(named)
        .allSatisfy(
            type ->
                assertThat(type.isAnnotatedWith("com.google.inject.ProvidedBy"))
                    .as("%s is annotated with @ProvidedBy", type.getName())
                    .isTrue());
  }

  private static boolean isForOperators(JavaClass type) {
    return ROOMS.contains(type.getPackageName())
        && type.isTopLevelClass()
        && type.getModifiers().contains(PUBLIC)
        && !type.getModifiers().contains(ABSTRACT)
        && Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
            .anyMatch(above -> NAMED.stream().anyMatch(above.getName()::startsWith));
  }
}
