// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.World;
import dev.postroad.cli.output.MailText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import dev.postroad.core.domain.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be asked of mails that have not ended. */
final class MailCommands {
  private MailCommands() {}

  static String path(String id) {
    return "/postroad/mails/" + Query.encoded(id);
  }

  /** Mails at a glance. */
  @Command(
      name = "list",
      description = "Lists the mails that have not ended, the oldest first, and why they wait.")
  static final class ListMails extends ServerCommand {
    @Mixin private MailFilter filter = new MailFilter();

    @Option(
        names = "--sort",
        paramLabel = "BY",
        order = 20,
        description = "age or nextAttempt. Default: age.")
    private @Nullable String sort;

    @Option(
        names = "--ids",
        order = 21,
        description = "Print the names of the mails alone, one a line, for other commands.")
    private boolean ids;

    @Mixin private PageOptions page = new PageOptions();

    ListMails(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      Query query = filter.query().with("sort", sort).with(page.query());
      Server server = server();
      Json answer = server.get("/postroad/mails", query);
      List<Json> mails = answer.items("mails");
      show(answer, all -> ids ? names(mails) : new MailText(when()).table(mails));
      noteRest(answer, mails.size(), page.offset);
      if (!isJson() && answer.count("total") == 0) {
        // Names are for other commands: none at all is an answer to them, a mistyped site is not.
        if (!ids) {
          world().note("no open mail is like that; postroad trace tells of mail that has ended");
        }
        filter.noteUnknownSite(server, world());
      }
      return ok();
    }

    private static String names(List<Json> mails) {
      return mails.stream()
          .map(mail -> Printable.marked(mail.text("id", "")) + "\n")
          .collect(Collectors.joining());
    }
  }

  /** Some mails. */
  @Command(name = "show", description = "Shows all that is known of a mail that has not ended.")
  static final class ShowMails extends ServerCommand {
    @Parameters(paramLabel = "MAIL", arity = "1..*", description = "Names of mails.")
    private List<String> mails = new ArrayList<>();

    ShowMails(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      demandNames(mails, "MAIL");
      Server server = server();
      return Each.of(
          mails,
          world(),
          id -> {
            show(server.get(path(id), new Query()), mail -> new MailText(when()).details(mail));
            return ok();
          });
    }
  }
}
