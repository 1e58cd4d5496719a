// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the jar refers to is there, by signature, in the James that it is for. */
final class LinkageTest {
  /** On Windows and Android alone: how dnsjava finds the name servers of the machine. */
  private static final Set<String> OPTIONAL = Set.of("com/sun/jna/", "android/");

  /** What may know James; all else must do with the JDK. */
  private static final List<String> FOR_JAMES =
      List.of(
          "dev/postroad/james/",
          "dev/postroad/matchers/",
          "dev/postroad/mailets/",
          "dev/postroad/logging/HostLogger ");

  private static final Path JAMES = Path.of(DropInJar.property("james.lib"));

  @Test
  void everyReferenceIsFoundInTheJamesThatTheJarIsFor() {
    List<Path> host = new ArrayList<>(ClassPath.jarsIn(JAMES));
    host.add(Path.of(DropInJar.property("james.standIns")));
    assertThat(LinkCheck.problems(DropInJar.PATH, host, OPTIONAL)).isEmpty();
  }

  @Test
  void whatIsNotForJamesLinksWithoutIt() {
    Stream<String> problems =
        LinkCheck.problems(DropInJar.PATH, List.of(), OPTIONAL).stream()
            .filter(problem -> FOR_JAMES.stream().noneMatch(problem::startsWith));
    assertThat(problems).isEmpty();
  }
}
