// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** How wrong usage is told; nothing here gets as far as asking the DNS. */
final class UsageTest {

  @Test
  void withoutACommandTheCommandsAreTold() {
    Cli.Result result = new Cli().run();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("Missing COMMAND").contains("route", "send");
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "help",
        "route --help",
        "help route",
        "help send",
        "mails flush --help"
      })
  void helpIsAResultAndGoesToStandardOutput(String line) {
    Cli.Result result = new Cli().run(line.split(" "));
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).startsWith("Usage: postroad").contains("Exit codes");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void versionIsThatOfTheBuild() {
    Cli.Result result = new Cli().run("--version");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).matches("Postroad \\d+\\.\\d+\\S*\\n");
  }

  @ParameterizedTest
  @CsvSource({
    "rote,                                     rote",
    "route,                                    Missing ADDRESS",
    "route a@b --batch f,                      exclude each other",
    "route a@b --sendr x,                      --sender",
    "route a@b --dns 127.0.0.1:0,              from 1 to 65535",
    "route a@b --dns 127.0.0.1:65536,          from 1 to 65535",
    "route a@b --dns 127.0.0.1:dns,            from 1 to 65535",
    "route a@b --dns :53,                      HOST:PORT",
    "route a@b --self a..b,                    --self",
    "route a@b --allow-network 10.0.0.0/33,    --allow-network",
    "route a@b --allow-network 10.0.0.1/8,     10.0.0.0/8",
    "route a@b --local a..b,                   --local",
    "route a@b --mailet x,                     --mailet",
    "route a@b --sender nobody,                nobody",
    "route a@b --client here,                  here",
    "route a@b --attempt 0,                    --attempt",
    "route a@b --last 5.7.1,                   write 4.7.1",
    "route a@b --last 250,                     write 4.7.1",
    "route a@b --last 421 --attempt 1,         before attempt 1",
    "route a@b --size big,                     --size",
    "route a@b --header X-A:b,                 the name alone",
    "route a@b --priority 10,                  --priority",
    "send --from a@b,                          --to",
    "send --to a@b,                            --from",
    "send --from nobody --to a@b,              nobody",
    "send --from a@b --to nobody,              nobody",
    "send --from <> --to <>,                   <>",
    "send --from a@b --to c@d --port 0,        --port",
    "send --from a@b --to c@d --port 70000,    --port",
    "send --from a@b --to c@d --tls maybe,     --tls",
    "send --from a@b --to c@d --relay h:25,    smtp://",
    "send --from a@b --to c@d --relay smtps://h --tls none, smtps",
    "send --from a@b --to c@d --relay smtp://u@h, --password-file",
    "send --from a@b --to c@d --relay smtp://h --password-file f, smtp://USER@",
    "send --from a@b --to c@d --timeout rcpt,  STAGE=SECONDS",
    "send --from a@b --to c@d --timeout later=1, 'there is no stage \"later\"'",
    "send --from a@b --to c@d --timeout rcpt=0, more than 0",
    "send --from a@b --to c@d --timeout rcpt=x, not a number",
    "send --from a@b --to c@d --timeout rcpt=NaN, more than 0",
  })
  void wrongUsageSaysWhatIsWrong(String line, String expected) {
    Cli.Result result = new Cli().run(line.split(" "));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).startsWith("postroad: ").contains(expected);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void misspeltOptionsAndCommandsAreSuggested() {
    assertThat(new Cli().run("route", "a@b", "--allow-netwrk", "::/0").err())
        .contains("--allow-network");
    assertThat(new Cli().run("rout").err()).contains("postroad route");
  }

  @Test
  void passwordOfAMalformedRelayIsNotRepeated() {
    Cli.Result result =
        new Cli().run("send", "--from", "a@b", "--to", "c@d", "--relay", "smtp://u:hush@h:x");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).doesNotContain("hush");
  }

  @Test
  void everyCommandAndEveryOptionIsExplained() {
    CommandLine root = new Postroad(World.real()).commandLine();
    assertThat(root.getSubcommands())
        .containsKeys("route", "send", "help", "sites", "mails", "top");
    isExplained(root);
  }

  private static void isExplained(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    assertThat(spec.args())
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(option.description())
                    .as(spec.qualifiedName() + " " + option.paramLabel())
                    .isNotEmpty());
    command.getSubcommands().values().forEach(UsageTest::isExplained);
  }

  @Test
  void completionScriptKnowsTheCommands() {
    Cli.Result result = new Cli().run("generate-completion");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .contains(
            "_complete_postroad",
            "--allow-network",
            "suspend",
            "--dry-run",
            "--token-file",
            "--attempt");
  }
}
