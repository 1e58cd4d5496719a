// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.james.Watcher;
import dev.postroad.james.observe.RecordFields.Event;
import java.util.List;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a record of every attempt, and another of every ending, for each recipient: to James' log
 * as {@code key=value}, and as JSON to whoever listens to the logger of that name at TRACE, such as
 * a file that conf-samples/records/logback.xml sets up. The host's logging writes, rotates, and
 * loses what it cannot write; no mail waits for it or is lost by it.
 */
final class Records implements Watcher {
  static final String LINES = "dev.postroad.records";
  static final String JSON = LINES + ".json";

  private static final Logger LINE_LOGGER = LoggerFactory.getLogger(LINES);
  private static final Logger JSON_LOGGER = LoggerFactory.getLogger(JSON);

  @Override
  public void decided(String queue, Mail mail, List<AttemptEntry> entries) {
    entries.forEach(Records::write);
  }

  private static void write(AttemptEntry entry) {
    boolean isOver = !entry.outcome().isKept();
    // What an operator ends by hand is ended by no attempt.
    if (entry.by().isEmpty()) {
      write(Event.ATTEMPT, entry);
    }
    if (isOver) {
      write(Event.ENDED, entry);
      AuditTrail.ended(entry);
    }
  }

  private static void write(Event event, AttemptEntry entry) {
    if (LINE_LOGGER.isInfoEnabled()) {
      LINE_LOGGER.info("event={} {}", event, RecordText.keyValue(RecordFields.of(entry)));
    }
    if (JSON_LOGGER.isTraceEnabled()) {
      JSON_LOGGER.trace(RecordText.json(RecordFields.of(event, entry)));
    }
  }
}
