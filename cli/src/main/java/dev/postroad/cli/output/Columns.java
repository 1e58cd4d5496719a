// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

/**
 * Lays out rows of label, value and remark under a title. A label that repeats is left out; a value
 * too wide for its column pushes its remark to the right, and is never cut.
 */
final class Columns {
  private static final int INDENT = 2;
  private static final int LABEL = 8;
  private static final int VALUE = 32;

  private final StringBuilder text = new StringBuilder();
  private String lastLabel = "";

  void title(String title) {
    text.append(title).append('\n');
    lastLabel = "";
  }

  void row(String label, String value, String remark) {
    StringBuilder line = new StringBuilder();
    line.append(" ".repeat(INDENT)).append(label.equals(lastLabel) ? "" : label);
    pad(line, INDENT + LABEL, 1);
    line.append(value);
    pad(line, INDENT + LABEL + VALUE, 2);
    line.append(remark);
    text.append(line.toString().stripTrailing()).append('\n');
    lastLabel = label;
  }

  private static void pad(StringBuilder line, int column, int atLeast) {
    line.append(" ".repeat(Math.max(atLeast, column - line.length())));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
