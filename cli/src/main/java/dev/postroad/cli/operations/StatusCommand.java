// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.World;
import dev.postroad.cli.output.OverviewText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import picocli.CommandLine.Command;

/** How it goes, in all. */
@Command(
    name = "status",
    description =
        "Tells how it goes, in all: what waits and where, what was delivered in the last 30 minutes, why mail"
            + " does not go, and what James' health checks say.",
    exitCodeList = {
      " 0:healthy",
      "64:wrong usage",
      "66:a file cannot be read",
      "69:unhealthy: something has to be done now",
      "75:degraded; or the server cannot be reached, or fails",
      "76:what answers is no WebAdmin with Postroad's routes, or another version",
      "77:the server does not let us in"
    })
final class StatusCommand extends ServerCommand {
  private static final int FULLEST = 5;

  StatusCommand(World world) {
    super(world);
  }

  @Override
  public Integer call() throws CommandFailure {
    Server server = server();
    Json overview = server.get("/postroad/overview", new Query());
    Query fullest = new Query().with("sort", "depth").with("limit", FULLEST).with("offset", 0);
    Json sites = server.get("/postroad/sites", fullest);
    Json health = server.health();
    if (isJson()) {
      world()
          .out()
          .println(
              "{\"overview\":%s,\"sites\":%s,\"health\":%s}"
                  .formatted(overview.line(), sites.line(), health.line()));
    } else {
      world().out().print(new OverviewText(when()).status(overview, sites, health));
    }
    world().out().flush();
    return switch (health.text("status", "")) {
      case "healthy" -> ok();
      case "degraded" -> ExitCode.TEMPORARY;
      default -> ExitCode.UNAVAILABLE;
    };
  }
}
