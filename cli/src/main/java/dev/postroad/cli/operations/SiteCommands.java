// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.World;
import dev.postroad.cli.output.BookText;
import dev.postroad.cli.output.SiteText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import dev.postroad.core.json.JsonLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be asked of sites, and done to them. */
final class SiteCommands {
  private SiteCommands() {}

  /** Sites at a glance. */
  @Command(
      name = "list",
      description = "Lists the sites that mail waits for or lately went to, the fullest first.")
  static final class ListSites extends ServerCommand {
    @Option(
        names = "--state",
        paramLabel = "S",
        description = "Only these: idle, sending, waiting, held, down or suspended.")
    private @Nullable String state;

    @Option(
        names = "--name",
        paramLabel = "PART",
        description = "Only sites that have this in their name.")
    private @Nullable String name;

    @Option(
        names = "--sort",
        paramLabel = "BY",
        description =
            "depth (all that waits, for its turn or a later attempt), waiting, deferred, rate, oldest or"
                + " failed, the most first; or name. Default: depth.")
    private @Nullable String sort;

    @Mixin private PageOptions page = new PageOptions();

    ListSites(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      Query query =
          new Query().with("state", state).with("name", name).with("sort", sort).with(page.query());
      Json answer = server().get("/postroad/sites", query);
      List<Json> sites = answer.items("sites");
      show(answer, all -> new SiteText(when()).table(sites));
      noteRest(answer, sites.size(), page.offset);
      if (!isJson() && answer.count("total") == 0) {
        world()
            .note(
                state == null && name == null
                    ? "no site is known: there is no mail, and there was none lately"
                    : "no site is like that, of those that have mail or had some lately");
      }
      return ok();
    }
  }

  /** Sites that are named. */
  abstract static class NamedSites extends ServerCommand {
    @Parameters(paramLabel = "SITE", arity = "1..*", description = SiteNames.DESCRIPTION)
    private List<String> sites = new ArrayList<>();

    NamedSites(World world) {
      super(world);
    }

    @Override
    public Integer call() throws CommandFailure {
      check();
      demandNames(sites, "SITE");
      Server server = server();
      return Each.of(
          SiteNames.resolve(sites, server, world()),
          world(),
          name -> {
            call(name, server);
            return ok();
          });
    }

    /** Whether the site was named, and not looked up. */
    boolean isNamed(String name) {
      return sites.contains(name);
    }

    /** Looks at what was given before anything is asked. */
    void check() {}

    /**
     * That a site is not known, and what it may be called.
     *
     * @param more what else there is to be said
     */
    static CommandFailure unknown(String name, String more) {
      return new CommandFailure(
          ExitCode.UNAVAILABLE,
          "nothing is known of a site "
              + name
              + more
              + ". Sites have the names of hosts, as sites list prints them, and a relay's is 'via"
              + " RELAY'; @DOMAIN stands for the site of a domain's mail");
    }

    abstract void call(String name, Server server) throws CommandFailure;
  }

  /** All of some sites. */
  @Command(
      name = "show",
      description =
          "Shows all that is known of a site: what waits, its window, connections, hosts, limits"
              + " and where each comes from, and the last replies.")
  static final class ShowSites extends NamedSites {
    ShowSites(World world) {
      super(world);
    }

    @Override
    void call(String name, Server server) throws CommandFailure {
      Json known =
          server.find(SiteNames.path(name), new Query()).orElseThrow(() -> unknown(name, ""));
      show(known, site -> new SiteText(when()).details(site));
    }
  }

  /** Changes to sites, with a reason. */
  abstract static class ChangedSites extends NamedSites {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why, for whoever sees it later: it is kept with who did it and when.")
    @Nullable String reason;

    @Option(
        names = "--unknown",
        description = "Also a site that nothing is known of: it has no mail, and had none lately.")
    private boolean unknown;

    ChangedSites(World world) {
      super(world);
    }

    /** Says what else is to be known of what was done. */
    void remark(Json site) {}

    /** The change, as JSON. */
    abstract String change();

    @Override
    void call(String name, Server server) throws CommandFailure {
      String path = SiteNames.path(name);
      if (!unknown && isNamed(name) && server.find(path, new Query()).isEmpty()) {
        throw unknown(
            name,
            ", and nothing was ordered of it; if it is right, and has only had no mail yet:"
                + " --unknown");
      }
      Json site = server.patch(path, change());
      show(site, answer -> new SiteText(when()).table(List.of(answer)));
      remark(site);
    }
  }

  /** No more mail. */
  @Command(
      name = "suspend",
      description =
          "Stops all mail to a site: it waits, and nothing is tried. What is under way is finished."
              + " Nothing bounces for it. It outlives a restart of James.")
  static final class SuspendSites extends ChangedSites {
    @Option(
        names = "--for",
        paramLabel = "TIME",
        description = "Until when: 30m, 2h, 1d from now. Default: until sites resume.")
    private @Nullable String time;

    SuspendSites(World world) {
      super(world);
    }

    @Override
    String change() {
      return JsonLine.of(
          json -> {
            json.writeBooleanField("suspended", true);
            if (time != null) {
              json.writeStringField("for", time);
            }
            if (reason != null) {
              json.writeStringField("reason", reason);
            }
          });
    }
  }

  /** Mail again. */
  @Command(
      name = "resume",
      description = "Ends a suspension: what waits for the site is tried at once.")
  static final class ResumeSites extends ChangedSites {
    ResumeSites(World world) {
      super(world);
    }

    @Override
    void remark(Json site) {
      BookText.of(site, "what waits among the others is tried as it becomes known")
          .ifPresent(world()::note);
    }

    @Override
    String change() {
      return JsonLine.of(
          json -> {
            json.writeBooleanField("suspended", false);
            if (reason != null) {
              json.writeStringField("reason", reason);
            }
          });
    }
  }

  /** Less mail, for a while. */
  @Command(
      name = "limit",
      description =
          "Limits a site for a while, beside the limits of the configuration. What is not named"
              + " stays as it was; none takes one back, --none all of them.")
  static final class LimitSites extends ChangedSites {
    /** Takes a limit back. */
    private static final String NONE = "none";

    @Option(
        names = "--connections",
        paramLabel = "N",
        description = "At most so many deliveries at once, or none.")
    private @Nullable String connections;

    @Option(
        names = "--message-rate",
        paramLabel = "N/TIME",
        description = "At most so many mails in a time, such as 10/m, or none.")
    private @Nullable String messageRate;

    @Option(
        names = "--connection-rate",
        paramLabel = "N/TIME",
        description = "At most so many new connections in a time, such as 3/s, or none.")
    private @Nullable String connectionRate;

    @Option(names = "--none", description = "Takes all these limits back.")
    private boolean none;

    @Option(
        names = "--for",
        paramLabel = "TIME",
        description =
            "Until when, for all these limits: 30m, 2h, 1d from now; none: until --none. Default: as"
                + " before, at first none.")
    private @Nullable String time;

    LimitSites(World world) {
      super(world);
    }

    @Override
    void check() {
      boolean limits =
          Stream.of(connections, messageRate, connectionRate).anyMatch(limit -> limit != null);
      if (limits == none) {
        throw usage(
            none
                ? "--none takes limits back, and has none beside it"
                : "Missing limit: --connections, --message-rate or --connection-rate; or --none");
      }
      if (connections != null && !connections.matches("none|\\d{1,9}")) {
        throw usage("--connections is a number, or none, and not " + connections);
      }
      if (none && time != null) {
        throw usage("--none is at once: it has no --for");
      }
    }

    @Override
    String change() {
      return JsonLine.of(
          json -> {
            if (none) {
              json.writeNullField("limits");
            } else {
              json.writeObjectFieldStart("limits");
              if (connections != null && !connections.equals(NONE)) {
                json.writeNumberField("connections", Integer.parseInt(connections));
              } else {
                write(json, "connections", connections);
              }
              write(json, "messageRate", messageRate);
              write(json, "connectionRate", connectionRate);
              json.writeEndObject();
            }
            write(json, "for", time);
            if (reason != null) {
              json.writeStringField("reason", reason);
            }
          });
    }

    /** What is not named is not written. */
    private static void write(JsonGenerator json, String name, @Nullable String word)
        throws IOException {
      if (NONE.equals(word)) {
        json.writeNullField(name);
      } else if (word != null) {
        json.writeStringField(name, word);
      }
    }
  }
}
