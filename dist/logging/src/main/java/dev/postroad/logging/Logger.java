// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@code org.slf4j.Logger}, with its names and signatures.
 *
 * <p>Messages are templates in which each <code>{}</code> stands for the next argument; a {@link
 * Throwable} left over at the end is logged with its stack trace.
 */
public interface Logger {

  /** Whether a message of this level would be written. */
  boolean isLoggable(Level level);

  /** Writes one message, if its level is to be written. */
  void log(Level level, @Nullable String template, @Nullable Object... arguments);

  default boolean isTraceEnabled() {
    return isLoggable(Level.TRACE);
  }

  default boolean isDebugEnabled() {
    return isLoggable(Level.DEBUG);
  }

  default boolean isInfoEnabled() {
    return isLoggable(Level.INFO);
  }

  default boolean isWarnEnabled() {
    return isLoggable(Level.WARNING);
  }

  default boolean isErrorEnabled() {
    return isLoggable(Level.ERROR);
  }

  default void trace(@Nullable String message) {
    log(Level.TRACE, message);
  }

  default void trace(@Nullable String template, @Nullable Object argument) {
    log(Level.TRACE, template, argument);
  }

  default void trace(@Nullable String template, @Nullable Object first, @Nullable Object second) {
    log(Level.TRACE, template, first, second);
  }

  default void trace(@Nullable String template, @Nullable Object... arguments) {
    log(Level.TRACE, template, arguments);
  }

  default void trace(@Nullable String message, @Nullable Throwable cause) {
    log(Level.TRACE, message, cause);
  }

  default void debug(@Nullable String message) {
    log(Level.DEBUG, message);
  }

  default void debug(@Nullable String template, @Nullable Object argument) {
    log(Level.DEBUG, template, argument);
  }

  default void debug(@Nullable String template, @Nullable Object first, @Nullable Object second) {
    log(Level.DEBUG, template, first, second);
  }

  default void debug(@Nullable String template, @Nullable Object... arguments) {
    log(Level.DEBUG, template, arguments);
  }

  default void debug(@Nullable String message, @Nullable Throwable cause) {
    log(Level.DEBUG, message, cause);
  }

  default void info(@Nullable String message) {
    log(Level.INFO, message);
  }

  default void info(@Nullable String template, @Nullable Object argument) {
    log(Level.INFO, template, argument);
  }

  default void info(@Nullable String template, @Nullable Object first, @Nullable Object second) {
    log(Level.INFO, template, first, second);
  }

  default void info(@Nullable String template, @Nullable Object... arguments) {
    log(Level.INFO, template, arguments);
  }

  default void info(@Nullable String message, @Nullable Throwable cause) {
    log(Level.INFO, message, cause);
  }

  default void warn(@Nullable String message) {
    log(Level.WARNING, message);
  }

  default void warn(@Nullable String template, @Nullable Object argument) {
    log(Level.WARNING, template, argument);
  }

  default void warn(@Nullable String template, @Nullable Object first, @Nullable Object second) {
    log(Level.WARNING, template, first, second);
  }

  default void warn(@Nullable String template, @Nullable Object... arguments) {
    log(Level.WARNING, template, arguments);
  }

  default void warn(@Nullable String message, @Nullable Throwable cause) {
    log(Level.WARNING, message, cause);
  }

  default void error(@Nullable String message) {
    log(Level.ERROR, message);
  }

  default void error(@Nullable String template, @Nullable Object argument) {
    log(Level.ERROR, template, argument);
  }

  default void error(@Nullable String template, @Nullable Object first, @Nullable Object second) {
    log(Level.ERROR, template, first, second);
  }

  default void error(@Nullable String template, @Nullable Object... arguments) {
    log(Level.ERROR, template, arguments);
  }

  default void error(@Nullable String message, @Nullable Throwable cause) {
    log(Level.ERROR, message, cause);
  }
}
