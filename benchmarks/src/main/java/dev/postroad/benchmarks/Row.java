// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import static dev.postroad.benchmarks.Contestant.POSTFIX;
import static dev.postroad.benchmarks.Contestant.POSTROAD;
import static dev.postroad.benchmarks.Contestant.STOCK;
import static dev.postroad.benchmarks.Contestant.STOCK_AT_ITS_BEST;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A line of the result.
 *
 * @param what is measured, with its unit
 * @param cells by contestant; those are missing who were not measured, or have no such thing
 * @param goal what ours shall be; may be empty
 */
record Row(String what, Map<Contestant, Samples> cells, String goal) {
  private static final List<String> HEAD =
      List.of(
          "",
          STOCK.label(),
          STOCK_AT_ITS_BEST.label(),
          POSTFIX.label(),
          POSTROAD.label(),
          "Postroad ÷ stock",
          "goal");

  Row {
    cells = Map.copyOf(cells);
  }

  /** Makes a line of one figure of every run. */
  static <R> Row of(
      String what, String goal, Map<Contestant, List<R>> runs, ToDoubleFunction<R> figure) {
    Map<Contestant, Samples> cells = new EnumMap<>(Contestant.class);
    runs.forEach(
        (contestant, of) ->
            cells.put(contestant, new Samples(of.stream().mapToDouble(figure).boxed().toList())));
    return new Row(what, cells, goal);
  }

  static Row ofOurs(String what, Samples ours, String goal) {
    return new Row(what, Map.of(POSTROAD, ours), goal);
  }

  /** Returns the rows as a table in Markdown. */
  static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    append(text, HEAD);
    append(text, HEAD.stream().map(column -> "---").toList());
    rows.forEach(row -> append(text, row.texts()));
    return text.toString();
  }

  private List<String> texts() {
    return List.of(
        what,
        text(STOCK),
        text(STOCK_AT_ITS_BEST),
        text(POSTFIX),
        text(POSTROAD),
        ratio().map(Samples::number).orElse("–"),
        goal.isEmpty() ? "–" : goal);
  }

  /** Returns what a contestant's cell says. */
  String text(Contestant contestant) {
    return Optional.ofNullable(cells.get(contestant)).map(Samples::text).orElse("–");
  }

  private Optional<Double> ratio() {
    Samples stock = cells.get(STOCK);
    Samples ours = cells.get(POSTROAD);
    return stock == null || ours == null || stock.median() == 0
        ? Optional.empty()
        : Optional.of(ours.median() / stock.median()).filter(Double::isFinite);
  }

  private static void append(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
