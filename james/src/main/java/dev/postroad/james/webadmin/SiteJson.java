// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.object;
import static dev.postroad.core.json.JsonLine.objects;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.history.Flow;
import dev.postroad.core.history.History;
import dev.postroad.core.history.Rates;
import dev.postroad.core.history.TimesTaken;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.james.operations.LimitChange;
import dev.postroad.james.operations.SiteDetail;
import dev.postroad.james.operations.SiteStatus;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Sites, as they stand in answers. */
final class SiteJson {
  private static final double TENTHS = 10;

  private SiteJson() {}

  /** In short. */
  static void write(JsonGenerator json, SiteStatus site) throws IOException {
    json.writeStringField("name", site.name().text());
    json.writeStringField("state", site.state().word());
    json.writeNumberField("waiting", site.waiting());
    json.writeNumberField("active", site.active());
    json.writeNumberField("window", site.window());
    json.writeNumberField("ceiling", site.ceiling());
    json.writeNumberField("deferred", site.deferred());
    Times.write(json, "oldest", site.oldest());
    writeIfThere(json, "rate", site.rates(), SiteJson::rates);
    writeIfThere(json, "tookMillis", site.times(), SiteJson::times);
    writeIfThere(json, "hold", site.hold(), SiteJson::hold);
    writeIfThere(json, "suspension", site.suspension(), SiteJson::order);
    writeIfThere(json, "limited", site.limits(), SiteJson::limited);
    writeIfThere(json, "lastReply", site.lastReply(), AttemptJson::writeLastReply);
  }

  /** Everything. */
  static void write(JsonGenerator json, SiteDetail site) throws IOException {
    write(json, site.status());
    List<Map.Entry<Integer, Integer>> queue =
        site.queue().entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByKey(Comparator.reverseOrder()))
            .toList();
    objects(json, "queue", queue, SiteJson::waiting);
    objects(json, "connections", site.connections(), SiteJson::connections);
    objects(json, "hosts", site.hosts(), SiteJson::host);
    Times.write(json, "nextAttempt", site.nextAttempt());
    objects(json, "replies", site.replies(), AttemptJson::writeReply);
    objects(json, "limits", site.limits(), SiteJson::limit);
    json.writeFieldName("series");
    object(json, series -> series(series, site.flow()));
  }

  /** An object as a member, or null. */
  static <T> void writeIfThere(
      JsonGenerator json, String name, Optional<T> value, JsonLine.ElementWriter<T> writer)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      object(json, own -> writer.write(own, value.get()));
    } else {
      json.writeNull();
    }
  }

  private static double rounded(double rate) {
    return Math.round(rate * TENTHS) / TENTHS;
  }

  private static void rates(JsonGenerator json, Rates rates) throws IOException {
    json.writeNumberField("delivered", rounded(rates.delivered()));
    json.writeNumberField("deferred", rounded(rates.deferred()));
    json.writeNumberField("failed", rounded(rates.failed()));
  }

  private static void times(JsonGenerator json, TimesTaken times) throws IOException {
    json.writeNumberField("median", times.median().toMillis());
    json.writeNumberField("p95", times.p95().toMillis());
  }

  private static void hold(JsonGenerator json, SiteStatus.Held held) throws IOException {
    json.writeStringField("reason", held.word());
    json.writeStringField("text", held.text());
    Times.write(json, "until", held.until());
  }

  private static void order(JsonGenerator json, SiteOrders.Order order) throws IOException {
    json.writeStringField("reason", order.reason());
    json.writeStringField("by", order.by());
    Times.write(json, "since", order.since());
    Times.write(json, "until", order.until());
  }

  private static void limited(JsonGenerator json, SiteOrders.Limits limits) throws IOException {
    json.writeStringField("limits", LimitChange.inWords(limits));
    order(json, limits.order());
  }

  private static void waiting(JsonGenerator json, Map.Entry<Integer, Integer> priority)
      throws IOException {
    json.writeNumberField("priority", priority.getKey());
    json.writeNumberField("waiting", priority.getValue());
  }

  private static void connections(JsonGenerator json, ConnectionsView own) throws IOException {
    json.writeStringField("host", own.hostName());
    json.writeStringField("address", IpAddresses.format(own.address()));
    json.writeNumberField("port", own.port());
    json.writeStringField("tls", own.tls().isEncrypted() ? own.tls().toString() : null);
    json.writeNumberField("busy", own.busy());
    json.writeNumberField("idle", own.idle());
  }

  private static void host(JsonGenerator json, SiteDetail.Host host) throws IOException {
    json.writeStringField("host", host.name());
    json.writeNumberField("preference", host.preference());
    objects(json, "addresses", host.addresses(), SiteJson::address);
  }

  private static void address(JsonGenerator json, SiteDetail.Address address) throws IOException {
    json.writeStringField("address", IpAddresses.format(address.address()));
    json.writeStringField("state", address.state().word());
    Times.write(json, "until", address.until());
    json.writeNumberField("failures", address.failures());
  }

  private static void limit(JsonGenerator json, SiteDetail.Limit limit) throws IOException {
    json.writeStringField("name", limit.name());
    json.writeStringField("value", limit.value());
    json.writeStringField("from", limit.from());
  }

  private static void series(JsonGenerator json, Flow flow) throws IOException {
    json.writeNumberField("stepSeconds", History.STEP.toSeconds());
    Times.write(json, "from", flow.points().get(0).from());
    numbers(json, "delivered", flow, Flow.Point::delivered);
    numbers(json, "deferred", flow, Flow.Point::deferred);
    numbers(json, "failed", flow, Flow.Point::failed);
    numbers(json, "waiting", flow, Flow.Point::waiting);
  }

  private static void numbers(
      JsonGenerator json, String name, Flow flow, ToIntFunction<Flow.Point> number)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Flow.Point point : flow.points()) {
      json.writeNumber(number.applyAsInt(point));
    }
    json.writeEndArray();
  }
}
