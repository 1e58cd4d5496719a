// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static dev.postroad.it.ManySites.ago;
import static dev.postroad.it.ManySites.array;
import static dev.postroad.it.ManySites.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The made-up numbers of {@link ManySites}, in the form of the routes' answers. */
final class MadeUpSites {
  private static final List<String> STATES =
      List.of("sending", "waiting", "idle", "idle", "idle", "sending", "held", "down");
  private static final List<String> WORDS =
      List.of("post", "mail", "mx", "inbound", "relay", "corp", "office", "cloud", "edge", "hub");
  private static final int SERIES = 180;

  /** The site of which the server does not remember how much went there. */
  private static final int FORGOTTEN = 4;

  private final int mails;
  private final List<ObjectNode> sites = new ArrayList<>();
  private final ArrayNode actions = array();
  private final AtomicInteger answered = new AtomicInteger();

  MadeUpSites(int siteCount, int mails) {
    this.mails = mails;
    Random random = new Random(7);
    for (int number = 0; number < siteCount; number++) {
      sites.add(made(number, random));
    }
  }

  private static ObjectNode made(int number, Random random) {
    String state = STATES.get(random.nextInt(STATES.size()));
    boolean isIdle = state.equals("idle");
    int weight = isIdle ? 0 : (int) Math.pow(random.nextDouble() * 7, 3);
    ObjectNode site = object();
    String word = WORDS.get(random.nextInt(WORDS.size()));
    String domain = word + number + ".example";
    site.put(
        "name",
        switch (number) {
          case 3 -> "{mx1|mx2|mx3}.protection.a-rather-long-name-of-a-provider.example";
          case FORGOTTEN -> "[2001:db8::" + number + "]";
          default -> number % 4 == 0 ? "{mx1|mx2}." + domain : "mx." + domain;
        });
    site.put("state", state);
    site.put("waiting", state.equals("sending") ? weight / 4 : weight);
    site.put("active", state.equals("sending") ? 1 + random.nextInt(12) : 0);
    site.put("window", 1 + random.nextInt(16)).put("ceiling", 20);
    site.put("deferred", isIdle ? 0 : random.nextInt(40));
    site.put("oldest", weight == 0 ? null : ago(random.nextInt(20_000)));
    ObjectNode rate = site.putObject("rate");
    rate.put("delivered", state.equals("sending") ? weight * 1.4 : 0);
    rate.put("deferred", isIdle ? 0 : random.nextInt(6) / 5.0);
    rate.put("failed", random.nextInt(9) == 0 ? 0.4 : 0);
    if (number == FORGOTTEN) {
      site.putNull("rate");
    }
    site.putObject("tookMillis")
        .put("median", 120 + random.nextInt(900))
        .put("p95", 2_000 + random.nextInt(30_000));
    site.putNull("hold").putNull("suspension").putNull("limited").putNull("lastReply");
    if (state.equals("held") || state.equals("down")) {
      site.putObject("hold")
          .put("reason", state.equals("down") ? "BREAKER" : "RATE")
          .put("text", "five connections in a row failed")
          .put("until", ago(-random.nextInt(1_700)));
    }
    if (!isIdle) {
      site.set("lastReply", reply(number, random.nextInt(4) == 0));
    }
    return site;
  }

  private static ObjectNode reply(int number, boolean isRefused) {
    return object()
        .put("at", ago(number % 60))
        .put("recipient", "user" + number + "@corp" + number + ".example")
        .put("host", "mx1.corp" + number + ".example")
        .put("status", isRefused ? "450 4.2.1" : "250 2.0.0")
        .put(
            "text",
            number % 5 == 0
                ? ManySites.HOSTILE
                : isRefused ? "mailbox busy, try again later" : "queued as 4fT" + number);
  }

  ObjectNode overview() {
    ObjectNode answer = object().put("now", ago(0)).put("version", "0.1.0").put("stepSeconds", 10);
    ArrayNode points = answer.putArray("points");
    Random random = new Random(3);
    for (int step = 0; step < SERIES; step++) {
      double wave = 1 + Math.sin(step / 17.0) * 0.4;
      boolean isOutage = step > 120 && step < 150;
      points
          .addObject()
          .put("t", ago((SERIES - step) * 10L))
          .put("delivered", (int) (wave * (isOutage ? 60 : 340) + random.nextInt(60)))
          .put("deferred", (int) (isOutage ? 70 * wave : 4) + random.nextInt(5))
          .put("failed", random.nextInt(12) == 0 ? random.nextInt(4) : 0)
          .put("waiting", (int) (9_000 + 60 * step + (isOutage ? 3_000 : 0) + wave * 900));
    }
    answer
        .putObject("totals")
        .put("waiting", 21_430)
        .put("sending", 312)
        .put("deferred", 78_569)
        .put("held", 12)
        .put("sites", sites.size())
        .put("suspended", sites.stream().filter(site -> is(site, "suspended")).count())
        .put("down", sites.stream().filter(site -> is(site, "down")).count())
        .put("connections", 488);
    ArrayNode causes = answer.putArray("causes");
    cause(causes, "mailbox-full", "452 4.2.2", 18_204, "the mailbox is over its quota");
    cause(causes, "rate", "421 4.7.28", 6_120, "too much mail from 192.0.2.7, slow down");
    cause(causes, "unreachable", "4.4.1", 811, "connection refused");
    cause(causes, "policy", "550 5.7.1", 37, ManySites.HOSTILE);
    cause(causes, "tls", "454 4.7.0", 3, "handshake failed: certificate expired");
    ArrayNode slowest = answer.putArray("slowest");
    ArrayNode loudest = answer.putArray("loudest");
    for (int at = 0; at < 8; at++) {
      String name = sites.get(at * 11 + 3).path("name").asText();
      slowest
          .addObject()
          .put("site", name)
          .put("medianMillis", 41_000 - at * 4_000)
          .put("p95Millis", 190_000 - at * 9_000);
      loudest.addObject().put("site", name).put("count", 9_400 / (at + 1));
    }
    answer
        .putArray("problems")
        .add(
            "Postroad relay credentials: relay hub refused its login (535 5.7.8): renew secrets/hub");
    return answer;
  }

  private static void cause(
      ArrayNode causes, String cause, String status, int count, String example) {
    causes
        .addObject()
        .put("cause", cause)
        .put("status", status)
        .put("count", count)
        .put("example", example);
  }

  private static boolean is(JsonNode site, String state) {
    return site.path("state").asText().equals(state);
  }

  ObjectNode sites(Map<String, String> query) {
    String part = query.getOrDefault("name", "");
    String state = query.getOrDefault("state", "");
    Comparator<ObjectNode> by =
        switch (query.getOrDefault("sort", "depth")) {
          case "name" -> Comparator.comparing(site -> site.path("name").asText());
          case "rate" -> most("/rate/delivered");
          case "failed" -> most("/rate/failed");
          case "deferred" -> most("/deferred");
          case "oldest" -> Comparator.comparing(site -> site.path("oldest").asText("~"));
          case "waiting" -> most("/waiting");
          default ->
              Comparator.comparingInt(
                  site -> -site.path("waiting").asInt() - site.path("deferred").asInt());
        };
    List<ObjectNode> found =
        sites.stream()
            .filter(site -> site.path("name").asText().contains(part))
            .filter(site -> state.isEmpty() || is(site, state))
            .sorted(by)
            .toList();
    ObjectNode answer = object().put("total", found.size());
    ArrayNode list = answer.putArray("sites");
    int round = answered.incrementAndGet();
    found.stream()
        .skip(number(query, "offset", 0))
        .limit(number(query, "limit", 50))
        .forEach(site -> list.add(later(site, round)));
    return answer;
  }

  /** Each answer finds what goes on a bit farther on. */
  private static ObjectNode later(ObjectNode site, int round) {
    ObjectNode now = site.deepCopy();
    if (now.path("rate").path("delivered").asDouble() > 0) {
      now.put("waiting", now.path("waiting").asInt() + round % 5);
      ObjectNode rate = (ObjectNode) now.path("rate");
      rate.put("delivered", rate.path("delivered").asDouble() + round % 7);
    }
    return now;
  }

  private static Comparator<ObjectNode> most(String pointer) {
    return Comparator.comparingDouble(site -> -site.at(pointer).asDouble());
  }

  private static long number(Map<String, String> query, String name, long otherwise) {
    return query.containsKey(name) ? Long.parseLong(query.get(name)) : otherwise;
  }

  Optional<ObjectNode> site(String name) {
    return found(name).map(MadeUpSites::details);
  }

  private static ObjectNode details(ObjectNode site) {
    ObjectNode answer = site.deepCopy();
    ArrayNode queue = answer.putArray("queue");
    queue.addObject().put("priority", 9).put("waiting", 2);
    queue.addObject().put("priority", 5).put("waiting", site.path("waiting").asInt());
    answer
        .putArray("connections")
        .addObject()
        .put("host", "mx1.example")
        .put("address", "192.0.2.10")
        .put("port", 25)
        .put("tls", "TLSv1.3")
        .put("busy", 3)
        .put("idle", 1);
    ArrayNode hosts = answer.putArray("hosts");
    for (int host = 1; host < 3; host++) {
      hosts
          .addObject()
          .put("host", "mx" + host + ".example")
          .put("preference", host * 10)
          .putArray("addresses")
          .addObject()
          .put("address", "192.0.2.1" + host)
          .put("state", host == 1 ? "up" : "down")
          .put("until", host == 1 ? null : ago(-900))
          .put("failures", host == 1 ? 0 : 5);
    }
    answer.put("nextAttempt", ago(-240));
    ArrayNode replies = answer.putArray("replies");
    for (int at = 0; at < 12; at++) {
      replies.add(
          reply(at + 1, at % 3 == 0)
              .put("mail", "Mail-" + at + "-to-corp.example")
              .put("stage", "RCPT")
              .put("tookMillis", 120 + at * 77));
    }
    ArrayNode limits = answer.putArray("limits");
    limits.addObject().put("name", "connections").put("value", "20").put("from", "default");
    limits
        .addObject()
        .put("name", "messageRate")
        .put("value", "100/m")
        .put("from", "mailetcontainer.xml MxRemoteDelivery/messageRate");
    ObjectNode series = answer.putObject("series").put("stepSeconds", 10).put("from", ago(1_800));
    Random random = new Random(site.path("name").asText().hashCode());
    for (String line : List.of("delivered", "deferred", "failed", "waiting")) {
      ArrayNode values = series.putArray(line);
      int level = line.equals("failed") ? 0 : site.path("waiting").asInt() / 4 + 4;
      for (int step = 0; step < SERIES; step++) {
        values.add(Math.max(0, (int) (level * (1 + Math.sin(step / 9.0)) + random.nextInt(3) - 1)));
      }
    }
    return answer;
  }

  private Optional<ObjectNode> found(String name) {
    return sites.stream().filter(site -> site.path("name").asText().equals(name)).findFirst();
  }

  synchronized ObjectNode order(String name, JsonNode body) {
    ObjectNode site = found(name).orElseThrow();
    boolean isSuspended = body.path("suspended").asBoolean();
    if (isSuspended) {
      site.put("state", "suspended");
      site.putObject("suspension")
          .put("reason", body.path("reason").asText())
          .put("by", "amy")
          .put("since", ago(0))
          .put("until", body.has("for") ? ago(-7_200) : null);
    } else {
      site.put("state", "waiting").putNull("suspension");
    }
    actions
        .insertObject(0)
        .put("at", ago(0))
        .put("by", "amy")
        .put("what", body.has("limits") ? "limit" : isSuspended ? "suspend" : "resume")
        .put("target", name)
        .put("reason", body.path("reason").asText())
        .put("result", "done");
    ObjectNode answer = site.deepCopy();
    answer.putObject("book").put("known", 100_000).put("open", 100_000);
    return answer;
  }

  ObjectNode mails(Map<String, String> query) {
    if (!query.getOrDefault("recipient", "@").contains("@")) {
      return ManySites.refusal(
          400, "recipient: an address is written user@domain.example, or @domain.example");
    }
    ObjectNode answer = object().put("total", query.containsKey("site") ? 124 : mails);
    answer.put("complete", true);
    ArrayNode list = answer.putArray("mails");
    long offset = number(query, "offset", 0);
    for (long at = offset; at < offset + number(query, "limit", 50); at++) {
      list.add(mail("Mail-" + at + "-to-corp.example"));
    }
    return answer;
  }

  ObjectNode mail(String id) {
    int number = Math.abs(id.hashCode() % 1_000);
    ObjectNode mail = object().put("id", id).put("queue", "outgoing");
    mail.put("state", List.of("deferred", "waiting", "sending", "queued", "held").get(number % 5));
    mail.put("sender", number % 9 == 0 ? "" : "newsletter" + number + "@corp.example");
    mail.putArray("recipients")
        .add("bob@partner.example")
        .add("\"" + ManySites.HOSTILE + "\"@x.example");
    mail.put("site", sites.get(number).path("name").asText());
    mail.put("priority", 5).put("size", 4_200 + number * 911).put("attempts", number % 7);
    mail.put("since", ago(number * 61L)).put("nextAttempt", ago(-number * 3L));
    mail.putNull("toCome");
    mail.putObject("cause")
        .put("status", "450 4.2.1")
        .put("text", ManySites.HOSTILE)
        .put("cause", "mailbox-full");
    return mail;
  }

  ObjectNode act(Map<String, String> query) {
    if (query.containsKey("dryRun")) {
      ObjectNode answer = object().put("action", query.get("action"));
      answer.putArray("sample").add("Mail-1-to-corp.example").add("Mail-2-to-corp.example");
      return counts(answer);
    }
    return object().put("taskId", "2f0cf5b8-9e57-4d5b-8f0b-0f3a6d3f1c11");
  }

  ObjectNode task() {
    ObjectNode task = object().put("status", "completed");
    counts(task.putObject("additionalInformation"));
    return task;
  }

  private static ObjectNode counts(ObjectNode action) {
    action.put("selected", 124).put("done", 123).put("later", 1).put("skipped", 0);
    action.putObject("book").put("known", 100_000).put("open", 100_000);
    ObjectNode reason = action.putArray("reasons").addObject();
    reason.put("what", "later").put("why", "it is being tried now").put("mails", 1);
    reason.putArray("sample").add("Mail-3-to-corp.example");
    return action;
  }

  ObjectNode deliveries(Map<String, String> query) {
    ObjectNode answer = object().put("total", 10_000);
    answer.putObject("kept").put("entries", 10_000).put("since", ago(4_000));
    ArrayNode list = answer.putArray("deliveries");
    for (int at = 0; at < number(query, "limit", 50); at++) {
      ObjectNode entry = reply(at, at % 3 == 0);
      entry.put("mail", "Mail-" + at + "-to-corp.example").put("sender", "amy@corp.example");
      entry.put("site", sites.get(at).path("name").asText()).put("attempt", at + 1);
      entry.put("queue", "outgoing").put("address", "192.0.2.10").put("port", 25);
      entry.put("stage", "RCPT").put("tls", "TLSv1.3").put("next", ago(-900)).put("ageMillis", 9);
      entry.put("outcome", at % 3 == 0 ? "deferred" : "delivered");
      entry.put("cause", at % 3 == 0 ? "mailbox-full" : null).put("tookMillis", at * 91);
      entry.putNull("by").putNull("reason");
      list.add(entry);
    }
    return answer;
  }

  ObjectNode trace(String asked) {
    ObjectNode answer = object().put("total", 1);
    ObjectNode mail = answer.putArray("mails").addObject();
    mail.put("id", asked.contains("@") ? "Mail-1-to-corp.example" : asked).put("state", "deferred");
    mail.put("sender", "amy@corp.example").putArray("recipients").add("bob@partner.example");
    ArrayNode events = mail.putArray("events");
    int at = 0;
    for (String what :
        List.of("accepted", "planned", "attempt", "deferred", "held", "released", "delivered")) {
      events
          .addObject()
          .put("at", ago(4_000 - 500L * at++))
          .put("what", what)
          .put("mail", mail.path("id").asText())
          .put("recipient", "bob@partner.example")
          .put("site", sites.get(at).path("name").asText())
          .put("text", at == 4 ? "450 4.2.1 " + ManySites.HOSTILE : "as it should be");
    }
    return answer;
  }

  ObjectNode route(String recipient) {
    if (recipient.startsWith("nobody@")) {
      return ManySites.refusal(409, "no RelayPolicy is in use");
    }
    ObjectNode answer = object().put("recipient", recipient).putNull("permit");
    answer.putArray("classes").add("partner");
    answer
        .putObject("route")
        .put("kind", "via")
        .put("rule", "policy line 7: to * via hub, spare")
        .putArray("relays")
        .add("hub")
        .add("spare");
    ObjectNode mx = answer.putObject("mx").put("status", "hosts").put("site", "via hub, via spare");
    mx.putArray("sites").add("via hub").add("via spare");
    mx.putNull("enhancedStatus").putArray("hosts");
    answer.putArray("tls");
    answer.putObject("rules").putArray("routes");
    return answer;
  }

  ObjectNode policy() {
    ObjectNode answer = object();
    ArrayNode policies = answer.putArray("policies");
    policies
        .addObject()
        .put("name", "relay: RelayPolicy, mailetcontainer.xml line 12")
        .put("inUseSince", ago(90_000))
        .put("changedSince", false)
        .putArray("problems");
    policies
        .addObject()
        .put("name", "transport: RelayPolicy, mailetcontainer.xml line 40")
        .put("inUseSince", ago(3_600))
        .put("changedSince", true)
        .putArray("problems")
        .addObject()
        .put("severity", "error")
        .put("where", "file://conf/policy line 4")
        .put("what", "to * vai here")
        .put("why", "vai is no way")
        .put("todo", "say via")
        .put("text", "file://conf/policy line 4, column 6: \"to * vai here\": say \"via\"");
    return answer;
  }

  synchronized ObjectNode actions() {
    ObjectNode answer = object().put("total", actions.size());
    answer.set("actions", actions.deepCopy());
    return answer;
  }
}
