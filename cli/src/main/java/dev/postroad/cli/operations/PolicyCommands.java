// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.World;
import dev.postroad.cli.output.PolicyText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.core.json.JsonLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be asked of the policies in use. */
final class PolicyCommands {
  private static final String POLICY = "/postroad/policy";

  private PolicyCommands() {}

  /** What is in use. */
  @Command(
      name = "show",
      description =
          "Shows which policies are in use, since when, and what is wrong with files that were"
              + " changed since.",
      exitCodeList = {
        " 0:what is in the files is in use",
        "64:wrong usage",
        "66:a file cannot be read",
        "75:the server cannot be reached, or fails",
        "76:what answers is no WebAdmin with Postroad's routes, or another version",
        "77:the server does not let us in",
        "78:a policy has errors; what was read before stays in use"
      })
  static class ShowPolicies extends ServerCommand {
    ShowPolicies(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      Json answer = ask();
      show(answer, all -> new PolicyText(when()).of(all.items("policies")));
      return answer.items("policies").stream().anyMatch(PolicyText::isBroken)
          ? ExitCode.CONFIGURATION
          : ok();
    }

    Json ask() throws CommandFailure {
      return server().get(POLICY, new Query());
    }
  }

  /** Reads the files anew. */
  @Command(
      name = "reload",
      description =
          "Has the files of all policies read anew, now. A file with errors changes nothing; its"
              + " errors are printed.")
  static final class ReloadPolicies extends ShowPolicies {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why, for whoever sees it later: it is kept with who did it and when.")
    private @Nullable String reason;

    ReloadPolicies(World world) {
      super(world);
    }

    @Override
    Json ask() throws CommandFailure {
      String body =
          reason == null
              ? null
              : JsonLine.of(json -> json.writeStringField("reason", String.valueOf(reason)));
      return server().post(POLICY, new Query().with("action", "reload"), body);
    }
  }
}
