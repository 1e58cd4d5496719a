// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configuration cannot be used; says everything that is wrong with it at once. */
public final class ConfigurationProblems extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one of them an error
   */
  public ConfigurationProblems(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** Everything that was found, warnings included, in the order of the configuration. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    long errors = problems.stream().filter(Problem::isError).count();
    return Stream.concat(
            Problems.firstOf(problems).stream().map(Problem::toString),
            Problems.left(problems).stream())
        .map(problem -> "  " + problem)
        .collect(
            Collectors.joining("\n", errors == 1 ? "1 problem:\n" : errors + " problems:\n", ""));
  }
}
