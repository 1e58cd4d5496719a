// SPDX-License-Identifier: Apache-2.0
package dev.postroad.container;

import dev.postroad.playground.james.JamesRuntime;
import java.io.IOException;
import java.nio.file.Path;

/** What the build hands to the scenarios. */
final class Built {
  private Built() {}

  /** The drop-in jar for James 3.8. */
  static Path javaxJar() {
    return Path.of(property("postroad.jar.javax"));
  }

  /** The drop-in jar for James 3.9. */
  static Path jakartaJar() {
    return Path.of(property("postroad.jar.jakarta"));
  }

  /** A James 3.8 on some Java. */
  static JamesRuntime javaxJames(Path java) throws IOException {
    JamesRuntime james = JamesRuntime.in(Path.of(property("james.lib")));
    return new JamesRuntime(java, james.jars(), james.mainClass());
  }

  /** The Java that runs Maven, which is what James 3.8 is tested with. */
  static Path javaOfMaven() {
    return Path.of(property("james.java"));
  }

  /** The Java that this runs on, 21 or later. */
  static Path javaOfThisTest() {
    return Path.of(property("java.home"), "bin", "java");
  }

  /** A directory for one scenario's files. */
  static Path work(String name) {
    return Path.of(property("postroad.work")).resolve(name);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("the build sets the system property " + name);
    }
    return value;
  }
}
