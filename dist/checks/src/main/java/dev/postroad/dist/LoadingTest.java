// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The jar as it is loaded: alone by {@code java -jar}, and below a host that has SLF4J. */
final class LoadingTest {
  private static final String RESOLVER = "dev.postroad.shaded.dnsjava.SimpleResolver";

  @Test
  void aloneDnsjavaNeedsNoSlf4j() throws Exception {
    try (URLClassLoader alone = loaderBelow(ClassLoader.getPlatformClassLoader())) {
      assertThat(Class.forName(RESOLVER, true, alone)).isNotNull();
      assertThat(loggerOf(alone)).isEqualTo("dev.postroad.logging.SystemLogger");
    }
  }

  @Test
  void belowAHostDnsjavaLogsToItsSlf4j() throws Exception {
    try (URLClassLoader extension = loaderBelow(new HostWithSlf4j())) {
      assertThat(Class.forName(RESOLVER, true, extension)).isNotNull();
      assertThat(loggerOf(extension)).isEqualTo("dev.postroad.logging.HostLogger");
    }
  }

  @Test
  void caffeineFindsTheClassesItPicksByName() throws Exception {
    try (URLClassLoader alone = loaderBelow(ClassLoader.getPlatformClassLoader())) {
      Class<?> caffeine = Class.forName("dev.postroad.shaded.caffeine.cache.Caffeine", true, alone);
      Object builder = caffeine.getMethod("newBuilder").invoke(null);
      caffeine.getMethod("maximumSize", long.class).invoke(builder, 10);
      caffeine.getMethod("expireAfterWrite", Duration.class).invoke(builder, Duration.ofHours(1));
      Object cache = caffeine.getMethod("build").invoke(builder);
      Method put =
          Class.forName("dev.postroad.shaded.caffeine.cache.Cache", true, alone)
              .getMethod("put", Object.class, Object.class);
      assertThatCode(() -> put.invoke(cache, "key", "value")).doesNotThrowAnyException();
    }
  }

  @Test
  void everyClassWithoutTheHostsTypesLoads() throws Exception {
    try (URLClassLoader alone = loaderBelow(ClassLoader.getPlatformClassLoader())) {
      for (String file : DropInJar.files()) {
        boolean ours =
            file.startsWith("dev/postroad/core/") || file.startsWith("dev/postroad/cli/");
        if (ours && file.endsWith(".class")) {
          String name = file.replace('/', '.').replaceFirst("\\.class$", "");
          assertThat(Class.forName(name, false, alone)).isNotNull();
        }
      }
    }
  }

  @Test
  void commandLineStartsWithNothingButTheJar() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                DropInJar.PATH.toString(),
                "--help")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("postroad");
  }

  private static URLClassLoader loaderBelow(ClassLoader parent) throws IOException {
    return new URLClassLoader(new URL[] {DropInJar.PATH.toUri().toURL()}, parent);
  }

  private static String loggerOf(ClassLoader loader) throws ReflectiveOperationException {
    return Class.forName("dev.postroad.logging.LoggerFactory", true, loader)
        .getMethod("getLogger", String.class)
        .invoke(null, "probe")
        .getClass()
        .getName();
  }

  /** Knows SLF4J, and nothing else of what these tests see. */
  private static final class HostWithSlf4j extends ClassLoader {
    HostWithSlf4j() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.slf4j.")) {
        return LoadingTest.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
