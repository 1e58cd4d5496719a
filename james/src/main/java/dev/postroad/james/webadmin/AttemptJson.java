// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.Stage;
import dev.postroad.james.observe.RecordFields;
import dev.postroad.james.observe.RecordText;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Attempts, as they stand in answers. */
final class AttemptJson {
  private AttemptJson() {}

  /** All of it: the fields that a record has, too. */
  static void write(JsonGenerator json, AttemptEntry entry) throws IOException {
    RecordText.write(json, RecordFields.of(entry));
  }

  /** What a host said, of a site's replies. */
  static void writeReply(JsonGenerator json, AttemptEntry entry) throws IOException {
    @Nullable Attempt tried = entry.decisive().orElse(null);
    Times.write(json, "at", entry.at());
    json.writeStringField("mail", entry.mail());
    json.writeStringField("recipient", entry.recipient());
    json.writeStringField("host", tried == null ? "" : tried.host());
    json.writeStringField("stage", tried == null ? "" : word(tried.stage()));
    json.writeStringField("status", codes(entry.status()));
    json.writeStringField("text", entry.status().text());
    json.writeNumberField("tookMillis", tried == null ? 0 : tried.took().toMillis());
  }

  /** The same in short. */
  static void writeLastReply(JsonGenerator json, AttemptEntry entry) throws IOException {
    Times.write(json, "at", entry.at());
    json.writeStringField("recipient", entry.recipient());
    json.writeStringField("host", entry.decisive().map(Attempt::host).orElse(""));
    json.writeStringField("status", codes(entry.status()));
    json.writeStringField("text", entry.status().text());
  }

  /** Reply code and enhanced status: {@code 450 4.2.1}. */
  static String codes(DeliveryStatus status) {
    return status.code() + " " + status.enhanced();
  }

  private static String word(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
