// SPDX-License-Identifier: Apache-2.0
package dev.postroad.logging;

import java.util.function.Function;

/** Hands out loggers that write where the host of this jar writes. */
public final class LoggerFactory {
  private static final Function<String, Logger> LOGGERS =
      isPresent("org.slf4j.LoggerFactory") ? HostLogger::named : SystemLogger::named;

  private LoggerFactory() {}

  /** The logger with the name of {@code type}. */
  public static Logger getLogger(Class<?> type) {
    return getLogger(type.getName());
  }

  /** The logger called {@code name}. */
  public static Logger getLogger(String name) {
    return LOGGERS.apply(name);
  }

  /** Whether the loader of this jar, or one of its parents, knows a class of that name. */
  static boolean isPresent(String className) {
    try {
      Class.forName(className, false, LoggerFactory.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
