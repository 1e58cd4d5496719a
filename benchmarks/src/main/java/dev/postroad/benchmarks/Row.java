// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * A line of the result.
 *
 * @param what is measured, with its unit
 * @param stock of stock James; empty where it has no counterpart or was not measured
 * @param ours of James with Postroad; empty where that has nothing to do with it
 * @param goal what ours shall be; may be empty
 */
record Row(String what, Optional<Samples> stock, Optional<Samples> ours, String goal) {
  private static final List<String> HEAD =
      List.of("", "stock", "Postroad", "Postroad ÷ stock", "goal");

  static Row of(String what, Samples stock, Samples ours, String goal) {
    return new Row(what, Optional.of(stock), Optional.of(ours), goal);
  }

  static Row ofOurs(String what, Samples ours, String goal) {
    return new Row(what, Optional.empty(), Optional.of(ours), goal);
  }

  /** Returns the rows as a table in Markdown. */
  static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    append(text, HEAD);
    append(text, List.of("---", "---", "---", "---", "---"));
    rows.forEach(row -> append(text, row.cells()));
    return text.toString();
  }

  private List<String> cells() {
    return List.of(
        what,
        stock.map(Samples::text).orElse("–"),
        ours.map(Samples::text).orElse("–"),
        ratio().map(Samples::number).orElse("–"),
        goal.isEmpty() ? "–" : goal);
  }

  private Optional<Double> ratio() {
    return stock
        .filter(samples -> samples.median() != 0)
        .flatMap(samples -> ours.map(own -> own.median() / samples.median()));
  }

  private static void append(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
