// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.playground.User;
import dev.postroad.playground.World;
import dev.postroad.playground.client.Message;
import dev.postroad.playground.story.ReplyTable.Cell;
import dev.postroad.playground.story.ReplyTable.Meaning;
import dev.postroad.playground.story.ReplyTable.Outcome;
import dev.postroad.testing.dns.Zone;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Every reply of the documented table, given by a real server at every stage. */
final class SeedReplies implements Step {
  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final String SECOND = "mx2.replies.example";
  private static final String SECOND_ADDRESS = "127.0.1.250";

  private final Path page;

  /** Takes the page that documents the table. */
  SeedReplies(Path page) {
    this.page = page;
  }

  @Override
  public String name() {
    return "the seed list of replies";
  }

  @Override
  public String tells() {
    return "A server gives each reply at each stage; what follows is what " + page + " says.";
  }

  @Override
  public void play(World world, Scene scene) throws Exception {
    ReplyTable table = ReplyTable.read(page);
    scene.does("hosts without a second preference:");
    Map<Cell, Outcome> alone = outcomes("a", table, world, scene);
    scene.does("hosts with a second preference that is polite:");
    Map<Cell, Outcome> withSecond = outcomes("b", table, world, scene);

    scene.does("seen (alone / with a second host), * where the page says otherwise:");
    scene.shows(rendered(table, alone, withSecond));
    scene.claimsEqual(
        "without a second host, what is seen is what the page says",
        List.of(),
        differences(table, Meaning::alone, alone));
    scene.claimsEqual(
        "with a second host, too", List.of(), differences(table, Meaning::withSecond, withSecond));
  }

  /** Sends one mail to each trial of a series and says what came of each. */
  private static Map<Cell, Outcome> outcomes(
      String series, ReplyTable table, World world, Scene scene) throws Exception {
    User seed = world.newSender("seed-" + series);
    boolean withSecond = series.equals("b");
    List<ReplyTrial> trials = new ArrayList<>();
    try (ScriptedSmtpServer second =
        ScriptedSmtpServer.builder()
            .host(SECOND_ADDRESS)
            .port(world.destinations().port())
            .hostname(SECOND)
            .start()) {
      world.destinations().dns().zone(".").a(SECOND, SECOND_ADDRESS);
      for (Cell cell : table.meanings().keySet()) {
        String address = "127.0.%d.%d".formatted(withSecond ? 3 : 2, trials.size() + 1);
        trials.add(open(cell, series, address, withSecond, world));
      }
      for (ReplyTrial trial : trials) {
        seed.submitter()
            .submit(Message.of(seed.address(), List.of(trial.recipient()), trial.domain()));
      }
      return watch(trials, second, new ReportedRecipients(seed.mailbox()), scene);
    } finally {
      trials.forEach(trial -> trial.server().close());
    }
  }

  private static ReplyTrial open(
      Cell cell, String series, String address, boolean withSecond, World world) {
    String domain =
        "%s-%d.%s.replies.example"
            .formatted(
                cell.column().replace(' ', '-').toLowerCase(Locale.ROOT), cell.code(), series);
    Zone zone = world.destinations().dns().zone(".");
    zone.mx(domain, 10, "mx1." + domain).a("mx1." + domain, address);
    if (withSecond) {
      zone.mx(domain, 20, SECOND);
    }
    return ReplyTrial.open(cell, domain, address, world.destinations().port());
  }

  private static Map<Cell, Outcome> watch(
      List<ReplyTrial> trials, ScriptedSmtpServer second, ReportedRecipients reported, Scene scene)
      throws Exception {
    Map<Cell, Outcome> seen = new LinkedHashMap<>();
    scene.comes(
        "each of %d mails has come to something".formatted(trials.size()),
        LIMIT,
        () -> {
          Set<String> failed = reported.look();
          trials.forEach(trial -> seen.put(trial.cell(), trial.outcome(failed, second)));
          return seen.containsValue(Outcome.UNKNOWN) ? Optional.empty() : Optional.of(seen);
        });
    return seen;
  }

  private static List<String> differences(
      ReplyTable table, Function<Meaning, Outcome> expected, Map<Cell, Outcome> seen) {
    List<String> differences = new ArrayList<>();
    table
        .meanings()
        .forEach(
            (cell, meaning) -> {
              if (seen.get(cell) != expected.apply(meaning)) {
                differences.add(
                    "%d at %s: %s instead of %s"
                        .formatted(
                            cell.code(), cell.column(), seen.get(cell), expected.apply(meaning)));
              }
            });
    return differences;
  }

  private static List<String> rendered(
      ReplyTable table, Map<Cell, Outcome> alone, Map<Cell, Outcome> withSecond) {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("reply");
    table.columns().forEach(column -> head.append("  %-20s".formatted(column)));
    lines.add(head.toString().stripTrailing());
    for (int code : table.codes()) {
      StringBuilder line = new StringBuilder("%-5d".formatted(code));
      for (String column : table.columns()) {
        Cell cell = new Cell(code, column);
        Meaning meaning = table.meanings().get(cell);
        boolean agrees =
            meaning != null
                && meaning.alone() == alone.get(cell)
                && meaning.withSecond() == withSecond.get(cell);
        line.append(
            "  %-20s"
                .formatted(alone.get(cell) + " / " + withSecond.get(cell) + (agrees ? "" : " *")));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
