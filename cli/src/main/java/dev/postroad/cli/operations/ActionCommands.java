// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import static dev.postroad.cli.output.Table.Column.text;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.World;
import dev.postroad.cli.output.Table;
import dev.postroad.cli.output.When;
import dev.postroad.cli.server.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be asked of the actions of operators. */
final class ActionCommands {
  private ActionCommands() {}

  /** Actions at a glance. */
  @Command(name = "list", description = "Lists what operators did, the newest first.")
  static final class ListActions extends ServerCommand {
    @Mixin private PageOptions page = new PageOptions();

    ListActions(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      Json answer = server().get("/postroad/actions", page.query());
      List<Json> actions = answer.items("actions");
      show(answer, all -> table(actions));
      noteRest(answer, actions.size(), page.offset);
      if (!isJson() && answer.count("total") == 0) {
        world()
            .note(
                "none since James started; what was done before is in its log, logger"
                    + " dev.postroad.operations");
      }
      return ok();
    }

    private static Table table(List<Json> actions) {
      Table table =
          new Table(
              text("AT"), text("BY"), text("WHAT"), text("TARGET"), text("RESULT"), text("REASON"));
      for (Json action : actions) {
        table.row(
            When.moment(action.instant("at")),
            action.text("by", ""),
            action.text("what", ""),
            action.text("target", ""),
            action.text("result", ""),
            action.text("reason", ""));
      }
      return table;
    }
  }
}
