// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what Logback says of its own troubles. By reflection, since it is James' choice what its
 * logging is, and nothing here needs it to be Logback.
 */
final class LogbackTrouble implements InvocationHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogbackTrouble.class);
  private static final String CONTEXT = "ch.qos.logback.classic.LoggerContext";
  private static final String LISTENER = "ch.qos.logback.core.status.StatusListener";
  private static final String STATUS = "ch.qos.logback.core.status.Status";
  private static final String BROKEN = "IO failure";
  private static final String RECOVERED = "Recovered from IO failure";

  private final Method messageOf;
  private final Method causeOf;
  private final LostRecords records;

  private LogbackTrouble(Class<?> status, LostRecords records) throws NoSuchMethodException {
    messageOf = status.getMethod("getMessage");
    causeOf = status.getMethod("getThrowable");
    this.records = records;
  }

  /** Has Logback tell of its troubles; does nothing if the logging is another. */
  static void listen(ILoggerFactory logging, LostRecords records) {
    Class<?> context = logging.getClass();
    if (!context.getName().equals(CONTEXT)) {
      return;
    }
    try {
      ClassLoader loader = context.getClassLoader();
      Class<?> listener = Class.forName(LISTENER, true, loader);
      LogbackTrouble own = new LogbackTrouble(Class.forName(STATUS, true, loader), records);
      Object manager = context.getMethod("getStatusManager").invoke(logging);
      Object proxy = Proxy.newProxyInstance(loader, new Class<?>[] {listener}, own);
      Class.forName("ch.qos.logback.core.status.StatusManager", true, loader)
          .getMethod("add", listener)
          .invoke(manager, proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.info(
          "Logback does not tell of its troubles; a full disk would be noticed by nobody", e);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws ReflectiveOperationException {
    return switch (method.getName()) {
      case "addStatusEvent" -> {
        hear(arguments == null ? "" : arguments[0]);
        yield null;
      }
      case "isResetResistant" -> true;
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(this);
      case "toString" -> "Postroad's listener to Logback";
      default -> null;
    };
  }

  private void hear(Object status) throws ReflectiveOperationException {
    String message = String.valueOf(messageOf.invoke(status));
    if (message.startsWith(BROKEN)) {
      Object cause = causeOf.invoke(status);
      records.failed(
          cause instanceof Throwable thrown ? message + ": " + thrown.getMessage() : message);
    } else if (message.startsWith(RECOVERED)) {
      records.recovered();
    }
  }
}
