// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlavourTest {
  @Test
  void inTheJamesThatItIsForNothingIsSaid() {
    assertThatCode(Flavour::check).doesNotThrowAnyException();
  }

  @Test
  void theRefusalNamesBothJamesesAndTheJarToTake() {
    assertThat(Flavour.refusal(true, "postroad-james-3.8-1.0.jar", Optional.of("1.0")))
        .isEqualTo(
            "postroad-james-3.8-1.0.jar is for James 3.8 (javax.mail), and this is James 3.9 or"
                + " later (jakarta.mail): take it out of extensions-jars/ and put"
                + " postroad-james-3.9-1.0.jar there. Postroad does not start");
    assertThat(Flavour.refusal(false, "postroad-james-3.9-1.0.jar", Optional.of("1.0")))
        .contains("for James 3.9 and later (jakarta.mail)", "put postroad-james-3.8-1.0.jar there");
  }

  @Test
  void eachJarOfPostroadThatJamesLoadsIsKnownByName(@TempDir Path extensions) throws IOException {
    URL[] jars = {
      jar(extensions.resolve("postroad 1.0.jar"), "dev/postroad/james/Flavour.class"),
      jar(extensions.resolve("postroad-1.1.jar"), "dev/postroad/james/Flavour.class"),
      jar(extensions.resolve("another.jar"), "com/example/Another.class")
    };
    try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
      assertThat(Flavour.jars(loader)).containsExactly("postroad 1.0.jar", "postroad-1.1.jar");
    }
  }

  private static URL jar(Path file, String entry) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new JarEntry(entry));
      out.closeEntry();
    }
    return file.toUri().toURL();
  }
}
