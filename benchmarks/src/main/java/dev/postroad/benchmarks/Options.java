// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param mails of one drain
 * @param warmUp mails through each James before the first drain
 * @param runs of each measurement
 * @param parts what is measured
 * @param oursOnly leaves stock James out, and with it the need for ports 25 and 53
 * @param flightRecorder whether each James writes a JFR recording of its drains
 */
record Options(
    int mails, int warmUp, int runs, Set<Part> parts, boolean oursOnly, boolean flightRecorder) {
  static final String USAGE =
      """
      Usage: ./bench.sh [OPTION]…

        --quick        fewer mails and runs: less than 6 minutes
        --mails N      mails of one drain (10000; quick: 4000)
        --warm-up N    mails through each James before its first drain (40000; quick: 8000)
        --runs N       runs of each measurement (5; quick: 3)
        --only PARTS   of size,drain,sink,start,route,heap; separated by commas
        --ours-only    without stock James: needs no right to listen at ports 25 and 53
        --jfr          each James records its drains: target/bench/NAME.jfr
        --help         this text
      """;

  private static final Options FULL =
      new Options(10_000, 40_000, 5, EnumSet.allOf(Part.class), false, false);

  Options {
    parts = Set.copyOf(parts);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with a text for the user
   */
  static Options of(List<String> arguments) {
    Options options = arguments.contains("--quick") ? FULL.quick() : FULL;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--quick" -> {}
        case "--ours-only" -> options = options.withoutStock();
        case "--jfr" -> options = options.recorded();
        case "--mails", "--warm-up", "--runs", "--only" -> {
          i++;
          if (i == arguments.size()) {
            throw new IllegalArgumentException(argument + " needs a value");
          }
          options = options.with(argument, arguments.get(i));
        }
        default -> throw new IllegalArgumentException("unknown option " + argument);
      }
    }
    return options;
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  private Options quick() {
    return new Options(4_000, 8_000, 3, parts, oursOnly, flightRecorder);
  }

  private Options withoutStock() {
    return new Options(mails, warmUp, runs, parts, true, flightRecorder);
  }

  private Options recorded() {
    return new Options(mails, warmUp, runs, parts, oursOnly, true);
  }

  private Options with(String option, String value) {
    if (option.equals("--only")) {
      return new Options(mails, warmUp, runs, Part.read(value), oursOnly, flightRecorder);
    }
    int number = number(option, value);
    return switch (option) {
      case "--mails" -> new Options(number, warmUp, runs, parts, oursOnly, flightRecorder);
      case "--warm-up" -> new Options(mails, number, runs, parts, oursOnly, flightRecorder);
      default -> new Options(mails, warmUp, number, parts, oursOnly, flightRecorder);
    };
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(option + " needs a number above 0, not " + value);
    }
    return Integer.parseInt(value);
  }

  /** What can be measured, in the order it is. */
  enum Part {
    SIZE,
    DRAIN,
    SINK,
    START,
    ROUTE,
    HEAP;

    private static Set<Part> read(String names) {
      Set<Part> parts = EnumSet.noneOf(Part.class);
      for (String name : names.split(",", -1)) {
        try {
          parts.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("--only does not know " + name, e);
        }
      }
      return parts;
    }
  }
}
