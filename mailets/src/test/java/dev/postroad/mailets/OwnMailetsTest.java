// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.setup.WrittenMailet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mailet.Mailet;
import org.junit.jupiter.api.Test;

class OwnMailetsTest {
  @Test
  void whatAConfigurationMayNameIsWhatIsThere() throws Exception {
    Path classes =
        Path.of(RelayPolicy.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(RelayPolicy.class.getPackageName().replace('.', '/'));
    List<String> names;
    try (Stream<Path> files = Files.list(classes)) {
      names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".class") && !name.contains("$"))
              .map(name -> name.substring(0, name.indexOf('.')))
              .filter(OwnMailetsTest::isPublic)
              .toList();
    }

    assertThat(names).containsExactlyInAnyOrderElementsOf(WrittenMailet.OWN_MAILETS);
  }

  private static boolean isPublic(String name) {
    try {
      Class<?> type = Class.forName(RelayPolicy.class.getPackageName() + "." + name);
      return Mailet.class.isAssignableFrom(type)
          && java.lang.reflect.Modifier.isPublic(type.getModifiers());
    } catch (ClassNotFoundException e) {
      return false; // such as package-info
    }
  }
}
