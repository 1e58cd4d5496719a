// SPDX-License-Identifier: Apache-2.0
package dev.postroad.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is in the drop-in jar, and what is not. */
final class DropInJarTest {
  private static final int JAVA_17 = 61;
  private static final long SIX_MEGABYTES = 6_000_000;

  @Test
  void everyClassIsInAPackageOfOurs() {
    assertThat(classFiles()).isNotEmpty().allMatch(name -> name.startsWith("dev/postroad/"));
  }

  @Test
  void besidesClassesThereIsOnlyWhatIsOurs() {
    Pattern ours =
        Pattern.compile(
            "META-INF/(MANIFEST\\.MF|LICENSE|NOTICE|licenses/[a-z0-9-]+/LICENSE)"
                + "|META-INF/services/dev\\.postroad\\..+"
                + "|dev/postroad/.+");
    assertThat(DropInJar.files()).allMatch(name -> ours.matcher(name).matches());
  }

  @Test
  void thereIsNoModuleDescriptor() {
    assertThat(DropInJar.files()).noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void classesRunOnJava17() {
    assertThat(classFiles()).allMatch(name -> majorVersion(DropInJar.read(name)) <= JAVA_17);
  }

  @Test
  void noClassNamesALibraryByItsOldName() {
    Pattern oldNames =
        Pattern.compile(
            "org[./]xbill|com[./]github[./]benmanes|com[./]fasterxml|(?<!shaded[./])picocli/|io[./]github[./]bucket4j");
    assertThat(classFiles())
        .allSatisfy(
            name ->
                assertThat(new String(DropInJar.read(name), ISO_8859_1))
                    .as(name)
                    .doesNotContainPattern(oldNames));
  }

  @Test
  void everyLibraryComesWithItsLicenceAndIsNamedInTheNotice() {
    Set<String> libraries = libraries();
    assertThat(libraries).contains("dnsjava", "caffeine", "bucket4j", "picocli", "jackson");
    assertThat(licences()).isEqualTo(libraries);
    String notice = new String(DropInJar.read("META-INF/NOTICE"), UTF_8);
    assertThat(libraries)
        .allSatisfy(
            library -> {
              assertThat(DropInJar.read("META-INF/licenses/" + library + "/LICENSE")).isNotEmpty();
              assertThat(notice).containsIgnoringCase(library);
            });
  }

  @Test
  void ourOwnLicenceIsThere() {
    assertThat(new String(DropInJar.read("META-INF/LICENSE"), UTF_8))
        .contains("Apache License", "Version 2.0");
  }

  @Test
  void manifestTellsCommandVersionAndFlavour() {
    Attributes attributes = DropInJar.manifest().getMainAttributes();
    assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("dev.postroad.cli.Main");
    assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
        .isEqualTo(DropInJar.property("postroad.version"));
    assertThat(attributes.getValue("Postroad-Flavour"))
        .isEqualTo(DropInJar.property("postroad.flavour"));
  }

  @Test
  void jarIsSmallerThanSixMegabytes() throws IOException {
    assertThat(Files.size(DropInJar.PATH)).isLessThan(SIX_MEGABYTES);
  }

  private static List<String> classFiles() {
    return DropInJar.files().stream().filter(name -> name.endsWith(".class")).toList();
  }

  /** The relocated libraries, each named by its package under {@code dev.postroad.shaded}. */
  private static Set<String> libraries() {
    return namesMatching("dev/postroad/shaded/([^/]+)/.*");
  }

  private static Set<String> licences() {
    return namesMatching("META-INF/licenses/([^/]+)/LICENSE");
  }

  private static Set<String> namesMatching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return DropInJar.files().stream()
        .map(pattern::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int majorVersion(byte[] classFile) {
    return (classFile[6] & 0xff) << 8 | (classFile[7] & 0xff);
  }
}
