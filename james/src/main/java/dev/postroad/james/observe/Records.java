// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
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
    List<Event> events = events(entry);
    if (LINE_LOGGER.isInfoEnabled()) {
      String fields = RecordText.keyValue(RecordFields.of(entry));
      events.forEach(event -> LINE_LOGGER.info("event={} {}", event, fields));
    }
    if (JSON_LOGGER.isTraceEnabled()) {
      events.forEach(event -> JSON_LOGGER.trace(RecordText.json(RecordFields.of(event, entry))));
    }
    if (events.contains(Event.ENDED)) {
      AuditTrail.ended(entry);
    }
  }

  private static List<Event> events(AttemptEntry entry) {
    if (entry.outcome().isKept()) {
      return List.of(Event.ATTEMPT);
    }
    if (entry.outcome() == Outcome.HELD) {
      return List.of(Event.HELD);
    }
    // What an operator or a rule ends is ended by no attempt.
    return entry.by().isEmpty() ? List.of(Event.ATTEMPT, Event.ENDED) : List.of(Event.ENDED);
  }
}
