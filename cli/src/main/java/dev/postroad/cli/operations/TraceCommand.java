// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.Failures;
import dev.postroad.cli.World;
import dev.postroad.cli.output.MailText;
import dev.postroad.cli.output.RecordText;
import dev.postroad.cli.records.Records;
import dev.postroad.cli.server.Json;
import dev.postroad.cli.server.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The way of a mail, from acceptance to ending. */
@Command(
    name = "trace",
    description =
        "Tells what happened to a mail, or to all mail of an address, from its acceptance to its"
            + " ending: out of the server's memory, or with --records out of the files of records"
            + " that it wrote, without asking it.",
    exitCodeList = {
      " 0:something is known",
      "64:wrong usage",
      "65:what is looked for is no address",
      "66:a file cannot be read",
      "69:nothing is known of it",
      "75:the server cannot be reached, or fails",
      "76:what answers is no WebAdmin with Postroad's routes, or another version",
      "77:the server does not let us in"
    })
final class TraceCommand extends ServerCommand {
  @Parameters(
      paramLabel = "MAIL|ADDRESS",
      arity = "0..1",
      description = "The name of a mail, an address, or @domain.")
  private String wanted = "";

  @Option(
      names = "--records",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Look into these files of records, as they are or compressed by gzip.")
  private List<Path> records = new ArrayList<>();

  TraceCommand(World world) {
    super(world);
  }

  @Override
  public Integer call() throws CommandFailure {
    if (wanted.isBlank()) {
      throw usage(
          "Missing MAIL|ADDRESS"
              + (records.isEmpty()
                  ? ": name a mail, an address or @domain"
                  : ": all that stands behind --records is taken for files, so it stands before"));
    }
    return records.isEmpty() ? asked() : looked();
  }

  private int asked() throws CommandFailure {
    Json answer = server().get("/postroad/trace", new Query().with("q", wanted));
    List<Json> mails = answer.items("mails");
    show(answer, all -> mails.stream().map(MailText::trace).collect(Collectors.joining("\n")));
    if (mails.isEmpty()) {
      world()
          .note(
              "the server's memory has nothing of "
                  + wanted
                  + "; what is older is in its records: --records FILE");
      return ExitCode.UNAVAILABLE;
    }
    if (answer.count("total") > mails.size()) {
      world()
          .note(
              "%d of %d mails are shown, the newest; deliveries list --recipient or --sender lists"
                      .formatted(mails.size(), answer.count("total"))
                  + " the attempts of all");
    }
    return ok();
  }

  private Records records() throws CommandFailure {
    try {
      return new Records(wanted);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.DATA, wanted + ": " + e.getMessage());
    }
  }

  private int looked() throws CommandFailure {
    Records found = records();
    for (Path file : records) {
      try {
        found.read(file);
      } catch (IOException e) {
        throw Failures.cannotRead(file, e);
      }
    }
    for (Path file : found.cutOff()) {
      world()
          .note(
              file
                  + " ends in its midst, and was read as far as that: it is being packed, or there"
                  + " was no room for all of it");
    }
    if (found.unreadable() > 0) {
      world()
          .note(
              found.unreadable()
                  + (found.unreadable() == 1 ? " line is" : " lines are")
                  + " no JSON, and left out");
    }
    Map<String, List<Json>> mails = found.byMail();
    if (isJson()) {
      mails.values().forEach(some -> some.forEach(record -> world().out().println(record.line())));
    } else {
      world().out().print(RecordText.of(mails));
    }
    world().out().flush();
    if (mails.isEmpty()) {
      world().note("these files have nothing of " + wanted);
      return ExitCode.UNAVAILABLE;
    }
    return ok();
  }
}
