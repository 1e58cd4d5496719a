// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.story;

import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The documented meaning of replies, read from the very page that operators read. */
final class ReplyTable {
  /** The columns of the page by their titles. */
  private static final Map<String, List<Stage>> COLUMNS =
      Map.of(
          "greeting", List.of(Stage.GREETING),
          // A server that does not know EHLO may know HELO: it must refuse both.
          "EHLO", List.of(Stage.EHLO, Stage.HELO),
          "MAIL", List.of(Stage.MAIL),
          "RCPT", List.of(Stage.RCPT),
          "DATA", List.of(Stage.DATA),
          "final dot", List.of(Stage.FINAL_DOT));

  private final Map<Cell, Meaning> meanings;

  /** A reply code at a stage, by the title of its column. */
  record Cell(int code, String column) {
    List<Stage> stages() {
      List<Stage> stages = COLUMNS.get(column);
      if (stages == null) {
        throw new IllegalStateException("the page has an unknown column: " + column);
      }
      return stages;
    }
  }

  /** What the page says of a reply. */
  enum Meaning {
    GOES_ON("goes on", Outcome.TAKEN, Outcome.TAKEN),
    DELIVERED("delivered", Outcome.TAKEN, Outcome.TAKEN),
    DEFERRED("deferred", Outcome.DEFERRED, Outcome.DEFERRED),
    FAILED("failed", Outcome.FAILED, Outcome.FAILED),
    NEXT_THEN_DEFERRED("next host, then deferred", Outcome.DEFERRED, Outcome.NEXT_HOST),
    NEXT_THEN_FAILED("next host, then failed", Outcome.FAILED, Outcome.NEXT_HOST);

    private final String words;
    private final Outcome alone;
    private final Outcome withSecond;

    Meaning(String words, Outcome alone, Outcome withSecond) {
      this.words = words;
      this.alone = alone;
      this.withSecond = withSecond;
    }

    /** Returns what must come of it where there is no other host. */
    Outcome alone() {
      return alone;
    }

    /** Returns what must come of it where there is a second host, which is polite. */
    Outcome withSecond() {
      return withSecond;
    }

    private static Meaning of(String words) throws IOException {
      return Stream.of(values())
          .filter(meaning -> meaning.words.equals(words))
          .findFirst()
          .orElseThrow(() -> new IOException("the page says something unknown: " + words));
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** What is seen to come of a mail. */
  enum Outcome {
    /** The host that gave the reply took the mail in the same session. */
    TAKEN("taken"),
    /** The second host took it at once. */
    NEXT_HOST("next host"),
    /** The host took it at a later try. */
    DEFERRED("deferred"),
    /** The sender got a report. */
    FAILED("failed"),
    /** Nothing of all that. */
    UNKNOWN("?");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private ReplyTable(Map<Cell, Meaning> meanings) {
    this.meanings = meanings;
  }

  /** Reads the page. */
  static ReplyTable read(Path page) throws IOException {
    Map<Cell, Meaning> meanings = new LinkedHashMap<>();
    List<String> columns = List.of();
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("| reply |")) {
        columns = cells(line);
      } else if (line.matches("\\| [2-5][0-9][0-9] \\|.*") && !columns.isEmpty()) {
        List<String> cells = cells(line);
        for (int i = 1; i < columns.size(); i++) {
          Cell cell = new Cell(Integer.parseInt(cells.get(0)), columns.get(i));
          meanings.put(cell, Meaning.of(cells.get(i)));
        }
      }
    }
    if (meanings.isEmpty()) {
      throw new IOException(page + " holds no table of replies");
    }
    return new ReplyTable(meanings);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1).split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells.subList(0, cells.size() - 1);
  }

  /** Returns every cell with its meaning, in the order of the page. */
  Map<Cell, Meaning> meanings() {
    return meanings;
  }

  /** Returns the codes of the rows, in the order of the page. */
  List<Integer> codes() {
    return meanings.keySet().stream().map(Cell::code).distinct().toList();
  }

  /** Returns the titles of the columns, in the order of the page. */
  List<String> columns() {
    return meanings.keySet().stream().map(Cell::column).distinct().toList();
  }
}
