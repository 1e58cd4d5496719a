// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.operations.Operations;
import dev.postroad.cli.server.ServerOptions;
import dev.postroad.core.config.ConfigurationProblems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command as a whole: it knows its sub-commands, and how a failure is told. */
@Command(
    name = "postroad",
    description = {
      "Outbound mail routing and delivery for Apache James, from the command line.",
      "",
      "route, send and check work without a server. The others, and route with --url, ask a running"
          + " James through its WebAdmin: name it with --url or in $POSTROAD_URL."
    },
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    sortSynopsis = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes (sysexits.h):%n",
    exitCodeList = {
      " 0:done",
      "64:wrong usage: an unknown option, a missing or malformed value",
      "65:malformed data: an address, a line of a batch, a value that the server refuses; the others"
          + " were done",
      "66:a file that was named cannot be read",
      "69:not done for good: delivery failed for some recipient; there is no such site, mail or host;"
          + " James is unhealthy",
      "70:a fault of ours",
      "74:reading or writing failed",
      "75:temporary: delivery is deferred for some recipient, the DNS or the server does not answer,"
          + " or James is degraded",
      "76:what answers is no WebAdmin with Postroad's routes, or another version",
      "77:the server does not let us in",
      "78:the configuration has problems; all of them are printed"
    },
    footer = {"", "postroad COMMAND --help tells the options of a command."})
public final class Postroad implements Runnable {
  private static final String HELP = "help";
  private static final String COMPLETION = "generate-completion";

  private final World world;

  @Mixin(name = ServerOptions.MIXIN)
  @SuppressWarnings("unused") // commands find it by its name
  private ServerOptions server = new ServerOptions();

  @Spec private CommandSpec spec;

  /** The command in a world. */
  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public Postroad(World world) {
    this.world = world;
  }

  /** Runs one command line and tells how to exit; never throws. */
  public int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  /**
   * The command with its sub-commands, ready to be run or asked about their options. Where the
   * arguments begin with one of them, the others are left out: reading what they all understand
   * takes longer than most commands do.
   */
  public CommandLine commandLine(String... arguments) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("route", () -> new RouteCommand(world));
    commands.put("send", () -> new SendCommand(world));
    commands.put("check", () -> new CheckCommand(world));
    commands.putAll(Operations.commands(world));
    commands.put(HELP, HelpCommand::new);
    commands.put(COMPLETION, AutoComplete.GenerateCompletion::new);
    String named = arguments.length == 0 ? "" : arguments[0];
    boolean one = commands.containsKey(named) && !named.equals(HELP) && !named.equals(COMPLETION);
    CommandLine root = new CommandLine(this);
    commands.forEach(
        (name, command) -> {
          if (!one || name.equals(named)) {
            root.addSubcommand(name, command.get());
          }
        });
    configure(root);
    return root;
  }

  private void configure(CommandLine command) {
    command
        .setOut(world.out())
        .setErr(world.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::wrongUsage)
        .setExecutionExceptionHandler((failure, where, parsed) -> failed(failure));
    command
        .getCommandSpec()
        .exitCodeOnInvalidInput(ExitCode.USAGE)
        .exitCodeOnExecutionException(ExitCode.SOFTWARE);
    command.getSubcommands().values().forEach(this::configure);
  }

  /** Without a sub-command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing COMMAND: " + String.join(", ", spec.subcommands().keySet()));
  }

  private int wrongUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    world.err().println("postroad: " + problem.getMessage());
    UnmatchedArgumentException.printSuggestions(problem, world.err());
    world
        .err()
        .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for its options.");
    return ExitCode.USAGE;
  }

  private int failed(Exception failure) {
    world.out().flush();
    if (failure instanceof CommandFailure told) {
      told.lines().forEach(world::note);
      return told.exitCode();
    }
    if (failure instanceof ConfigurationProblems configuration) {
      configuration.problems().forEach(problem -> world.err().println(problem));
      long errors = configuration.problems().stream().filter(problem -> problem.isError()).count();
      world.note(
          errors == 1
              ? "1 problem in the configuration"
              : errors + " problems in the configuration");
      return ExitCode.CONFIGURATION;
    }
    world.note("a fault of ours, please report it: " + failure);
    failure.printStackTrace(world.err());
    return ExitCode.SOFTWARE;
  }
}
