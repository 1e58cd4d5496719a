// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Terminal;
import dev.postroad.cli.World;
import dev.postroad.cli.output.BookText;
import dev.postroad.cli.output.LeftText;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import dev.postroad.cli.server.Server;
import dev.postroad.cli.server.Tasks;
import dev.postroad.core.domain.Printable;
import dev.postroad.core.json.JsonLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Something done to mails: to those named, or to all that a filter selects. Before more than one is
 * touched, whoever sits there is asked; a script says {@code --yes}.
 */
abstract class MailActionCommand extends ServerCommand {
  private static final String MAILS = "/postroad/mails";
  private static final int SAMPLE = 5;

  @Parameters(
      paramLabel = "MAIL",
      arity = "0..*",
      description = "Names of mails; or else a filter, or --all.")
  private List<String> mails = new ArrayList<>();

  @Mixin private MailFilter filter = new MailFilter();

  @Option(names = "--all", order = 20, description = "All mails that have not ended.")
  private boolean all;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      order = 26,
      description = "Why, for whoever sees it later: it is kept with who did it and when.")
  private @Nullable String reason;

  @Option(
      names = "--dry-run",
      order = 30,
      description =
          "Tells which mails it would be done to, and which it would skip and why; does nothing.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      order = 31,
      description = "Do not ask. Needed for more than one mail where there is no terminal.")
  private boolean yes;

  @Option(
      names = "--no-wait",
      order = 32,
      description = "Do not wait for James to be done; prints the name of its Task.")
  private boolean noWait;

  private final String action;

  MailActionCommand(World world, String action) {
    super(world);
    this.action = action;
  }

  /** What the action needs to know beside the mails. */
  Query more() {
    return new Query();
  }

  /** What the action is told in the body beside the reason. */
  void write(JsonGenerator json) throws IOException {}

  private @Nullable String body() {
    String body =
        JsonLine.of(
            json -> {
              write(json);
              if (reason != null) {
                json.writeStringField("reason", reason);
              }
            });
    return body.equals("{}") ? null : body;
  }

  @Override
  public Integer call() throws CommandFailure {
    Query selection = filter.query();
    if (all && !selection.isEmpty()) {
      throw usage("--all and a filter exclude each other");
    }
    boolean filtered = all || !selection.isEmpty();
    if (mails.isEmpty() != filtered) {
      throw usage(
          filtered
              ? "MAIL and a filter exclude each other"
              : "Missing MAIL: name mails, or give a filter such as --site, or --all");
    }
    demandNames(mails, "MAIL");
    Server server = server();
    return filtered
        ? selected(server, all ? new Query().with("all", true) : selection)
        : named(server);
  }

  private int named(Server server) throws CommandFailure {
    List<String> ids = mails.stream().distinct().toList();
    if (!dryRun && ids.size() > 1 && !confirmed(count(ids.size()), ids)) {
      return notDone();
    }
    Query query = new Query().with("action", action).with(more());
    if (dryRun) {
      query.with("dryRun", true);
    }
    return Each.of(
        ids,
        world(),
        id -> {
          Json answer = server.post(MailCommands.path(id), query, body());
          show(answer, dryRun ? this::would : this::told);
          return dryRun ? ok() : left(answer);
        });
  }

  private int selected(Server server, Query selection) throws CommandFailure {
    Query query = new Query().with("action", action).with(more()).with(selection);
    Json dry = server.post(MAILS, new Query().with(query).with("dryRun", true), body());
    long number = dry.count("selected");
    List<String> sample = dry.texts("sample");
    if (number == 0) {
      filter.noteUnknownSite(server, world());
    }
    if (dryRun) {
      show(dry, answer -> would(answer) + unknown(answer).map(line -> line + "\n").orElse(""));
      return ok();
    }
    if (number == 0) {
      show(dry, answer -> "no mail is selected\n");
      unknown(dry).ifPresent(world()::note);
      return ok();
    }
    if (number > 1 && !confirmed(ofAll(dry.count("done"), number), sample)) {
      return notDone();
    }
    Json begun = server.post(MAILS, query, body());
    String task = Printable.marked(begun.text("taskId", ""));
    if (noWait) {
      show(begun, answer -> "task " + task + " at " + server.base() + Tasks.path(task) + "\n");
      return ok();
    }
    ProgressLine progress = new ProgressLine(world(), action);
    Json ended;
    Terminal.Vigil vigil = world().terminal().onEnd(() -> goesOn(task, server, progress));
    try {
      ended = new Tasks(server, world().terminal()).await(task, progress::show);
    } finally {
      vigil.close();
      progress.end();
    }
    Json counts = ended.get("additionalInformation");
    show(ended, answer -> told(counts));
    unknown(counts).ifPresent(world()::note);
    return outcome(ended, counts);
  }

  /** Ctrl-C ends the waiting alone, and who pressed it may believe that it ends the action. */
  private void goesOn(String task, Server server, ProgressLine progress) {
    progress.end();
    world()
        .note(
            "James goes on with it: its state is at %s, DELETE there cancels what is left; postroad"
                    .formatted(server.base() + Tasks.path(task))
                + " actions list tells what came of it");
  }

  private String would(Json dry) {
    String first =
        "would "
            + action
            + " "
            + ofAll(dry.count("done"), dry.count("selected"))
            + ": "
            + sample(dry.texts("sample"))
            + "\n";
    return first + LeftText.of(dry).stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** That a filter was not asked of all mails, if so. */
  private static Optional<String> unknown(Json counts) {
    return BookText.of(counts, "no other was looked at; ask again later");
  }

  private int outcome(Json task, Json counts) {
    String status = task.text("status", "unknown");
    if (!status.equals("completed")) {
      world()
          .note(
              "the task ended as "
                  + Printable.spaced(status)
                  + "; some mails may be as they were. James' log says more");
      left(counts);
      return ExitCode.UNAVAILABLE;
    }
    return left(counts);
  }

  /** Says why mails were skipped, or come later, if some were or do. */
  private int left(Json counts) {
    LeftText.of(counts).forEach(world()::note);
    if (counts.count("skipped") > 0) {
      return ExitCode.UNAVAILABLE;
    }
    return counts.count("later") > 0 ? ExitCode.TEMPORARY : ok();
  }

  /**
   * Whether to go on.
   *
   * @throws CommandFailure if nobody can be asked
   */
  private boolean confirmed(String mails, List<String> sample) throws CommandFailure {
    if (yes) {
      return true;
    }
    if (!world().terminal().isInteractive()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "this would "
              + action
              + " "
              + mails
              + ", and there is nobody to ask: give --yes, or look first with --dry-run");
    }
    return world().isConfirmed(action + " " + mails + ": " + sample(sample) + "?");
  }

  private int notDone() {
    world().note("nothing was done");
    return ExitCode.UNAVAILABLE;
  }

  private String told(Json counts) {
    long later = counts.count("later");
    return action
        + ": "
        + counts.count("done")
        + " of "
        + count(counts.count("selected"))
        + (later == 0 ? "" : ", " + later + " later")
        + "\n";
  }

  private static String ofAll(long done, long selected) {
    return (done == selected ? "" : done + " of ") + count(selected);
  }

  private static String count(long number) {
    return number + (number == 1 ? " mail" : " mails");
  }

  private static String sample(List<String> ids) {
    String some = String.join(", ", ids.subList(0, Math.min(SAMPLE, ids.size())));
    return Printable.marked(ids.isEmpty() ? "none" : ids.size() > SAMPLE ? some + ", …" : some);
  }

  /** Due now. */
  @Command(name = "flush", description = "Makes mails due now, whenever their turn was to be.")
  static final class Flush extends MailActionCommand {
    Flush(World world) {
      super(world, "flush");
    }
  }

  /** Through the policy again. */
  @Command(
      name = "requeue",
      description =
          "Takes mails out of delivery and puts them into a processor again, where the policy is"
              + " asked anew.")
  static final class Requeue extends MailActionCommand {
    @Option(
        names = "--processor",
        paramLabel = "NAME",
        order = 25,
        description = "The processor. Default: that of the mail's RelayPolicy, else root.")
    private @Nullable String processor;

    Requeue(World world) {
      super(world, "requeue");
    }

    @Override
    Query more() {
      return new Query().with("processor", processor);
    }
  }

  /** Kept. */
  @Command(
      name = "hold",
      description = "Keeps mails: nothing is tried until mails release, whatever happens.")
  static final class Hold extends MailActionCommand {
    Hold(World world) {
      super(world, "hold");
    }
  }

  /** No longer kept. */
  @Command(name = "release", description = "Ends mails hold: the mails are due now.")
  static final class Release extends MailActionCommand {
    Release(World world) {
      super(world, "release");
    }
  }

  /** Back to the sender. */
  @Command(
      name = "bounce",
      description = "Gives mails up: their senders are told, and nothing is tried any more.")
  static final class Bounce extends MailActionCommand {
    @Option(
        names = "--text",
        paramLabel = "TEXT",
        order = 25,
        description =
            "What the senders are told. Default: that the operator of this mail server has returned"
                + " the message.")
    private @Nullable String text;

    Bounce(World world) {
      super(world, "bounce");
    }

    @Override
    void write(JsonGenerator json) throws IOException {
      if (text != null) {
        json.writeStringField("text", text);
      }
    }
  }

  /** Gone. */
  @Command(
      name = "delete",
      description = "Deletes mails: nobody is told, and they cannot be brought back.")
  static final class Delete extends MailActionCommand {
    Delete(World world) {
      super(world, "delete");
    }
  }
}
