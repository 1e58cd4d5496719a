// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import dev.postroad.core.domain.Printable;

/**
 * Lays out rows of label, value and remark under a title. A label that repeats is left out; a value
 * too wide for its column pushes its remark to the right, and is never cut. What strangers wrote
 * cannot steer the terminal.
 */
final class Columns {
  private static final int INDENT = 2;
  private static final int LABEL = 8;
  private static final int VALUE = 32;

  private final StringBuilder text = new StringBuilder();
  private final int label;
  private String lastLabel = "";

  Columns() {
    this(LABEL);
  }

  /**
   * With labels of another width.
   *
   * @param label the longest, and a blank
   */
  Columns(int label) {
    this.label = label;
  }

  void title(String title) {
    text.append(Printable.marked(title)).append('\n');
    lastLabel = "";
  }

  void row(String label, String value, String remark) {
    StringBuilder line = new StringBuilder();
    line.append(" ".repeat(INDENT)).append(label.equals(lastLabel) ? "" : label);
    pad(line, INDENT + this.label, 1);
    line.append(value);
    pad(line, INDENT + this.label + VALUE, 2);
    line.append(remark);
    text.append(Printable.marked(line.toString().stripTrailing())).append('\n');
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
