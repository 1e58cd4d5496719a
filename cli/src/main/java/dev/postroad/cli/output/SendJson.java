// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.output;

import static dev.postroad.core.json.JsonLine.objects;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.report.RecipientReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report as one line of JSON. Its shape is a contract, docs/schemas/send.schema.json: keys may be
 * added, none may change or go.
 */
public final class SendJson {
  private SendJson() {}

  /** One line, without its end. */
  public static String line(List<RecipientReport> reports) {
    return JsonLine.of(json -> objects(json, "recipients", reports, SendJson::recipient));
  }

  private static void recipient(JsonGenerator json, RecipientReport report) throws IOException {
    json.writeStringField("address", report.recipient().toString());
    json.writeStringField("disposition", keyword(report.disposition()));
    status(json, report.status());
    Attempt decisive = report.decisive().orElse(null);
    json.writeStringField("host", decisive == null ? null : decisive.host());
    json.writeStringField("ip", decisive == null ? null : address(decisive));
    json.writeStringField("tls", decisive == null ? null : decisive.tls().toString());
    objects(json, "attempts", report.trail(), SendJson::attempt);
  }

  private static void attempt(JsonGenerator json, Attempt attempt) throws IOException {
    json.writeStringField("host", attempt.host());
    json.writeStringField("ip", address(attempt));
    json.writeNumberField("port", attempt.port());
    json.writeStringField("stage", stage(attempt));
    json.writeStringField("tls", attempt.tls().toString());
    json.writeStringField("disposition", keyword(attempt.verdict().disposition()));
    status(json, attempt.verdict().status());
    json.writeNumberField("milliseconds", attempt.took().toMillis());
  }

  private static void status(JsonGenerator json, DeliveryStatus status) throws IOException {
    json.writeNumberField("code", status.code());
    json.writeStringField("enhancedStatus", status.enhanced().toString());
    json.writeStringField("reply", status.text());
  }

  /** The stage's name as options and output write it: {@code final-dot}. */
  static String stage(Attempt attempt) {
    return keyword(attempt.stage());
  }

  static String keyword(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable String address(Attempt attempt) {
    return attempt.address().isEmpty() ? null : shownAddress(attempt);
  }

  /** The address tried as RFC 5952 writes it; empty if it came to none. */
  static String shownAddress(Attempt attempt) {
    return IpAddresses.tryParse(attempt.address())
        .map(IpAddresses::format)
        .orElse(attempt.address());
  }
}
