// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import dev.postroad.core.smtp.SmtpTimeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --timeout STAGE=SECONDS}. */
final class StageTimeouts {
  static final String NAMES =
      "connect, greeting, command (also ehlo, starttls, auth), mail, rcpt, data, block, final-dot,"
          + " quit";

  private static final long MOST_SECONDS = 24 * 60 * 60;

  private StageTimeouts() {}

  /** What can be waited for, each with its own time-out. */
  enum Stage {
    CONNECT,
    GREETING,
    COMMAND,
    MAIL,
    RCPT,
    DATA,
    BLOCK,
    FINAL_DOT,
    QUIT
  }

  /** The standard time-outs, but for those given. */
  static SmtpTimeouts with(Map<Stage, Duration> given) {
    SmtpTimeouts standard = SmtpTimeouts.STANDARD;
    return new SmtpTimeouts(
        given.getOrDefault(Stage.CONNECT, standard.connect()),
        given.getOrDefault(Stage.GREETING, standard.greeting()),
        given.getOrDefault(Stage.COMMAND, standard.command()),
        given.getOrDefault(Stage.MAIL, standard.mail()),
        given.getOrDefault(Stage.RCPT, standard.rcpt()),
        given.getOrDefault(Stage.DATA, standard.data()),
        given.getOrDefault(Stage.BLOCK, standard.block()),
        given.getOrDefault(Stage.FINAL_DOT, standard.finalDot()),
        given.getOrDefault(Stage.QUIT, standard.quit()));
  }

  /** Reads the name of a stage. */
  static final class StageConverter implements ITypeConverter<Stage> {
    @Override
    public Stage convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "connect" -> Stage.CONNECT;
        case "greeting" -> Stage.GREETING;
        case "command", "ehlo", "helo", "starttls", "auth", "rset" -> Stage.COMMAND;
        case "mail" -> Stage.MAIL;
        case "rcpt" -> Stage.RCPT;
        case "data" -> Stage.DATA;
        case "block" -> Stage.BLOCK;
        case "final-dot", "final_dot", "finaldot", "dot" -> Stage.FINAL_DOT;
        case "quit" -> Stage.QUIT;
        default ->
            throw new TypeConversionException("there is no stage " + text + "; there are " + NAMES);
      };
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
