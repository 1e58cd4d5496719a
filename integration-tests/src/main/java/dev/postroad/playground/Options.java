// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground;

import java.util.List;

/** What the command line asks for. */
enum Options {
  /** The whole world, until Ctrl-C. */
  PLAYGROUND,
  /** James alone, with the machine's resolver and port 25, until Ctrl-C. */
  JAMES_ALONE,
  /** The story, unattended. */
  CHECK,
  /** The usage. */
  HELP;

  static final String USAGE =
      """
      Usage: ./run.sh [OPTION]

        (none)            James with Postroad, and a playground around it: a DNS server, destination
                          servers and a second James, all on loopback addresses. Says what listens
                          where and what to try, and stays until Ctrl-C.
        --no-playground   James with Postroad alone: this machine's resolver, and port 25.
        --check           plays the story unattended and exits 0 only if every step held.
        --help            this text
      """;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException with a text for the user
   */
  static Options of(List<String> arguments) {
    if (arguments.size() > 1) {
      throw new IllegalArgumentException("one option at most, not " + arguments);
    }
    return arguments.isEmpty() ? PLAYGROUND : of(arguments.get(0));
  }

  private static Options of(String argument) {
    return switch (argument) {
      case "--no-playground" -> JAMES_ALONE;
      case "--check" -> CHECK;
      case "--help", "-h" -> HELP;
      default -> throw new IllegalArgumentException("unknown option " + argument);
    };
  }
}
