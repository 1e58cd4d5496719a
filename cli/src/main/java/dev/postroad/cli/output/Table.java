// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.core.domain.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings. Each column is as wide as its widest cell; nothing is cut. Every cell is
 * made fit for a terminal here, whoever wrote it.
 */
public final class Table {
  private static final String GAP = "  ";
  private static final String NOTHING = "-";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param heading in capitals
   * @param isNumber whether it stands at the right edge
   */
  public record Column(String heading, boolean isNumber) {
    public static Column text(String heading) {
      return new Column(heading, false);
    }

    public static Column number(String heading) {
      return new Column(heading, true);
    }
  }

  public Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row; an empty cell is shown as a dash, but in the last column. */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = Printable.spaced(String.valueOf(cell));
      row.add(text.isEmpty() && row.size() < columns.size() - 1 ? NOTHING : text);
    }
    rows.add(row);
    return this;
  }

  /** The lines, the headings first, without their ends. */
  public List<String> lines() {
    int[] widths = new int[columns.size()];
    List<String> headings = columns.stream().map(Column::heading).toList();
    widen(widths, headings);
    rows.forEach(row -> widen(widths, row));
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], width(row.get(i)));
    }
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(row.get(i)));
      boolean right = columns.get(i).isNumber();
      line.append(i == 0 ? "" : GAP)
          .append(right ? padding : "")
          .append(row.get(i))
          .append(right ? "" : padding);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** All lines, each with its end. */
  @Override
  public String toString() {
    return String.join("\n", lines()) + "\n";
  }
}
