// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postroad.testing.DebianPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bin/postroad finds, and what it says where it finds nothing; its Java is a script, too. */
@DisabledOnOs(OS.WINDOWS)
final class BinScriptTest {
  private static final Path SCRIPT = Path.of("..", "bin", "postroad");
  private static final String JAR = "postroad-james-3.8-0.1.0.jar";
  private static final String TOOLS = "/usr/bin:/bin";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private record Ended(int exitCode, String said) {}

  @BeforeEach
  void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.copy(SCRIPT, bin.resolve("postroad"), StandardCopyOption.COPY_ATTRIBUTES);
    java("java17", "17.0.15");
  }

  @Test
  void jarIsFoundBesideTheScriptAndInExtensionsJars() throws Exception {
    for (String place :
        List.of(
            "bin/" + JAR,
            "bin/extensions-jars/" + JAR,
            JAR,
            "extensions-jars/" + JAR,
            "extensions-jars/postroad-james-3.9-0.1.0.jar")) {
      Path jar = folder.resolve(place);
      Files.createDirectories(jar.resolveSibling("."));
      Files.createFile(jar);
      Ended ended = run(Map.of(), "route", "a b@c.example");
      assertThat(ended.exitCode()).as(ended.said()).isZero();
      List<String> arguments = ended.said().lines().toList();
      int at = arguments.indexOf("-jar");
      assertThat(Path.of(arguments.get(at + 1)).toRealPath()).isEqualTo(jar.toRealPath());
      assertThat(arguments.subList(at + 2, arguments.size()))
          .containsExactly("route", "a b@c.example");
      Files.delete(jar);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3.8-0.9.0, 3.8-0.10.0",
    "3.8-0.10.0, 3.8-1.2.0",
    "3.9-0.9.0, 3.8-0.10.0",
    "3.9-0.10.0, 3.10-0.10.0",
    "3.8-0.10.0-SNAPSHOT, 3.8-0.10.0",
    "3.8-0.10.0, 3.8-0.10.1-SNAPSHOT",
    "3.8-odd, 3.8-0.1.0"
  })
  void ofSeveralJarsTheNewestIsRun(String older, String newer) throws Exception {
    for (String name : List.of(older, newer)) {
      Files.createFile(folder.resolve("bin").resolve("postroad-james-" + name + ".jar"));
    }
    assertThat(run(Map.of()).said()).contains("postroad-james-" + newer + ".jar");
  }

  @Test
  void jarIsFoundThroughALinkToTheScript() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    Path link = Files.createDirectories(folder.resolve("elsewhere")).resolve("postroad");
    Files.createSymbolicLink(link, Path.of("..", "bin", "postroad"));
    assertThat(run(link, Map.of()).said()).contains(JAR);
  }

  @Test
  void namedJarCountsMore() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    Path other = Files.createFile(folder.resolve("other.jar"));
    assertThat(run(Map.of("POSTROAD_JAR", other.toString())).said()).contains("other.jar");
    Ended missing = run(Map.of("POSTROAD_JAR", "/nowhere.jar"));
    assertThat(missing.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(missing.said()).contains("POSTROAD_JAR names /nowhere.jar");
  }

  @Test
  void missingJarIsToldWithWhereItBelongs() throws Exception {
    Ended ended = run(Map.of());
    assertThat(ended.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(ended.said()).contains("no postroad-james-*.jar", "extensions-jars", "POSTROAD_JAR");
  }

  @Test
  void javaThatIsTooOldIsPassedOver() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    java("java8", "1.8.0_402");
    java("java11", "11.0.2");
    Path newer = java("java21", "21-ea");
    Ended ended =
        run(
            Map.of(
                "JAVA_HOME",
                folder.resolve("java11").toString(),
                "PATH",
                newer.resolveSibling(".") + ":" + TOOLS));
    assertThat(ended.said()).contains("java21").doesNotContain("java11", "java8");
  }

  @Test
  void javaThatTellsItsVersionInAFileIsNotStartedForIt() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    release("java17", "JAVA_VERSION=\"1.8.0_402\"\n");
    Path silent = java("java21", "");
    release("java21", "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"21.0.1\"\n");
    Path path = Files.createDirectories(folder.resolve("path"));
    Files.createSymbolicLink(path.resolve("java"), silent);
    Ended ended = run(Map.of("PATH", path + ":" + TOOLS));
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said()).startsWith(path.resolve("java").toString());
  }

  @Test
  void javaWithAFileThatDoesNotTellItsVersionIsAsked() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    release("java17", "SOURCE=\"\"\n");
    assertThat(run(Map.of()).said()).contains("java17");
  }

  @Test
  void javaOfTheUsualPlacesThatDoesNotRunHereIsPassedOver() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    Path script = folder.resolve("bin").resolve("postroad");
    Files.writeString(
        script, Files.readString(script).replace("/usr/lib/jvm/*", folder + "/jvm/*"));
    Path old = java("java11", "11.0.2");
    Files.writeString(java("jvm/a-other-machine", ""), "#!/bin/sh\nexit 126\n");
    release("jvm/a-other-machine", "JAVA_VERSION=\"17.0.15\"\n");
    java("jvm/b-ours", "17.0.15");
    release("jvm/b-ours", "JAVA_VERSION=\"17.0.15\"\n");

    Ended ended = run(Map.of("JAVA_HOME", "", "PATH", old.resolveSibling(".") + ":" + TOOLS));

    assertThat(ended.said()).contains("b-ours");
    assertThat(ended.exitCode()).isZero();
  }

  private void release(String home, String text) throws IOException {
    Files.writeString(folder.resolve(home).resolve("release"), text);
  }

  @Test
  void argumentsBeyondAsciiReachJavaWhateverTheLocale() throws Exception {
    Files.createFile(folder.resolve("bin").resolve(JAR));
    Files.writeString(java("java17", "17.0.15"), "\necho \"locale $LC_ALL\"\n", APPEND);
    for (String ascii : List.of("C", "POSIX")) {
      assertThat(run(Map.of("LC_ALL", ascii)).said()).contains("locale C.UTF-8\n");
    }
    assertThat(run(Map.of("LANG", "C.UTF-8")).said()).contains("locale \n");
  }

  @Test
  void shellcheckFindsNothing() throws Exception {
    Optional<String> missing =
        DebianPackage.of("shellcheck", "shellcheck").missing(Path.of("target", "apt"));
    assumeThat(missing).isEmpty();
    Ended ended = run(List.of("shellcheck", SCRIPT.toString()), Map.of());
    assertThat(ended.exitCode()).as(ended.said()).isZero();
  }

  /** A Java that prints what it was started as and with, an argument a line. */
  private Path java(String home, String version) throws IOException {
    Path java = folder.resolve(home).resolve("bin").resolve("java");
    Files.createDirectories(java.resolveSibling("."));
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'openjdk version "%s" 2026-01-01' >&2
        else
          printf '%%s\\n' "$0" "$@"
        fi
        """
            .formatted(version));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return run(folder.resolve("bin").resolve("postroad"), environment, arguments);
  }

  private Ended run(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  private Ended run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", TOOLS);
    builder.environment().put("JAVA_HOME", folder.resolve("java17").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), said);
  }
}
