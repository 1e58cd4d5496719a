// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers problems while a configuration is read, so that all of them are told at once. */
public final class Problems {
  /** More than anybody reads at once. */
  private static final int MOST_TOLD = 100;

  private final List<Problem> found = new ArrayList<>();

  /**
   * Notes something that makes the configuration unusable.
   *
   * @see Problem
   */
  public void error(String where, String what, String why, String remedy) {
    found.add(new Problem(Problem.Severity.ERROR, where, what, why, remedy));
  }

  /**
   * Notes something that likely was not meant.
   *
   * @see Problem
   */
  public void warning(String where, String what, String why, String remedy) {
    found.add(new Problem(Problem.Severity.WARNING, where, what, why, remedy));
  }

  /** Notes what a value's parser did not like. */
  public void error(String where, String what, InvalidValueException invalid) {
    error(where, what, invalid.why(), invalid.remedy());
  }

  /** Takes over problems found elsewhere. */
  public void addAll(List<Problem> problems) {
    found.addAll(problems);
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(Problem::isError);
  }

  /** All so far, in the order they were noted. */
  public List<Problem> all() {
    return List.copyOf(found);
  }

  /** Those that do not keep the configuration from being used. */
  public List<Problem> warnings() {
    return found.stream().filter(problem -> !problem.isError()).toList();
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigurationProblems with everything noted, warnings included, if any is an error
   */
  public void throwIfErrors() throws ConfigurationProblems {
    if (hasErrors()) {
      throw new ConfigurationProblems(found);
    }
  }

  /**
   * Those that are told to a human: all, or the first hundred. Where there are more, no warning
   * takes the place of an error.
   */
  public static List<Problem> firstOf(List<Problem> problems) {
    if (problems.size() <= MOST_TOLD) {
      return problems;
    }
    return Stream.concat(
            problems.stream().filter(Problem::isError),
            problems.stream().filter(problem -> !problem.isError()))
        .limit(MOST_TOLD)
        .toList();
  }

  /** What stands for those that {@link #firstOf} leaves out; empty if it leaves out none. */
  public static Optional<String> left(List<Problem> problems) {
    int more = problems.size() - MOST_TOLD;
    return more > 0 ? Optional.of("and " + more + " more") : Optional.empty();
  }
}
