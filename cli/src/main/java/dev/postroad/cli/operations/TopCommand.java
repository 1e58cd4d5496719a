// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Terminal;
import dev.postroad.cli.World;
import dev.postroad.cli.output.TopFrame;
import dev.postroad.cli.output.When;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The live view. */
@Command(
    name = "top",
    description = {
      "Shows how it goes, and goes on showing it: what waits and why, and the sites with most of"
          + " it.",
      "Keys: q quits; m, w, d, r, f, o and n sort the sites by all that waits, by what waits for its"
          + " turn, is deferred, goes, fails, is oldest, or by name. Where there is no terminal the"
          + " views are printed one after the other."
    })
final class TopCommand extends ServerCommand {
  private static final int MOST_SITES = 100;
  private static final int SITES_IN_PLAIN = 20;
  private static final Map<Character, String> ORDERS =
      Map.of(
          'm',
          "depth",
          'w',
          "waiting",
          'd',
          "deferred",
          'r',
          "rate",
          'f',
          "failed",
          'o',
          "oldest",
          'n',
          "name");

  @Option(names = "--once", description = "Show it once, plainly, and end: for scripts.")
  private boolean once;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How often. Default: 2.")
  private int every;

  @Option(
      names = "--sort",
      paramLabel = "BY",
      defaultValue = "depth",
      description = "How the sites are sorted at first, as in sites list. Default: depth.")
  private String sort = "depth";

  TopCommand(World world) {
    super(world);
  }

  @Override
  public Integer call() throws CommandFailure {
    if (every < 1) {
      throw usage("--every is 1 second or more");
    }
    Server server = server();
    try {
      if (once || isJson()) {
        plain(server);
      } else if (world().terminal().isInteractive()) {
        live(server);
      } else {
        while (plain(server)) {
          world().terminal().pause(Duration.ofSeconds(every));
          world().out().println();
        }
      }
      return ok();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  /** Prints one view; returns whether somebody still reads. */
  private boolean plain(Server server) throws CommandFailure {
    Json overview = server.get("/postroad/overview", new Query());
    Json sites = sites(server, SITES_IN_PLAIN);
    if (isJson()) {
      world()
          .out()
          .println("{\"overview\":" + overview.line() + ",\"sites\":" + sites.line() + "}");
    } else {
      new TopFrame(when(), Integer.MAX_VALUE, Integer.MAX_VALUE)
          .lines(title(server, overview), overview, sites.items("sites"))
          .forEach(world().out()::println);
    }
    return !world().out().checkError();
  }

  private void live(Server server) throws InterruptedException, CommandFailure {
    // What is wrong from the start is told as by any command.
    Json overview = server.get("/postroad/overview", new Query());
    List<Json> sites = sites(server, MOST_SITES).items("sites");
    try (Terminal.Screen screen = world().terminal().open()) {
      String trouble = "";
      while (true) {
        draw(screen, trouble.isEmpty() ? title(server, overview) : trouble, overview, sites);
        int key = screen.key(Duration.ofSeconds(every));
        if (key == 'q' || key < 0) {
          return;
        }
        sort = ORDERS.getOrDefault((char) key, sort);
        try {
          overview = server.get("/postroad/overview", new Query());
          sites = sites(server, MOST_SITES).items("sites");
          trouble = "";
        } catch (CommandFailure failure) {
          trouble = "NOT NOW: " + failure.lines().get(0);
        }
      }
    }
  }

  private void draw(Terminal.Screen screen, String title, Json overview, List<Json> sites) {
    Terminal.Size size = screen.size();
    screen.show(new TopFrame(when(), size.rows(), size.columns()).lines(title, overview, sites));
  }

  private Json sites(Server server, int most) throws CommandFailure {
    return server.get(
        "/postroad/sites", new Query().with("sort", sort).with("limit", most).with("offset", 0));
  }

  private String title(Server server, Json overview) {
    return "Postroad %s at %s   %s   by %s"
        .formatted(
            overview.text("version", ""),
            server.base(),
            When.moment(overview.instant("now")),
            sort);
  }
}
