// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.postroad.playground.client.WebAdmin;
import dev.postroad.playground.james.JamesProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * An action by an operator of a real James, to mails of a sender of its own: first as a dry run,
 * then indeed.
 */
final class ActionRound {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY = "{\"reason\":\"it is tried out\"}";
  private static final List<String> COUNTED =
      List.of("action", "selected", "done", "later", "skipped", "reasons");
  private static final int MAILS = 6;

  private final JamesProcess james;
  private final String action;
  private final WebAdmin operator;
  private final String name;
  private final Semaphore patience;
  private final String sender;

  /**
   * @param operator who acts
   * @param name as James knows them
   * @param patience the site {@code via slow} sends a mail away for each
   */
  ActionRound(
      JamesProcess james, String action, WebAdmin operator, String name, Semaphore patience) {
    this.james = james;
    this.action = action;
    this.operator = operator;
    this.name = name;
    this.patience = patience;
    this.sender = "amy-" + action + "@corp.example";
  }

  /** Whose mails they are. */
  String sender() {
    return sender;
  }

  /** Two deferred at a site and one at another, one held, one sending, one waiting behind it. */
  String mailInEachState() throws IOException {
    MailFlow flow = new MailFlow(james);
    patience.drainPermits();
    for (String recipient :
        List.of("later1@a.example", "later2@a.example", "later3@b.example", "later4@a.example")) {
      flow.send(sender, recipient);
    }
    awaitStates("deferred", 4);
    answered(operator.ask("POST", "/postroad/mails/" + id("later4") + "?action=hold", ""));
    flow.send(sender, "one@slow.example");
    awaitStates("sending", 1);
    flow.send(sender, "two@slow.example");
    awaitStates("waiting", 1);
    return id("later1");
  }

  private String id(String local) throws IOException {
    return operator
        .get("/postroad/mails?sender=" + sender + "&limit=1000")
        .path("mails")
        .findParents("id")
        .stream()
        .filter(mail -> mail.path("recipients").toString().contains("\"" + local + "@"))
        .map(mail -> mail.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private void awaitStates(String state, int count) {
    await(count + " " + state)
        .atMost(LIMIT)
        .until(
            () ->
                operator
                        .get("/postroad/mails?state=" + state + "&sender=" + sender)
                        .path("total")
                        .asInt()
                    == count);
  }

  void actOnOne(String id) throws IOException {
    String path = "/postroad/mails/" + id + "?action=" + action;
    Map<String, JsonNode> before = settled();
    int known = onRecord().path("total").asInt();
    JsonNode dry = answered(operator.ask("POST", path + "&dryRun=true", BODY));
    assertThat(settled()).isEqualTo(before);
    assertThat(onRecord().path("total").asInt()).isEqualTo(known);

    Instant begin = Instant.now();
    JsonNode done = answered(operator.ask("POST", path, BODY));
    assertThat(done).isEqualTo(dry);
    isOnRecord("mail " + id, dry, begin, known + 1);
    assertEffect(dry, before);
  }

  /** Returns what the dry run said. */
  JsonNode actOnMany(String filter, String inTheLog) throws IOException {
    String path = "/postroad/mails?action=" + action + "&" + filter;
    Map<String, JsonNode> before = settled();
    int known = onRecord().path("total").asInt();
    JsonNode dry = answered(operator.ask("POST", path + "&dryRun=true", BODY));
    assertThat(settled()).isEqualTo(before);
    assertThat(onRecord().path("total").asInt()).isEqualTo(known);

    Instant begin = Instant.now();
    String task = answered(operator.ask("POST", path, BODY)).path("taskId").asText();
    JsonNode ended = operator.get("/tasks/" + task + "/await?timeout=60s");
    assertThat(ended.path("status").asText()).isEqualTo("completed");
    for (String counted : COUNTED) {
      assertThat(ended.at("/additionalInformation/" + counted))
          .as("%s of %s", counted, path)
          .isEqualTo(dry.path(counted));
    }
    isOnRecord("mails " + inTheLog, dry, begin, known + 1);
    assertEffect(dry, before);
    return dry;
  }

  /** All mails of the sender by name, once none of those that can is on its way any more. */
  private Map<String, JsonNode> settled() {
    return await("mails that stay as they are")
        .atMost(LIMIT)
        .until(
            () -> {
              Map<String, JsonNode> mails = new LinkedHashMap<>();
              operator
                  .get("/postroad/mails?sender=" + sender)
                  .path("mails")
                  .forEach(mail -> mails.put(mail.path("id").asText(), mail));
              return mails;
            },
            // What is requeued comes again.
            mails ->
                (!action.equals("requeue") || mails.size() == MAILS)
                    && mails.values().stream()
                        .allMatch(
                            mail ->
                                mail.path("site").asText().equals("via slow")
                                    ? !mail.path("state").asText().equals("queued")
                                    : List.of("deferred", "held")
                                        .contains(mail.path("state").asText())));
  }

  private void isOnRecord(String target, JsonNode result, Instant begin, int total)
      throws IOException {
    JsonNode actions = onRecord();
    assertThat(actions.path("total").asInt()).isEqualTo(total);
    JsonNode newest = actions.at("/actions/0");
    assertThat(newest.path("what").asText()).isEqualTo(action);
    assertThat(newest.path("by").asText()).isEqualTo(name);
    assertThat(newest.path("target").asText()).isEqualTo(target);
    assertThat(newest.path("reason").asText()).isEqualTo("it is tried out");
    assertThat(newest.path("result").asText())
        .startsWith("done to " + result.path("done") + " of " + result.path("selected"));
    assertThat(Instant.parse(newest.path("at").asText()))
        .isBetween(begin.minusMillis(1), Instant.now());
    assertThat(Files.readString(james.log()))
        .contains(action + " by " + name + ": " + target + "; reason: it is tried out; result: ");
  }

  /** What is told of a mail comes true of that very mail. */
  private void assertEffect(JsonNode told, Map<String, JsonNode> before) {
    Map<String, JsonNode> after = settled();
    for (JsonNode id : told.path("sample")) {
      JsonNode now = of(after, id);
      switch (action) {
        case "hold" -> assertThat(now.path("state").asText()).isEqualTo("held");
        case "flush", "release" ->
            assertThat(now.path("attempts").asInt())
                .isEqualTo(of(before, id).path("attempts").asInt() + 1);
        default -> assertThat(now.isMissingNode()).as(id.asText()).isTrue();
      }
    }
    for (JsonNode reason : told.path("reasons")) {
      for (JsonNode id : reason.path("sample")) {
        JsonNode now = of(after, id);
        if (reason.path("what").asText().equals("later")) {
          assertThat(now.at("/toCome/action").asText()).isEqualTo(action);
          assertThat(now.at("/toCome/by").asText()).isEqualTo(name);
        } else {
          assertThat(now).isEqualTo(of(before, id));
        }
      }
    }
  }

  private static JsonNode of(Map<String, JsonNode> mails, JsonNode id) {
    return mails.getOrDefault(id.asText(), MissingNode.getInstance());
  }

  /** The attempt that was under way ends. */
  void isObeyedLater() throws IOException {
    String late = "mail " + id("one");
    patience.release();
    await("an entry of what was obeyed later")
        .atMost(LIMIT)
        .until(
            () -> {
              JsonNode newest = onRecord().at("/actions/0");
              return newest.path("target").asText().equals(late)
                  && newest.path("what").asText().equals(action)
                  && newest.path("by").asText().equals(name)
                  && newest.path("result").asText().startsWith("done to what was left of it");
            });
  }

  /** What is under way ends only with its attempt. */
  void end() {
    settled();
    await("the end of all mail from " + sender)
        .atMost(LIMIT)
        .until(
            () -> {
              String path = "/postroad/mails?action=delete&sender=" + sender;
              String task = answered(operator.ask("POST", path, "")).path("taskId").asText();
              operator.get("/tasks/" + task + "/await?timeout=60s");
              patience.release();
              return operator.get("/postroad/mails?sender=" + sender).path("total").asInt() == 0;
            });
  }

  private JsonNode onRecord() throws IOException {
    return operator.get("/postroad/actions");
  }

  /** What was answered, if that is well. */
  static JsonNode answered(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode() / 100)
        .as("%s: %s", response.uri(), response.body())
        .isEqualTo(2);
    return JSON.readTree(response.body());
  }
}
