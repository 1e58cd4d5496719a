// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as operators write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1 h}, {@code
 * 2d}.
 */
final class Durations {
  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,15})\\s*([A-Za-z]*)");
  private static final Duration LONGEST = Duration.ofDays(3650);

  private Durations() {}

  /** With a unit, always. */
  static Duration parse(String text) throws InvalidValueException {
    return parse(text, false);
  }

  /** A bare number counts milliseconds, as in James' own mailets. */
  static Duration parseOrMillis(String text) throws InvalidValueException {
    return parse(text, true);
  }

  private static Duration parse(String text, boolean bareMillis) throws InvalidValueException {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(
          "a duration is a whole number and a unit", "write 30s, 5m, 1h or 2d");
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    if (unit.isEmpty() && !bareMillis) {
      throw new InvalidValueException(
          "a duration needs a unit", "write " + amount + "s, " + amount + "m or " + amount + "h");
    }
    long millis =
        switch (unit) {
          case "", "ms", "msec", "msecs" -> 1L;
          case "s", "sec", "secs", "second", "seconds" -> 1_000L;
          case "m", "min", "mins", "minute", "minutes" -> 60_000L;
          case "h", "hour", "hours" -> 3_600_000L;
          case "d", "day", "days" -> 86_400_000L;
          case "w", "week", "weeks" -> 604_800_000L;
          default ->
              throw new InvalidValueException(
                  "there is no unit \"" + unit + "\"", "write ms, s, m, h, d or w");
        };
    if (amount > LONGEST.toMillis() / millis) {
      throw new InvalidValueException("that is longer than ten years", "");
    }
    return Duration.ofMillis(amount * millis);
  }

  /** With the largest unit that leaves a whole number. */
  static String write(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 86_400_000L == 0 && millis > 0) {
      return millis / 86_400_000L + "d";
    }
    if (millis % 3_600_000L == 0 && millis > 0) {
      return millis / 3_600_000L + "h";
    }
    if (millis % 60_000L == 0 && millis > 0) {
      return millis / 60_000L + "m";
    }
    return millis % 1_000L == 0 ? millis / 1_000L + "s" : millis + "ms";
  }
}
