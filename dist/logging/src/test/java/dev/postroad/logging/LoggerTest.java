// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.helpers.LegacyAbstractLogger;

final class LoggerTest {
  private final RuntimeException cause = new IllegalStateException("cause");

  @Test
  void hostTakesLevelTemplateAndArgumentsAsTheyAre() {
    var host = new CapturingHost();
    speak(new HostLogger(host));
    assertThat(host.lines)
        .containsExactly(
            "TRACE t [] null",
            "DEBUG d {} [1] null",
            "INFO i {} {} [1, 2] null",
            "WARN w {} {} {} [1, 2, 3] null",
            "ERROR e [] cause");
  }

  @Test
  void jdkTakesTheFinishedText() {
    var target = new CapturingTarget(System.Logger.Level.TRACE);
    speak(new SystemLogger(target));
    assertThat(target.lines)
        .containsExactly(
            "TRACE t null",
            "DEBUG d 1 null",
            "INFO i 1 2 null",
            "WARNING w 1 2 3 null",
            "ERROR e cause");
  }

  @Test
  void bracesOfArgumentsAreNotReadAgainByTheJdk() {
    var target = new CapturingTarget(System.Logger.Level.TRACE);
    new SystemLogger(target).info("{}", "{0}'s");
    assertThat(target.lines).containsExactly("INFO {0}'s null");
  }

  @Test
  void whatIsNotWrittenIsNotFilledIn() {
    var target = new CapturingTarget(System.Logger.Level.WARNING);
    Object untouchable =
        new Object() {
          @Override
          public String toString() {
            throw new AssertionError("asked for its text");
          }
        };
    new SystemLogger(target).debug("{}", untouchable);
    assertThat(target.lines).isEmpty();
  }

  @Test
  void levelsAreThoseOfTheTarget() {
    Logger logger = new SystemLogger(new CapturingTarget(System.Logger.Level.WARNING));
    assertThat(
            Stream.of(
                logger.isTraceEnabled(),
                logger.isDebugEnabled(),
                logger.isInfoEnabled(),
                logger.isWarnEnabled(),
                logger.isErrorEnabled()))
        .containsExactly(false, false, false, true, true);
    Logger host = new HostLogger(new CapturingHost());
    assertThat(
            Arrays.stream(System.Logger.Level.values())
                .filter(level -> !host.isLoggable(level))
                .toList())
        .containsExactly(System.Logger.Level.OFF);
  }

  @Test
  void hostIsPreferredWhereThereIsOne() {
    assertThat(LoggerFactory.getLogger(LoggerTest.class)).isInstanceOf(HostLogger.class);
    assertThat(LoggerFactory.isPresent("org.slf4j.NoSuchClass")).isFalse();
  }

  private void speak(Logger logger) {
    logger.trace("t");
    logger.debug("d {}", 1);
    logger.info("i {} {}", 1, 2);
    logger.warn("w {} {} {}", 1, 2, 3);
    logger.error("e", cause);
  }

  private static String messageOf(@Nullable Throwable cause) {
    return cause == null ? "null" : String.valueOf(cause.getMessage());
  }

  private static final class CapturingHost extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private final transient List<String> lines = new ArrayList<>();

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        org.slf4j.event.Level level,
        @Nullable Marker marker,
        String template,
        Object @Nullable [] arguments,
        @Nullable Throwable cause) {
      List<Object> given = arguments == null ? List.of() : List.of(arguments);
      lines.add(level + " " + template + " " + given + " " + messageOf(cause));
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  private static final class CapturingTarget implements System.Logger {
    private final System.Logger.Level threshold;
    private final List<String> lines = new ArrayList<>();

    CapturingTarget(System.Logger.Level threshold) {
      this.threshold = threshold;
    }

    @Override
    public String getName() {
      return "capturing";
    }

    @Override
    public boolean isLoggable(System.Logger.Level level) {
      return level.compareTo(threshold) >= 0;
    }

    @Override
    public void log(
        System.Logger.Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable cause) {
      lines.add(level + " " + message + " " + messageOf(cause));
    }

    @Override
    public void log(
        System.Logger.Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... arguments) {
      throw new AssertionError("the text is finished: nothing is left to format");
    }
  }
}
