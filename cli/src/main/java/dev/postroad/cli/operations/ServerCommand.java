// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Version;
import dev.postroad.cli.World;
import dev.postroad.cli.output.When;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Server;
import dev.postroad.cli.server.ServerOptions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command for a running James. */
@Command(
    sortOptions = false,
    sortSynopsis = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      "64:wrong usage",
      "65:the server refuses a value",
      "66:a file cannot be read",
      "69:there is no such site, mail or host, or it was not done",
      "75:the server cannot be reached, or fails",
      "76:what answers is no WebAdmin with Postroad's routes, or another version",
      "77:the server does not let us in"
    })
abstract class ServerCommand implements Callable<Integer> {
  private static final int ORDER = 90;

  @Mixin(name = ServerOptions.MIXIN)
  @SuppressWarnings("unused") // found by its name
  private ServerOptions server = new ServerOptions();

  @Option(
      names = "--json",
      order = ORDER,
      description = "Print what the server answers, one JSON object on a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final World world;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ServerCommand(World world) {
    this.world = world;
  }

  World world() {
    return world;
  }

  Server server() throws CommandFailure {
    return ServerOptions.open(spec, world);
  }

  When when() {
    return new When(world.clock().instant());
  }

  /** Prints an answer, as it is or for a human. */
  void show(Json answer, Function<Json, Object> text) {
    if (json) {
      world.out().println(answer.line());
    } else {
      world.out().print(text.apply(answer));
    }
    world.out().flush();
  }

  boolean isJson() {
    return json;
  }

  /** Notes that a list goes on. */
  void noteRest(Json answer, int shown, int offset) {
    long total = answer.count("total");
    if (!json && shown == 0 && total > 0) {
      world.note("--offset %d is beyond the last of %d".formatted(offset, total));
    }
    if (!json && shown > 0 && shown + offset < total) {
      world.note(
          "%d of %d are shown; more with --offset %d or --limit N (1000 at most)"
              .formatted(shown, total, offset + shown));
    }
    if (!json && answer.denies("complete")) {
      world.note("the server knows more mails than it keeps in detail; those are not shown");
    }
  }

  ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  /**
   * Demands that names are names: one that is empty is a variable of the shell that was not set.
   *
   * @param label what they are called in the help
   */
  void demandNames(List<String> names, String label) {
    if (names.stream().anyMatch(String::isBlank)) {
      throw usage(label + " is empty: nothing is named");
    }
  }

  static int ok() {
    return ExitCode.OK;
  }
}
