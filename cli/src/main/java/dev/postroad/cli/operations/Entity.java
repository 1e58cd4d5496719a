// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.Version;
import dev.postroad.cli.server.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What actions are about; alone it does nothing. */
@Command(
    synopsisSubcommandLabel = "ACTION",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
abstract class Entity implements Runnable {
  /** Of whichever action follows: {@code sites --url URL list}. */
  @Mixin(name = ServerOptions.MIXIN)
  @SuppressWarnings("unused") // actions find it by its name
  private ServerOptions server = new ServerOptions();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  Entity() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing ACTION: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "sites",
      description = "The sites that mail goes to: hosts that some domains share, and relays.")
  static final class Sites extends Entity {}

  @Command(name = "mails", description = "The mails that have not ended.")
  static final class Mails extends Entity {}

  @Command(name = "deliveries", description = "What was tried lately.")
  static final class Deliveries extends Entity {}

  @Command(name = "policy", description = "The policies in use.")
  static final class Policy extends Entity {}

  @Command(name = "actions", description = "What operators did.")
  static final class Actions extends Entity {}
}
