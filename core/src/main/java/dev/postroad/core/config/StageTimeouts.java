// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import dev.postroad.core.smtp.SmtpTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Time-outs by the name of their stage: {@code connect=10s final-dot=20m}. The time-out for a
 * command holds for EHLO, STARTTLS, AUTH and RSET, and goes by their names, too.
 */
public final class StageTimeouts {
  /** The names of the stages, in the order of a session. */
  public static final List<String> STAGES =
      List.of(
          "connect", "greeting", "command", "mail", "rcpt", "data", "block", "final-dot", "quit");

  private static final Set<String> COMMANDS = Set.of("helo", "ehlo", "starttls", "auth", "rset");

  private StageTimeouts() {}

  /**
   * Other time-outs for some stages.
   *
   * @param written {@code STAGE=DURATION}, separated by blanks or commas
   */
  static Map<String, Duration> read(String written) throws InvalidValueException {
    Map<String, Duration> timeouts = new HashMap<>();
    List<InvalidValueException> mistakes = new ArrayList<>();
    for (String word : written.strip().split("[\\s,]+", -1)) {
      try {
        read(word, timeouts);
      } catch (InvalidValueException e) {
        mistakes.add(e);
      }
    }
    if (!mistakes.isEmpty()) {
      throw InvalidValueException.of(mistakes);
    }
    return timeouts;
  }

  private static void read(String word, Map<String, Duration> timeouts)
      throws InvalidValueException {
    int equals = word.indexOf('=');
    String stage = stage(equals < 0 ? word : word.substring(0, equals));
    if (equals < 0) {
      throw new InvalidValueException("there is no = behind " + stage, "write " + stage + "=30s");
    }
    Duration timeout = timeout(stage, word.substring(equals + 1));
    if (timeouts.putIfAbsent(stage, timeout) != null) {
      throw new InvalidValueException(stage + " is given twice", "keep one");
    }
  }

  private static Duration timeout(String stage, String written) throws InvalidValueException {
    try {
      return ValueTypes.positive(Durations.parse(written));
    } catch (InvalidValueException e) {
      throw new InvalidValueException(stage + ": " + e.why(), e.remedy());
    }
  }

  /**
   * The stage of that name.
   *
   * @param written its name, or that of a command
   * @return one of {@link #STAGES}
   * @throws InvalidValueException if there is none
   */
  public static String stage(String written) throws InvalidValueException {
    String name = written.toLowerCase(Locale.ROOT).replace('_', '-');
    String stage = COMMANDS.contains(name) ? "command" : name;
    if (!STAGES.contains(stage)) {
      throw new InvalidValueException(
          "there is no stage \"" + written + "\"", Suggestions.remedy(name, STAGES));
    }
    return stage;
  }

  /**
   * Time-outs with some of them replaced.
   *
   * @param replaced by {@link #stage}
   */
  public static SmtpTimeouts over(SmtpTimeouts base, Map<String, Duration> replaced) {
    return new SmtpTimeouts(
        replaced.getOrDefault("connect", base.connect()),
        replaced.getOrDefault("greeting", base.greeting()),
        replaced.getOrDefault("command", base.command()),
        replaced.getOrDefault("mail", base.mail()),
        replaced.getOrDefault("rcpt", base.rcpt()),
        replaced.getOrDefault("data", base.data()),
        replaced.getOrDefault("block", base.block()),
        replaced.getOrDefault("final-dot", base.finalDot()),
        replaced.getOrDefault("quit", base.quit()));
  }

  /** One time-out from the greeting to the final dot, as RemoteDelivery has it. */
  static SmtpTimeouts uniform(SmtpTimeouts base, Duration timeout) {
    return new SmtpTimeouts(
        base.connect(), timeout, timeout, timeout, timeout, timeout, timeout, timeout, base.quit());
  }

  /** As an operator would write them. */
  static String write(SmtpTimeouts timeouts) {
    List<Duration> values =
        List.of(
            timeouts.connect(),
            timeouts.greeting(),
            timeouts.command(),
            timeouts.mail(),
            timeouts.rcpt(),
            timeouts.data(),
            timeouts.block(),
            timeouts.finalDot(),
            timeouts.quit());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : " ")
          .append(STAGES.get(i))
          .append('=')
          .append(Durations.write(values.get(i)));
    }
    return text.toString();
  }
}
