// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * James' audit trail, which 3.9 has and 3.8 has not: who wrote to whom, and what became of it. Our
 * entries have the protocol and action of those of James' own RemoteDelivery.
 */
final class AuditTrail {
  private static final Logger LOGGER = LoggerFactory.getLogger(AuditTrail.class);
  private static final Optional<AuditTrail> TRAIL = find();

  private final Method entry;
  private final Method protocol;
  private final Method action;
  private final Method parameters;
  private final Method log;

  private AuditTrail(Class<?> trail, Class<?> line) throws NoSuchMethodException {
    entry = trail.getMethod("entry");
    protocol = line.getMethod("protocol", String.class);
    action = line.getMethod("action", String.class);
    parameters = line.getMethod("parameters", Supplier.class);
    log = line.getMethod("log", String.class);
  }

  private static Optional<AuditTrail> find() {
    try {
      Class<?> trail = Class.forName("org.apache.james.util.AuditTrail");
      return Optional.of(new AuditTrail(trail, trail.getMethod("entry").getReturnType()));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    } catch (NoSuchMethodException e) {
      LOGGER.warn("James' audit trail is not the one of 3.9; nothing is written there", e);
      return Optional.empty();
    }
  }

  /** Enters that a mail was delivered to a recipient, or will never be. */
  static void ended(AttemptEntry ending) {
    TRAIL.ifPresent(trail -> trail.write(ending));
  }

  private void write(AttemptEntry ending) {
    String outcome = ending.outcome().word();
    Supplier<Map<String, String>> details = () -> details(ending);
    try {
      Object line = entry.invoke(null);
      protocol.invoke(line, "mailetcontainer");
      action.invoke(line, "RemoteDelivery");
      parameters.invoke(line, details);
      log.invoke(line, "Remote delivery " + outcome);
    } catch (ReflectiveOperationException e) {
      LOGGER.warn("{} is not entered in James' audit trail", ending.mail(), e);
    }
  }

  private static Map<String, String> details(AttemptEntry ending) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("mailId", ending.mail());
    details.put("sender", ending.sender().isEmpty() ? "<>" : ending.sender());
    details.put("recipients", ending.recipient());
    details.put("outcome", ending.outcome().word());
    details.put("status", ending.status().toString());
    String whose = ending.outcome().isByRule() ? "rule" : "operator";
    ending.by().ifPresent(by -> details.put(whose, by.who()));
    return details;
  }
}
