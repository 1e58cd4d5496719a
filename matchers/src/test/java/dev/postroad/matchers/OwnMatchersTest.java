// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.setup.WrittenMailet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mailet.Matcher;
import org.junit.jupiter.api.Test;

class OwnMatchersTest {
  @Test
  void whatAConfigurationMayNameIsWhatIsThere() throws Exception {
    Path classes =
        Path.of(RelayRouteIs.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(RelayRouteIs.class.getPackageName().replace('.', '/'));
    List<String> names;
    try (Stream<Path> files = Files.list(classes)) {
      names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".class") && !name.contains("$"))
              .map(name -> name.substring(0, name.indexOf('.')))
              .filter(OwnMatchersTest::isPublic)
              .toList();
    }

    assertThat(names).containsExactlyInAnyOrderElementsOf(WrittenMailet.OWN_MATCHERS);
  }

  private static boolean isPublic(String name) {
    try {
      Class<?> type = Class.forName(RelayRouteIs.class.getPackageName() + "." + name);
      return Matcher.class.isAssignableFrom(type)
          && java.lang.reflect.Modifier.isPublic(type.getModifiers());
    } catch (ClassNotFoundException e) {
      return false; // such as package-info
    }
  }
}
