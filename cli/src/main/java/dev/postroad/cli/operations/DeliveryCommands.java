// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.World;
import dev.postroad.cli.output.MailText;
import dev.postroad.cli.output.When;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be asked of deliveries. */
final class DeliveryCommands {
  private DeliveryCommands() {}

  /** Attempts at a glance. */
  @Command(
      name = "list",
      description =
          "Lists what was tried lately, the newest first: to whom, how it ended, and what the other"
              + " side said. The server remembers the last 10,000 attempts.")
  static final class ListDeliveries extends ServerCommand {
    @Option(names = "--mail", paramLabel = "MAIL", description = "Only of this mail.")
    private @Nullable String mail;

    @Option(
        names = "--sender",
        paramLabel = "A",
        description = "Only from this address, @domain, or <>.")
    private @Nullable String sender;

    @Option(
        names = "--recipient",
        paramLabel = "A",
        description = "Only to this address, or @domain.")
    private @Nullable String recipient;

    @Option(names = "--site", paramLabel = "SITE", description = "Only to this site.")
    private @Nullable String site;

    @Option(
        names = "--outcome",
        paramLabel = "O",
        description =
            "Only these: delivered, deferred, postponed, failed, given-up, bounced, deleted, held,"
                + " refused or discarded.")
    private @Nullable String outcome;

    @Option(
        names = "--cause",
        paramLabel = "C",
        description =
            "Only for this cause, in the words of mails list; or operator or rule, for what was ended"
                + " by hand or by a rule of the policy.")
    private @Nullable String cause;

    @Option(
        names = "--status",
        paramLabel = "S",
        description = "Only with a status that begins so: 5.7.1, 4.7, 5.")
    private @Nullable String status;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only not longer ago than 15m, 2h, 1d.")
    private @Nullable String since;

    @Mixin private PageOptions page = new PageOptions();

    ListDeliveries(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      Query query =
          new Query()
              .with("mail", mail)
              .with("sender", sender)
              .with("recipient", recipient)
              .with("site", site)
              .with("outcome", outcome)
              .with("cause", cause)
              .with("status", status)
              .with("since", since)
              .with(page.query());
      Json answer = server().get("/postroad/deliveries", query);
      List<Json> attempts = answer.items("deliveries");
      show(answer, all -> new MailText(when()).attempts(attempts));
      noteRest(answer, attempts.size(), page.offset);
      if (!isJson() && attempts.isEmpty()) {
        noteMemory(answer.get("kept"));
      }
      return ok();
    }

    /** None found may mean that it is forgotten. */
    private void noteMemory(Json kept) {
      world()
          .note(
              "none of the "
                  + kept.count("entries")
                  + " attempts that are remembered"
                  + kept.instant("since")
                      .map(at -> ", since " + When.moment(kept.instant("since")))
                      .orElse("")
                  + "; older ones are in the records: trace --records FILE");
    }
  }
}
