// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;

/**
 * README.md says of each jar which James and which Java it is for, as the jars themselves do;
 * -Dpostroad.regenerate=true writes this one's line anew.
 */
final class ReadmeTest {
  private static final Pattern JAMES_CORE = Pattern.compile("james-core-(\\d[\\d.]*)\\.jar");
  private static final int JAVA_1 = 44;

  private final List<Path> james = ClassPath.jarsIn(Path.of(DropInJar.property("james.lib")));

  @Test
  void theTableOfJarsHasTheLineOfThisOne() throws IOException {
    String flavour = DropInJar.property("postroad.flavour").replace("james-", "");
    String line =
        "| %s | %s | `%s` | %d | `%s` |"
            .formatted(
                flavour, jamesVersion(), mailApi(), javaVersion(), DropInJar.PATH.getFileName());
    Path readme = Path.of(DropInJar.property("postroad.root")).resolve("README.md");
    if (Boolean.getBoolean("postroad.regenerate")) {
      String own = "| " + flavour + " |";
      Files.write(
          readme,
          Files.readAllLines(readme).stream()
              .map(old -> old.startsWith(own) ? line : old)
              .toList());
    }
    assertThat(Files.readAllLines(readme)).contains(line);
  }

  private String jamesVersion() {
    return james.stream()
        .map(jar -> JAMES_CORE.matcher(jar.getFileName().toString()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElseThrow();
  }

  /** The mail API that the jar refers to. */
  private static String mailApi() {
    Set<String> apis = new TreeSet<>();
    ClassPath.read(
        DropInJar.PATH,
        (name, classFile) ->
            References.in(classFile).types.stream()
                .filter(type -> type.endsWith("/mail/MessagingException"))
                .forEach(
                    type -> apis.add(type.startsWith("javax") ? "javax.mail" : "jakarta.mail")));
    assertThat(apis).hasSize(1);
    return apis.iterator().next();
  }

  /** What runs both the jar and James. */
  private int javaVersion() {
    int[] highest = {0};
    james.stream()
        .filter(jar -> JAMES_CORE.matcher(jar.getFileName().toString()).matches())
        .forEach(jar -> raise(highest, jar));
    raise(highest, DropInJar.PATH);
    return highest[0] - JAVA_1;
  }

  private static void raise(int[] highest, Path jar) {
    ClassPath.read(
        jar,
        (name, classFile) ->
            highest[0] = Math.max(highest[0], new ClassReader(classFile).readShort(6)));
  }
}
