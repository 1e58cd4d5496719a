// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.object;
import static dev.postroad.core.json.JsonLine.objects;
import static dev.postroad.core.json.JsonLine.strings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.history.AddressFilter;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.AttemptFilter;
import dev.postroad.core.history.CauseFilter;
import dev.postroad.core.history.History;
import dev.postroad.core.history.StatusFilter;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.operations.MailTrace;
import dev.postroad.james.operations.Mails;
import dev.postroad.james.operations.Page;
import dev.postroad.james.operations.TraceEvent;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** What was tried, and what became of mails. */
final class DeliveryRoutes {
  private final History history;
  private final Mails mails;
  private final Clock clock;

  DeliveryRoutes(History history, Mails mails, Clock clock) {
    this.history = history;
    this.mails = mails;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "/postroad/deliveries",
            List.of(
                "mail",
                "sender",
                "recipient",
                "site",
                "outcome",
                "cause",
                "status",
                "since",
                "limit",
                "offset"),
            this::list),
        Endpoint.get("/postroad/trace", List.of("q"), this::trace));
  }

  private Object list(Call call) {
    Query query = call.query();
    AttemptFilter filter =
        new AttemptFilter(
            query.text("mail"),
            query.parsed("sender", AddressFilter::parse),
            query.parsed("recipient", AddressFilter::parse),
            query.parsed("site", SiteName::parse),
            query.word("outcome", Outcome.values(), Outcome::word),
            query.parsed("cause", CauseFilter::parse),
            query.parsed("status", StatusFilter::new),
            query.value("since", ValueTypes.DURATION).map(clock.instant()::minus));
    History.Found found = history.find(filter, query.offset(), query.limit());
    History.Kept kept = history.kept();
    return JsonLine.of(
        json -> {
          json.writeNumberField("total", found.total());
          json.writeFieldName("kept");
          object(
              json,
              reach -> {
                reach.writeNumberField("entries", kept.entries());
                Times.write(reach, "since", kept.since());
              });
          objects(json, "deliveries", found.page(), AttemptJson::write);
        });
  }

  private Object trace(Call call) {
    call.query().required("q");
    Page<MailTrace> found = call.query().parsed("q", mails::trace).orElseThrow();
    return JsonLine.of(
        json -> {
          json.writeNumberField("total", found.total());
          objects(json, "mails", found.items(), DeliveryRoutes::mail);
        });
  }

  private static void mail(JsonGenerator json, MailTrace mail) throws IOException {
    json.writeStringField("id", mail.id());
    json.writeStringField("sender", mail.sender());
    strings(json, "recipients", mail.recipients());
    json.writeStringField("state", mail.state());
    objects(json, "events", mail.events(), DeliveryRoutes::event);
  }

  private static void event(JsonGenerator json, TraceEvent event) throws IOException {
    Times.write(json, "at", event.at());
    json.writeStringField("mail", event.mail());
    json.writeStringField("what", event.what().word());
    json.writeStringField("recipient", event.recipient().orElse(null));
    json.writeStringField("site", event.site().orElse(null));
    json.writeStringField("text", event.text());
  }
}
