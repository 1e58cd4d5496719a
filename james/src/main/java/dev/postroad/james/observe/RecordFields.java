// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.By;
import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.report.Attempt;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record, the same whether it is written as a line of the log or as JSON, and those
 * that WebAdmin gives of an attempt: docs/schemas/record.schema.json says what each means.
 */
public final class RecordFields {

  /** What a record is about. */
  enum Event {
    /** An attempt for a recipient, or that there was none since the mail was held back. */
    ATTEMPT("attempt"),
    /** That a rule has put the mail aside: the last unless an operator sends it on. */
    HELD("held"),
    /** The last that becomes of a mail for a recipient. */
    ENDED("ended");

    private final String word;

    Event(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  private RecordFields() {}

  /** Those of a record: what it is about, and then those of the attempt. */
  static Map<String, @Nullable Object> of(Event event, AttemptEntry entry) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("event", event.toString());
    fields.putAll(of(entry));
    return fields;
  }

  /**
   * Those of an attempt, in order; values are texts, whole numbers, or null for what there is not.
   */
  public static Map<String, @Nullable Object> of(AttemptEntry entry) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Optional<Attempt> decisive = entry.decisive();
    fields.put("at", text(entry.at()));
    fields.put("mail", entry.mail());
    fields.put("queue", entry.queue().isEmpty() ? null : entry.queue());
    fields.put("sender", entry.sender().isEmpty() ? "<>" : entry.sender());
    fields.put("recipient", entry.recipient());
    fields.put("site", entry.site().map(SiteName::text).orElse(null));
    fields.put("attempt", entry.attempt().isPresent() ? entry.attempt().getAsInt() : null);
    fields.put("outcome", entry.outcome().word());
    fields.put("status", entry.status().code() + " " + entry.status().enhanced());
    fields.put("text", entry.status().text());
    fields.put("cause", entry.cause().map(Cause::word).orElse(null));
    fields.put("host", decisive.map(Attempt::host).orElse(null));
    fields.put("address", decisive.map(Attempt::address).filter(ip -> !ip.isEmpty()).orElse(null));
    fields.put("port", decisive.map(Attempt::port).orElse(null));
    fields.put("stage", decisive.map(RecordFields::stage).orElse(null));
    fields.put("tls", decisive.map(RecordFields::tls).orElse(null));
    fields.put("tookMillis", decisive.map(own -> own.took().toMillis()).orElse(0L));
    fields.put("next", entry.next().map(RecordFields::text).orElse(null));
    fields.put("ageMillis", entry.age().toMillis());
    fields.put("by", entry.by().map(By::who).orElse(null));
    fields.put("reason", entry.by().map(By::reason).filter(own -> !own.isEmpty()).orElse(null));
    return fields;
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String stage(Attempt attempt) {
    return attempt.stage().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable String tls(Attempt attempt) {
    return attempt.tls().isEncrypted() ? attempt.tls().toString() : null;
  }
}
