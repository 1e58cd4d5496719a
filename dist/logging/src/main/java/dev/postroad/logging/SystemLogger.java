// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import org.jspecify.annotations.Nullable;

/** Writes to the JDK's own logging. */
record SystemLogger(System.Logger target) implements Logger {

  static Logger named(String name) {
    return new SystemLogger(System.getLogger(name));
  }

  @Override
  public boolean isLoggable(System.Logger.Level level) {
    return target.isLoggable(level);
  }

  @Override
  public void log(
      System.Logger.Level level, @Nullable String template, @Nullable Object... arguments) {
    if (!target.isLoggable(level)) {
      return;
    }
    Line line = Line.of(template, arguments);
    target.log(level, line.text(), line.cause());
  }
}
