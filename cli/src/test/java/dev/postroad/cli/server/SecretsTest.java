// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.operations.ScriptedWebAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lets us in: where it is from, what counts more, and that it is never shown. */
final class SecretsTest {
  private final ScriptedWebAdmin james = ScriptedWebAdmin.start();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @BeforeEach
  void anyoneIsServed() {
    james.on("GET /postroad/sites", "{\"total\":0,\"sites\":[]}");
  }

  @AfterEach
  void stop() {
    james.close();
  }

  @Test
  void tokenIsABearersAndPasswordHasItsOwnHeader() throws IOException {
    Path file = file("hush\nmore\n");
    assertThat(shown(cli(), "Authorization", "--token-file", file.toString()))
        .isEqualTo("Bearer hush");
    assertThat(shown(cli(), "Password", "--password-file", file.toString())).isEqualTo("hush");
  }

  @Test
  void tokenThatWasCopiedWithItsHeaderIsTaken() throws IOException {
    for (String copied : new String[] {"Bearer hush", " bearer  hush \n"}) {
      assertThat(shown(cli(), "Authorization", "--token-file", file(copied).toString()))
          .isEqualTo("Bearer hush");
    }
    Cli.Result nothing = cli().environment("POSTROAD_TOKEN", "Bearer ").run("sites", "list");
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void environmentNamesTokensPasswordsAndFiles() throws IOException {
    String file = file("in-file").toString();
    assertThat(shown(cli().environment("POSTROAD_TOKEN", "t"), "Authorization"))
        .isEqualTo("Bearer t");
    assertThat(shown(cli().environment("POSTROAD_TOKEN_FILE", file), "Authorization"))
        .isEqualTo("Bearer in-file");
    assertThat(shown(cli().environment("POSTROAD_PASSWORD", "p"), "Password")).isEqualTo("p");
    assertThat(shown(cli().environment("POSTROAD_PASSWORD_FILE", file), "Password"))
        .isEqualTo("in-file");
  }

  @Test
  void commandLineCountsMoreThanTheEnvironmentAndTheNearerOptionMore() throws IOException {
    Path far = file("far");
    Path near = Files.writeString(folder.resolve("near"), "near");
    Cli cli = cli().environment("POSTROAD_TOKEN", "environment");
    Cli.Result result =
        cli.run("--token-file", far.toString(), "sites", "list", "--token-file", near.toString());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(last("Authorization")).isEqualTo("Bearer near");
    cli.run("--token-file", far.toString(), "sites", "list");
    assertThat(last("Authorization")).isEqualTo("Bearer far");
  }

  @Test
  void secretOnTheCommandLineIsWarnedOf() {
    Cli.Result result = cli().run("sites", "list", "--token", "hush");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("--token-file").doesNotContain("hush");
  }

  @Test
  void secretThatCannotBeSentIsNotShown() {
    Cli.Result result = cli().environment("POSTROAD_TOKEN", "hu\nsh").run("sites", "list");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("POSTROAD_TOKEN").doesNotContain("hu");
  }

  @Test
  void twoSecretsAreOneTooMany() {
    Cli.Result result = cli().run("sites", "list", "--token", "hush", "--password", "hush");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("is enough").doesNotContain("hush");
  }

  @Test
  void missingFileIsTold() {
    Cli.Result result = cli().run("sites", "list", "--token-file", "/nowhere/token");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(result.err()).contains("/nowhere/token: there is no such file");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("secret"), content);
  }

  private String shown(Cli cli, String header, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "sites";
    arguments[1] = "list";
    arguments[2] = "--json";
    System.arraycopy(options, 0, arguments, 3, options.length);
    Cli.Result result = cli.run(arguments);
    assertThat(result.err()).isEmpty();
    return last(header);
  }

  private String last(String header) {
    return james.requests().get(james.requests().size() - 1).header().apply(header);
  }

  private Cli cli() {
    return new Cli().environment("POSTROAD_URL", james.url());
  }
}
