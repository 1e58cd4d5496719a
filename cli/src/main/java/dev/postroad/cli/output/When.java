// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Times as a human reads them.
 *
 * @param now what ages are counted from
 */
public record When(Instant now) {

  /**
   * How long ago: {@code 5s}, {@code 3m}, {@code 2h05m}, {@code 3d04h}; empty if it is not known.
   */
  public String age(Optional<Instant> since) {
    return since.map(instant -> span(Duration.between(instant, now))).orElse("");
  }

  /** How long until then; {@code now} if that is past, empty if it is not known. */
  public String left(Optional<Instant> then) {
    return then.map(
            instant -> instant.isAfter(now) ? "in " + span(Duration.between(now, instant)) : "now")
        .orElse("");
  }

  /** The moment in UTC, to the second. */
  public static String moment(Optional<Instant> instant) {
    return instant.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
  }

  /** A span; clocks that differ by a little make none negative. */
  static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    if (seconds < 24 * 3600) {
      return seconds / 3600 + "h" + twoDigits(seconds / 60 % 60) + "m";
    }
    return seconds / (24 * 3600) + "d" + twoDigits(seconds / 3600 % 24) + "h";
  }

  private static String twoDigits(long number) {
    return (number < 10 ? "0" : "") + number;
  }
}
