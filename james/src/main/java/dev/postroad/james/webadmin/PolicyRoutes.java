// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.objects;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.explain.RouteJson;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.MailWords;
import dev.postroad.core.relay.Progress;
import dev.postroad.james.Reloads;
import dev.postroad.james.operations.Policies;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The policies in use, and which way mail goes by them. */
final class PolicyRoutes {
  private static final String POLICY = "/postroad/policy";
  private static final String LAST = "last";
  private static final String NULL_SENDER = "<>";
  private static final String[] ACTIONS = {"reload"};
  private static final InetAddress LOOPBACK = IpAddresses.parse("127.0.0.1");

  private final Policies policies;

  PolicyRoutes(Policies policies) {
    this.policies = policies;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(POLICY, List.of(), call -> json(policies.inUse())),
        new Endpoint(
            Endpoint.Method.POST, POLICY, List.of("action"), List.of("reason"), this::reload),
        Endpoint.get(
            "/postroad/route",
            List.of(
                "recipient",
                "sender",
                "user",
                "client",
                "attempt",
                LAST,
                "size",
                "header",
                "priority"),
            this::explain));
  }

  private Object reload(Call call) {
    call.query().required("action");
    call.query().word("action", ACTIONS, word -> word);
    return json(policies.reload(call.by()));
  }

  private static Object json(List<Reloads.InUse> all) {
    return JsonLine.of(json -> objects(json, "policies", all, PolicyRoutes::policy));
  }

  private static void policy(JsonGenerator json, Reloads.InUse policy) throws IOException {
    json.writeStringField("name", policy.status().name());
    Times.write(json, "inUseSince", policy.inUseSince());
    json.writeBooleanField("changedSince", !policy.status().isCurrent());
    objects(json, "problems", policy.status().problems(), PolicyRoutes::problem);
  }

  private static void problem(JsonGenerator json, Problem problem) throws IOException {
    json.writeStringField("severity", problem.severity().name().toLowerCase(Locale.ROOT));
    json.writeStringField("where", problem.where());
    json.writeStringField("what", problem.what());
    json.writeStringField("why", problem.why());
    json.writeStringField("todo", problem.remedy());
    json.writeStringField("text", problem.toString());
  }

  private Object explain(Call call) {
    Query query = call.query();
    query.required("recipient");
    Mailbox recipient =
        query.value("recipient", ValueTypes.MAILBOX).orElseThrow(IllegalStateException::new);
    Optional<Mailbox> sender =
        query.text("sender").filter(text -> !text.equals(NULL_SENDER)).isEmpty()
            ? Optional.empty()
            : query.value("sender", ValueTypes.MAILBOX);
    Optional<String> user = query.text("user");
    Optional<InetAddress> client = query.value("client", ValueTypes.ADDRESS);
    if (client.isEmpty() && user.isPresent()) {
      client = Optional.of(LOOPBACK);
    }
    MailWords words =
        new MailWords(
            number(query.parsed("attempt", MailWords::attempt)),
            query.parsed(LAST, MailWords::last),
            query
                .parsed("size", MailWords::size)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty),
            query.parsed("header", MailWords::headers).orElse(Set.of()),
            number(query.parsed("priority", MailWords::priority)));
    try {
      return RouteJson.line(
          policies.explain(
              new MailFacts(sender, user, client, words.message(), progress(words)), recipient));
    } catch (IllegalStateException e) {
      throw Refusal.wrongState(String.valueOf(e.getMessage()));
    }
  }

  private static OptionalInt number(Optional<Integer> found) {
    return found.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static Progress progress(MailWords words) {
    try {
      return words.progress();
    } catch (IllegalArgumentException e) {
      throw Refusal.field(LAST, String.valueOf(e.getMessage()));
    }
  }
}
