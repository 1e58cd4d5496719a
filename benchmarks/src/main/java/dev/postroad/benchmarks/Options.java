// SPDX-License-Identifier: Apache-2.0
package dev.postroad.benchmarks;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the command line asks for.
 *
 * @param mails of one drain
 * @param warmUp mails through each James before it is measured
 * @param runs of each measurement
 * @param latencySeconds how long a measurement of latency submits mail, and one of a long queue
 *     takes
 * @param slowSessions how many are open beside others' mail
 * @param sessionRate mails a second beside them
 * @param parts what is measured
 * @param oursOnly leaves the others out, and with them the need for ports 25 and 53
 * @param flightRecorder whether each James writes a JFR recording
 */
record Options(
    int mails,
    int warmUp,
    int runs,
    int latencySeconds,
    int slowSessions,
    int sessionRate,
    Set<Part> parts,
    boolean oursOnly,
    boolean flightRecorder) {
  static final String USAGE =
      """
      Usage: ./bench.sh [OPTION]…

        --quick        fewer mails, runs and parts: less than 6 minutes
        --mails N      mails of one drain (10000; quick: 2000)
        --warm-up N    mails through each James before it is measured (40000; quick: 4000)
        --runs N       runs of each measurement (3; quick: 1)
        --slow N       slow sessions of the part sessions (5000)
        --rate N       mails a second beside them (100)
        --only PARTS   of %s;
                       separated by commas
        --ours-only    Postroad alone: needs no right to listen at ports 25 and 53
        --jfr          each James records what it does: target/bench/NAME.jfr
        --help         this text
      """
          .formatted(Part.names());

  private static final Options FULL =
      new Options(10_000, 40_000, 3, 25, 5_000, 100, EnumSet.allOf(Part.class), false, false);
  private static final Options QUICK =
      new Options(2_000, 4_000, 1, 5, 5_000, 100, Part.QUICK, false, false);

  Options {
    parts = Set.copyOf(parts);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with a text for the user
   */
  static Options of(List<String> arguments) {
    Options options = arguments.contains("--quick") ? QUICK : FULL;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--quick" -> {}
        case "--ours-only" -> options = options.withoutOthers();
        case "--jfr" -> options = options.recorded();
        case "--mails", "--warm-up", "--runs", "--slow", "--rate", "--only" -> {
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

  /** Returns who takes part in a measurement of mail servers, in the order of each round. */
  Set<Contestant> contestants(Part part) {
    Set<Contestant> taking = part.contestants();
    if (oursOnly) {
      taking.retainAll(EnumSet.of(Contestant.POSTROAD));
    }
    return taking;
  }

  /** Returns who takes part in any of what is measured. */
  Set<Contestant> contestants() {
    Set<Contestant> taking = EnumSet.noneOf(Contestant.class);
    parts.forEach(part -> taking.addAll(contestants(part)));
    return taking;
  }

  private Options withoutOthers() {
    return new Options(
        mails,
        warmUp,
        runs,
        latencySeconds,
        slowSessions,
        sessionRate,
        parts,
        true,
        flightRecorder);
  }

  private Options recorded() {
    return new Options(
        mails, warmUp, runs, latencySeconds, slowSessions, sessionRate, parts, oursOnly, true);
  }

  private Options with(String option, String value) {
    Set<Part> wanted = option.equals("--only") ? Part.read(value) : parts;
    int number = option.equals("--only") ? 0 : number(option, value);
    return new Options(
        option.equals("--mails") ? number : mails,
        option.equals("--warm-up") ? number : warmUp,
        option.equals("--runs") ? number : runs,
        latencySeconds,
        option.equals("--slow") ? number : slowSessions,
        option.equals("--rate") ? number : sessionRate,
        wanted,
        oursOnly,
        flightRecorder);
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(option + " needs a number above 0, not " + value);
    }
    return Integer.parseInt(value);
  }

  /**
   * What can be measured, in the order it is: what leaves something behind comes after what that
   * might disturb.
   */
  enum Part {
    SIZE,
    START,
    ROUTE,
    HEAP,
    SINK,
    WAITING,
    SESSIONS,
    DRAIN,
    ONE,
    SLOW,
    BIG,
    ENDTOEND,
    REFUSED,
    LATENCY,
    BLACKHOLE,
    POLICY,
    OPERATE;

    private static final Set<Part> QUICK =
        EnumSet.of(SIZE, ROUTE, SINK, DRAIN, ONE, SLOW, BIG, ENDTOEND, LATENCY);

    /** Returns who takes part, where mail servers are measured. */
    private Set<Contestant> contestants() {
      return switch (this) {
        case SIZE, ROUTE, SINK, WAITING, SESSIONS, POLICY, OPERATE ->
            EnumSet.noneOf(Contestant.class);
        case START, HEAP -> EnumSet.of(Contestant.STOCK, Contestant.POSTROAD);
        case DRAIN, SLOW, BIG, ENDTOEND, LATENCY -> EnumSet.allOf(Contestant.class);
        case ONE, REFUSED, BLACKHOLE ->
            EnumSet.complementOf(EnumSet.of(Contestant.STOCK_AT_ITS_BEST));
      };
    }

    private static String names() {
      return Arrays.stream(values()).map(Part::label).collect(Collectors.joining(","));
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

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
