// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.StageTimeouts;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The two halves of {@code --timeout STAGE=SECONDS}. */
final class StageTimeout {
  private static final long MOST_SECONDS = 24 * 60 * 60;

  private StageTimeout() {}

  /** Reads the name of a stage. */
  static final class StageConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return StageTimeouts.stage(text);
      } catch (InvalidValueException e) {
        throw new TypeConversionException(
            e.why() + "; there are " + String.join(", ", StageTimeouts.STAGES));
      }
    }
  }

  /** Reads seconds, fractions allowed. */
  static final class SecondsConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        double seconds = Double.parseDouble(text);
        if (seconds >= 0.001 && seconds <= MOST_SECONDS) {
          return Duration.ofMillis(Math.round(seconds * 1000));
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("not a number of seconds: " + text);
      }
      throw new TypeConversionException(
          "a time-out is more than 0 and at most " + MOST_SECONDS + " seconds: " + text);
    }
  }
}
