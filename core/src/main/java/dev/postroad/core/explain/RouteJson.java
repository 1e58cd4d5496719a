// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import static dev.postroad.core.json.JsonLine.object;
import static dev.postroad.core.json.JsonLine.objects;
import static dev.postroad.core.json.JsonLine.strings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Look;
import dev.postroad.core.relay.Permission;
import dev.postroad.core.relay.RelayHost;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An explanation as one line of JSON. Its shape is a contract, docs/schemas/route.schema.json: keys
 * may be added, none may change or go.
 */
public final class RouteJson {
  private RouteJson() {}

  /** One line, without its end. */
  public static String line(Explanation explanation) {
    return JsonLine.of(
        json -> {
          json.writeStringField("recipient", explanation.recipient().toString());
          strings(
              json,
              "classes",
              explanation.trail().classes().stream().map(DomainClass::name).toList());
          json.writeFieldName("route");
          object(json, route -> route(route, explanation.decision()));
          objects(json, "withoutLogin", explanation.withoutLogin(), RouteJson::missing);
          json.writeStringField(
              "waits", explanation.waits().map(DeliveryStatus::toString).orElse(null));
          json.writeFieldName("mx");
          object(json, mx -> mx(mx, explanation.plan()));
          objects(json, "tls", hosts(explanation.plan()), RouteJson::tls);
          json.writeFieldName("permit");
          permit(json, explanation.trail().permission());
          json.writeFieldName("rules");
          object(
              json,
              looked -> {
                objects(looked, "permit", explanation.trail().permits(), RouteJson::look);
                objects(looked, "routes", explanation.trail().routes(), RouteJson::look);
              });
        });
  }

  private static void route(JsonGenerator json, Decision decision) throws IOException {
    json.writeStringField("kind", decision.route().keyword());
    json.writeStringField("rule", decision.rule().toString());
    strings(json, "relays", decision.route().relays().stream().map(RelayHost::name).toList());
  }

  private static void missing(JsonGenerator json, MissingLogin missing) throws IOException {
    json.writeStringField("relay", missing.relay());
    json.writeStringField("status", missing.status().toString());
  }

  private static void permit(JsonGenerator json, Optional<Permission> permission)
      throws IOException {
    if (permission.isEmpty()) {
      json.writeNull();
      return;
    }
    Permission found = permission.get();
    Optional<String> quota =
        found instanceof Permission.Granted granted ? granted.quota() : Optional.empty();
    Optional<String> status =
        found instanceof Permission.Denied denied
            ? Optional.of(denied.status().toString())
            : Optional.empty();
    object(
        json,
        permit -> {
          permit.writeBooleanField("granted", found.isGranted());
          permit.writeStringField("rule", found.rule().toString());
          permit.writeStringField("quota", quota.orElse(null));
          permit.writeStringField("status", status.orElse(null));
        });
  }

  private static void look(JsonGenerator json, Look look) throws IOException {
    json.writeStringField("rule", look.rule().toString());
    json.writeBooleanField("matched", look.matched());
    json.writeStringField("answer", look.answer().keyword());
    objects(json, "conditions", look.conditions(), RouteJson::asked);
  }

  private static void asked(JsonGenerator json, Look.Asked asked) throws IOException {
    json.writeStringField("condition", asked.condition());
    json.writeBooleanField("holds", asked.holds());
    json.writeStringField("answer", asked.answer().keyword());
    json.writeStringField("saw", asked.saw());
  }

  private static void mx(JsonGenerator json, DeliveryPlan plan) throws IOException {
    json.writeStringField("status", MxStatus.of(plan).keyword());
    json.writeStringField(
        "enhancedStatus",
        plan instanceof DeliveryPlan.Nowhere nowhere
            ? nowhere.status().enhanced().toString()
            : null);
    json.writeStringField("site", plan instanceof DeliveryPlan.Hosts hosts ? hosts.sites() : null);
    strings(json, "sites", plan.siteNames().stream().map(SiteName::text).toList());
    objects(json, "hosts", hosts(plan), RouteJson::host);
  }

  private static void host(JsonGenerator json, PlannedHost planned) throws IOException {
    json.writeStringField("name", planned.host().name());
    json.writeNumberField("preference", planned.host().preference());
    strings(
        json, "addresses", planned.host().addresses().stream().map(IpAddresses::format).toList());
    json.writeBooleanField("authentic", planned.host().authentic());
  }

  private static void tls(JsonGenerator json, PlannedHost planned) throws IOException {
    json.writeStringField("host", planned.host().name());
    json.writeStringField("demand", planned.tls().level().keyword());
    json.writeStringField("because", planned.tls().because());
  }

  private static List<PlannedHost> hosts(DeliveryPlan plan) {
    return plan instanceof DeliveryPlan.Hosts hosts ? hosts.hosts() : List.of();
  }
}
