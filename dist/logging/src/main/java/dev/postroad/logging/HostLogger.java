// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Writes to the SLF4J of the host. Only to be loaded where there is one. */
record HostLogger(org.slf4j.Logger host) implements Logger {

  static Logger named(String name) {
    return new HostLogger(LoggerFactory.getLogger(name));
  }

  @Override
  public boolean isLoggable(Level level) {
    return switch (level) {
      case ALL, TRACE -> host.isTraceEnabled();
      case DEBUG -> host.isDebugEnabled();
      case INFO -> host.isInfoEnabled();
      case WARNING -> host.isWarnEnabled();
      case ERROR -> host.isErrorEnabled();
      case OFF -> false;
    };
  }

  @Override
  public void log(Level level, @Nullable String template, @Nullable Object... arguments) {
    switch (level) {
      case ALL, TRACE -> host.trace(template, arguments);
      case DEBUG -> host.debug(template, arguments);
      case INFO -> host.info(template, arguments);
      case WARNING -> host.warn(template, arguments);
      case ERROR -> host.error(template, arguments);
      case OFF -> {}
    }
  }
}
