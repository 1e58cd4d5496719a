// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import java.util.List;

/** A command cannot go on: what to tell the operator, and how to exit. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final transient List<String> lines;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param line what is wrong, where, and what to do
   */
  public CommandFailure(int exitCode, String line) {
    this(exitCode, List.of(line));
  }

  /**
   * @param exitCode one of {@link ExitCode}
   * @param lines one for each problem, at least one
   */
  public CommandFailure(int exitCode, List<String> lines) {
    super(String.join("; ", lines));
    this.exitCode = exitCode;
    this.lines = List.copyOf(lines);
  }

  public int exitCode() {
    return exitCode;
  }

  public List<String> lines() {
    return lines;
  }
}
