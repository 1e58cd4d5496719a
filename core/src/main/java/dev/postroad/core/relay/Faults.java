// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;

/**
 * What is wrong with one line of a table. Whoever reads the line goes on where it can, so that an
 * operator is told of several mistakes in it at once, each at its word.
 */
final class Faults {
  private final TableLine line;
  private final String what;
  private final Problems problems;
  private boolean any;

  /**
   * Nothing so far.
   *
   * @param what the line is called in problems
   * @param problems where it is noted what is wrong
   */
  Faults(TableLine line, String what, Problems problems) {
    this.line = line;
    this.what = what;
    this.problems = problems;
  }

  /** Of a rule, which is called by its words. */
  static Faults of(TableLine line, Problems problems) {
    return new Faults(line, '"' + line.place().text() + '"', problems);
  }

  /** Notes a mistake. */
  void add(InvalidValueException fault) {
    problems.error(line.where(fault), what, fault);
    any = true;
  }

  /** Notes what likely was not meant; the line can be used. */
  void warn(Token word, String why, String remedy) {
    problems.warning(line.where(word), what, why, remedy);
  }

  /** Whether the line cannot be used. */
  boolean any() {
    return any;
  }
}
