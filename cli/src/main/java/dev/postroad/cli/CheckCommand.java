// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.cli.conf.ConfigurationCheck;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.domain.DomainName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells everything that is wrong with a configuration. */
@Command(
    name = "check",
    description =
        "Prints everything that is wrong with a configuration, all at once, and what contradicts"
            + " itself: rules that never decide, relays and classes that nothing names, relays that"
            + " are this server. Asks no name server, and connects to nothing.",
    sortOptions = false,
    sortSynopsis = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:James can use the configuration; there may be warnings",
      "64:wrong usage",
      "65:with --strict, there are warnings",
      "66:a file cannot be read",
      "78:the configuration has problems; all of them are printed"
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CONFIG",
      description = "James' conf folder, a mailetcontainer.xml, or a policy file.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path path;

  @Option(
      names = "--local",
      paramLabel = "DOMAIN",
      converter = ConfigurationOptions.DomainConverter.class,
      description = "A domain of class local, beside those of domainlist.xml; may be repeated.")
  private List<DomainName> local = new ArrayList<>();

  @Option(names = "--strict", description = "Exit with 65 if there are warnings.")
  private boolean strict;

  private final World world;

  CheckCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() throws CommandFailure {
    List<Problem> problems;
    try {
      problems =
          new ConfigurationCheck(
                  world.variables(),
                  world.environment(),
                  new LinkedHashSet<>(local),
                  LocalHost.publicAddresses(),
                  LocalHost.name(),
                  world.clock().instant())
              .check(path);
    } catch (IOException e) {
      throw Failures.cannotRead(path, e);
    }
    Problems.firstOf(problems).forEach(problem -> world.out().println(problem));
    Problems.left(problems).ifPresent(world.out()::println);
    long errors = problems.stream().filter(Problem::isError).count();
    long warnings = problems.size() - errors;
    world.note(
        errors
            + (errors == 1 ? " error, " : " errors, ")
            + warnings
            + (warnings == 1 ? " warning" : " warnings"));
    if (errors > 0) {
      return ExitCode.CONFIGURATION;
    }
    return strict && warnings > 0 ? ExitCode.DATA : ExitCode.OK;
  }
}
