// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.james.book.Book;
import dev.postroad.james.webadmin.Described;
import dev.postroad.james.webadmin.PostroadRoutes;
import dev.postroad.testing.json.OpenApi;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP for operators, before a delivery that runs. */
class PostroadRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SITE = "/postroad/sites/mx1.x.example";

  private final FakeServer james;
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();
  private final PostroadRoutes routes;
  private final Web web;
  private final OpenApi description;

  PostroadRoutesTest(@TempDir Path directory) throws Exception {
    james = new FakeServer(directory);
    james.dns.mx("x.example", "mx1.x.example");
    routes = james.instance(PostroadRoutes.class);
    web = Web.serving(routes);
    description = Described.description();
  }

  @AfterEach
  void stop() {
    web.close();
    james.close();
    peer.close();
  }

  private void deliver(String... recipients) throws Exception {
    james
        .mailet(
            MxRemoteDelivery.class,
            "port",
            Integer.toString(peer.port()),
            "allowNetwork",
            "127.0.0.0/8",
            "tls",
            "none",
            "retry",
            "1h")
        .service(FakeServer.mail(recipients));
  }

  /** An answer that is as described. */
  private JsonNode told(String operation, HttpResponse<String> response) throws IOException {
    assertThat(description.problems(operation, response.statusCode(), response.body())).isEmpty();
    return JSON.readTree(response.body());
  }

  private JsonNode get(String operation, String path) throws Exception {
    HttpResponse<String> response = web.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return told(operation, response);
  }

  private JsonNode awaiting(String operation, String path, Predicate<JsonNode> condition) {
    return await().atMost(LIMIT).until(() -> get(operation, path), condition);
  }

  @Test
  void theDescriptionNamesEveryRouteWithEveryParameterAndFieldAndNoOther() {
    Map<String, Described.Taken> taken = Described.taken(routes);

    assertThat(description.operations()).isEqualTo(taken.keySet());
    taken.forEach(
        (operation, own) -> {
          assertThat(description.queryParameters(operation))
              .as(operation)
              .isEqualTo(own.parameters());
          assertThat(description.bodyFields(operation)).as(operation).isEqualTo(own.fields());
        });
  }

  @Test
  void whatIsDescribedAsPublicIsThePageAlone() {
    assertThat(description.operations().stream().filter(description::isPublic))
        .containsExactlyInAnyOrder(
            "GET /postroad", "GET /postroad/", "GET /postroad/static/{file}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/postroad/sites",
        "/postroad/sites/x",
        "/postroad/mails",
        "/postroad/mails/x",
        "/postroad/deliveries",
        "/postroad/overview",
        "/postroad/trace?q=x",
        "/postroad/route?recipient=a@x.example",
        "/postroad/policy",
        "/postroad/actions",
        "/postroad/metrics",
        "/postroad/openapi.json",
        "/postroad/nothing",
        "/postroad//sites",
        "//postroad/sites",
        "/postroad/sites/",
        "/postroad/static/../sites",
        "/postroad/static/%2e%2e/sites",
        "/postroad/static/..%2fsites",
      })
  void whoeverIsNotKnownGetsNothingButThePage(String path) throws Exception {
    HttpResponse<String> response = web.send(web.stranger(path));

    assertThat(response.statusCode()).as(path).isIn(401, 404, 400);
    if (response.statusCode() == 401) {
      assertThat(response.body()).isEqualTo("No Bearer header.");
    }
    assertThat(response.body()).doesNotContain("\"total\"", "\"sites\"", "openapi");
  }

  @Test
  void whoeverIsNotKnownChangesNothing() throws Exception {
    HttpResponse<String> suspend =
        web.send(
            web.stranger(SITE).method("PATCH", BodyPublishers.ofString("{\"suspended\":true}")));
    HttpResponse<String> delete =
        web.send(
            web.stranger("/postroad/mails?action=delete&all=true").POST(BodyPublishers.noBody()));

    assertThat(List.of(suspend.statusCode(), delete.statusCode())).containsOnly(401);
    assertThat(get("GET /postroad/actions", "/postroad/actions").path("total").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/postroad/sites?limit=1001; limit",
        "/postroad/sites?limit=0; limit",
        "/postroad/sites?limit=ten; limit",
        "/postroad/sites?limit=; limit",
        "/postroad/sites?offset=-1; offset",
        "/postroad/sites?state=asleep; state",
        "/postroad/sites?sort=size; sort",
        "/postroad/sites?limit=1&limit=2; limit",
        "/postroad/sites?limits=1; limits",
        "/postroad/sites?name=%ff; name",
        "/postroad/sites/mx*.example; the name of the site",
        "/postroad/mails?sender=amy; sender",
        "/postroad/mails?recipient=x.example; recipient",
        "/postroad/mails?cause=4.x; cause",
        "/postroad/mails?cause=bad-luck; cause",
        "/postroad/mails?state=lost; state",
        "/postroad/mails?olderThan=2; olderThan",
        "/postroad/mails?sort=size; sort",
        "/postroad/deliveries?outcome=lost; outcome",
        "/postroad/deliveries?cause=4.x; cause",
        "/postroad/deliveries?status=abc; status",
        "/postroad/deliveries?since=yesterday; since",
        "/postroad/deliveries?sender=; sender",
        "/postroad/overview?minutes=31; minutes",
        "/postroad/trace; q",
        "/postroad/route; recipient",
        "/postroad/route?recipient=nobody; recipient",
        "/postroad/route?recipient=a@x.example&client=here; client",
        "/postroad/route?recipient=a@x.example&attempt=0; attempt",
        "/postroad/route?recipient=a@x.example&last=5.7.1; last",
        "/postroad/route?recipient=a@x.example&last=4.7.1&attempt=1; last",
        "/postroad/route?recipient=a@x.example&size=big; size",
        "/postroad/route?recipient=a@x.example&header=a:b; header",
        "/postroad/route?recipient=a@x.example&priority=10; priority",
        "/postroad/policy?verbose=true; verbose",
        "/postroad/actions?limit=5000; limit",
        "/postroad/metrics?format=json; format",
      })
  void aValueThatIsNoneIsRefusedByName(String path, String field) throws Exception {
    HttpResponse<String> response = web.get(path);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = JSON.readTree(response.body());
    assertThat(error.path("statusCode").asInt()).isEqualTo(400);
    assertThat(error.path("type").asText()).isEqualTo("InvalidArgument");
    assertThat(error.path("message").asText()).startsWith(field + ":");
    assertThat(error.has("details")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{; the body is no JSON",
        "[]; the body is to be a JSON object",
        "{\"suspended\":true} x; ",
        "{}; the body has either suspended",
        "{\"suspended\":true,\"limits\":null}; the body has either suspended",
        "{\"suspended\":1}; suspended:",
        "{\"suspended\":null}; suspended:",
        "{\"suspended\":\"yes\"}; suspended:",
        "{\"suspended\":true,\"suspended\":false}; the body is no JSON",
        "{\"suspend\":true}; suspend: there is no such field; did you mean \"suspended\"?",
        "{\"suspended\":true,\"for\":\"2\"}; for:",
        "{\"suspended\":true,\"for\":\"0s\"}; for:",
        "{\"suspended\":true,\"for\":\"20000d\"}; for:",
        "{\"suspended\":false,\"for\":\"2h\"}; for:",
        "{\"suspended\":true,\"reason\":7.5}; reason:",
        "{\"limits\":{}}; limits:",
        "{\"limits\":[]}; limits:",
        "{\"limits\":7}; limits:",
        "{\"limits\":{\"connections\":0}}; limits.connections:",
        "{\"limits\":{\"connections\":\"many\"}}; limits.connections:",
        "{\"limits\":{\"messageRate\":\"fast\"}}; limits.messageRate:",
        "{\"limits\":{\"speed\":1}}; limits.speed:",
      })
  void anOrderThatIsNoneIsRefusedAndChangesNothing(String body, String message) throws Exception {
    HttpResponse<String> response = web.patch(SITE, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    String told = JSON.readTree(response.body()).path("message").asText();
    assertThat(told).startsWith(message == null ? "" : message);
    assertThat(get("GET /postroad/actions", "/postroad/actions").path("total").asInt()).isZero();
    assertThat(web.get(SITE).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "/postroad/mails; ; action:",
        "/postroad/mails?action=flush; ; no filter is given",
        "/postroad/mails?action=flush&dryRun=true; ; no filter is given",
        "/postroad/mails?action=flush&all=false; ; no filter is given",
        "/postroad/mails?action=flush&all=true&id=x; ; all:",
        "/postroad/mails?action=flush&all=perhaps; ; all:",
        "/postroad/mails?action=explode&all=true; ; action: is one of flush, requeue, hold",
        "/postroad/mails?action=flush&all=true&dryrun=true; ; dryrun:",
        "/postroad/mails?action=flush&all=true&limit=3; ; limit:",
        "/postroad/mails?action=flush&all=true&processor=root; ; processor:",
        "/postroad/mails?action=requeue&all=true&processor=nowhere; ; processor:",
        "/postroad/mails?action=requeue&all=true&processor=nowhere&dryRun=true; ; processor:",
        "/postroad/mails/x?action=requeue&processor=nowhere; ; processor:",
        "/postroad/mails?action=flush&all=true; {\"text\":\"x\"}; text:",
        "/postroad/mails?action=bounce&all=true; {\"txt\":\"x\"}; txt:",
        "/postroad/mails/x; ; action:",
        "/postroad/mails/x?action=flush&id=y; ; id:",
        "/postroad/policy; ; action:",
        "/postroad/policy?action=forget; ; action:",
      })
  void anActionThatIsNoneIsRefused(String path, String body, String message) throws Exception {
    HttpResponse<String> response = web.post(path, body == null ? "" : body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).path("message").asText()).startsWith(message);
  }

  @Test
  void whatIsNotThereIsNotFoundInJamesOwnForm() throws Exception {
    for (HttpResponse<String> response :
        List.of(
            web.get("/postroad/sites/unknown.example"),
            web.get("/postroad/mails/unknown"),
            web.post("/postroad/mails/unknown?action=flush", ""),
            web.get("/postroad/static/no-such.js"))) {
      assertThat(response.statusCode()).isEqualTo(404);
      JsonNode error = JSON.readTree(response.body());
      assertThat(error.path("type").asText()).isEqualTo("notFound");
      assertThat(error.path("message").asText()).containsAnyOf("unknown", "no-such");
    }
  }

  @Test
  void aSiteIsSuspendedItsMailWaitsAndComesWhenItIsResumed() throws Exception {
    JsonNode suspended =
        told(
            "PATCH /postroad/sites/{name}",
            web.patch(SITE, "{\"suspended\":true,\"for\":\"2h\",\"reason\":\"they asked\"}"));
    assertThat(suspended.path("state").asText()).isEqualTo("suspended");
    assertThat(suspended.at("/suspension/by").asText()).isEqualTo(Web.WHO);
    assertThat(suspended.at("/suspension/reason").asText()).isEqualTo("they asked");

    deliver("bob@x.example");
    awaiting(
        "GET /postroad/deliveries",
        "/postroad/deliveries?outcome=postponed&cause=suspended",
        found -> found.path("total").asInt() > 0);
    assertThat(peer.mails()).isEmpty();

    JsonNode resumed =
        told("PATCH /postroad/sites/{name}", web.patch(SITE, "{\"suspended\":false}"));
    assertThat(resumed.path("suspension").isNull()).isTrue();
    assertThat(peer.awaitMails(1, LIMIT).get(0).to()).containsExactly("bob@x.example");
    JsonNode actions = get("GET /postroad/actions", "/postroad/actions");
    assertThat(actions.at("/actions/0/what").asText()).isEqualTo("resume");
    assertThat(actions.at("/actions/1/what").asText()).isEqualTo("suspend");
    assertThat(actions.at("/actions/1/by").asText()).isEqualTo(Web.WHO);
  }

  @Test
  void limitsOfAnOperatorAreToldWithTheirSourceAndTakenBack() throws Exception {
    deliver("bob@x.example");
    peer.awaitMails(1, LIMIT);

    told(
        "PATCH /postroad/sites/{name}",
        web.patch(
            SITE,
            "{\"limits\":{\"connections\":1,\"messageRate\":\"10/m\"},\"for\":\"1h\",\"reason\":\"\"}"));

    JsonNode site = get("GET /postroad/sites/{name}", SITE);
    assertThat(site.at("/limits/0/name").asText()).isEqualTo("connections");
    assertThat(site.at("/limits/0/value").asText()).isEqualTo("1");
    assertThat(site.at("/limits/0/from").asText()).startsWith("operator until ");

    told(
        "PATCH /postroad/sites/{name}",
        web.patch(SITE, "{\"limits\":{\"connections\":2,\"messageRate\":null}}"));
    site = get("GET /postroad/sites/{name}", SITE);
    assertThat(site.at("/limits/0/value").asText()).isEqualTo("2");
    assertThat(site.at("/limits/0/from").asText()).startsWith("operator until ");
    assertThat(site.at("/limits/1/from").asText()).isEqualTo("default");
    assertThat(get("GET /postroad/actions", "/postroad/actions").at("/actions/0/result").asText())
        .startsWith("connections 2; until ");

    told("PATCH /postroad/sites/{name}", web.patch(SITE, "{\"limits\":null}"));
    JsonNode after = get("GET /postroad/sites/{name}", SITE);
    assertThat(after.at("/limits/0/from").asText()).doesNotStartWith("operator");
  }

  @Test
  void deliveriesAndSitesTellWhatWasTriedAndWhatWasSaid() throws Exception {
    peer.on(Stage.RCPT).matching("bob@x.example").reply("450 4.2.1 <script>greylisted</script>");
    deliver("ann@x.example", "bob@x.example");

    JsonNode deferred =
        awaiting(
                "GET /postroad/deliveries",
                "/postroad/deliveries?recipient=bob@x.example&status=4.2&since=1h",
                found -> found.path("total").asInt() == 1)
            .at("/deliveries/0");
    assertThat(deferred.path("outcome").asText()).isEqualTo("deferred");
    assertThat(deferred.path("status").asText()).isEqualTo("450 4.2.1");
    assertThat(deferred.path("text").asText()).isEqualTo("<script>greylisted</script>");
    assertThat(deferred.path("site").asText()).isEqualTo("mx1.x.example");
    assertThat(deferred.path("attempt").asInt()).isEqualTo(1);

    JsonNode site = get("GET /postroad/sites/{name}", SITE);
    assertThat(site.path("hosts").path(0).path("host").asText()).isEqualTo("mx1.x.example");
    assertThat(site.at("/series/delivered")).hasSize(180);
    assertThat(get("GET /postroad/sites", "/postroad/sites?name=MX1&sort=failed").path("total"))
        .hasToString("1");
    JsonNode overview = get("GET /postroad/overview", "/postroad/overview?minutes=5");
    assertThat(overview.path("points")).hasSize(30);
    assertThat(overview.at("/causes/0/count").asInt()).isEqualTo(1);
    JsonNode trace = get("GET /postroad/trace", "/postroad/trace?q=bob@x.example");
    assertThat(trace.path("mails")).isNotEmpty();
  }

  @Test
  void mailIsRequeuedToAProcessorThatThereIs() throws Exception {
    james.processor("relay");

    HttpResponse<String> ordered =
        web.post("/postroad/mails?action=requeue&all=true&processor=relay", "");

    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(201);
  }

  @Test
  void aDryRunSelectsWhatTheActionThenIsDoneTo() throws Exception {
    peer.on(Stage.RCPT).times(2).reply("450 4.2.1 later");
    deliver("ann@x.example", "bob@x.example");
    String filter = "state=deferred&recipient=@x.example";
    JsonNode listed =
        awaiting(
            "GET /postroad/mails",
            "/postroad/mails?" + filter,
            found -> found.path("total").asInt() == 1);

    JsonNode dry =
        told(
            "POST /postroad/mails",
            web.post("/postroad/mails?action=flush&dryRun=true&" + filter, ""));
    assertThat(dry.path("selected").asInt()).isEqualTo(1);
    assertThat(dry.path("done").asInt()).isEqualTo(1);
    assertThat(dry.at("/sample/0")).isEqualTo(listed.at("/mails/0/id"));

    HttpResponse<String> ordered = web.post("/postroad/mails?action=flush&" + filter, "");
    assertThat(ordered.statusCode()).isEqualTo(201);
    JsonNode task = told("POST /postroad/mails", ordered);
    assertThat(ordered.headers().firstValue("Location"))
        .hasValue("/tasks/" + task.path("taskId").asText());
    assertThat(peer.awaitMails(1, LIMIT).get(0).to())
        .containsExactlyInAnyOrder("ann@x.example", "bob@x.example");
  }

  @Test
  void aDryRunTellsWhatIsSkippedAndWhy() throws Exception {
    peer.on(Stage.RCPT).reply("450 4.2.1 later");
    deliver("ann@x.example");
    String id =
        awaiting(
                "GET /postroad/mails",
                "/postroad/mails?state=deferred",
                found -> found.path("total").asInt() == 1)
            .at("/mails/0/id")
            .asText();
    String one = "/postroad/mails/" + id;

    JsonNode wouldHold =
        told("POST /postroad/mails/{id}", web.post(one + "?action=hold&dryRun=true", ""));
    assertThat(wouldHold.path("done").asInt()).isEqualTo(1);
    assertThat(get("GET /postroad/mails/{id}", one).path("state").asText()).isEqualTo("deferred");
    told("POST /postroad/mails/{id}", web.post(one + "?action=hold", ""));

    JsonNode all =
        told(
            "POST /postroad/mails",
            web.post("/postroad/mails?action=flush&all=true&dryRun=true", ""));
    JsonNode own =
        told("POST /postroad/mails/{id}", web.post(one + "?action=flush&dryRun=true", ""));
    JsonNode then = told("POST /postroad/mails/{id}", web.post(one + "?action=flush", ""));

    assertThat(then.path("skipped").asInt()).isEqualTo(1);
    assertThat(then.at("/reasons/0/why").asText()).isEqualTo("it is held: release it");
    assertThat(then.at("/reasons/0/sample/0").asText()).isEqualTo(id);
    assertThat(List.of(all, own)).containsOnly(then);
    assertThat(web.post("/postroad/mails/unknown?action=flush&dryRun=true", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void whileTheBookIsReadAnswersSayHowFarItIs() throws Exception {
    james.instance(Book.class).count(7);
    told("PATCH /postroad/sites/{name}", web.patch(SITE, "{\"suspended\":true}"));

    JsonNode resumed =
        told("PATCH /postroad/sites/{name}", web.patch(SITE, "{\"suspended\":false}"));
    JsonNode dry =
        told(
            "POST /postroad/mails",
            web.post("/postroad/mails?action=flush&all=true&dryRun=true", ""));

    for (JsonNode answer : List.of(resumed, dry)) {
      assertThat(answer.at("/book/known").asInt()).isZero();
      assertThat(answer.at("/book/open").asInt()).isEqualTo(7);
    }
    assertThat(get("GET /postroad/actions", "/postroad/actions").at("/actions/0/result").asText())
        .isEqualTo(
            "done; 0 of 7 open mails are known so far, the others are brought back as they become"
                + " known");
  }

  @Test
  void theSameActionTwiceIsDoneOnce() throws Exception {
    peer.on(Stage.RCPT).reply("450 4.2.1 later");
    deliver("ann@x.example");
    String id =
        awaiting(
                "GET /postroad/mails",
                "/postroad/mails?state=deferred",
                found -> found.path("total").asInt() == 1)
            .at("/mails/0/id")
            .asText();

    for (int i = 0; i < 2; i++) {
      JsonNode held =
          told("POST /postroad/mails/{id}", web.post("/postroad/mails/" + id + "?action=hold", ""));
      assertThat(held.path("selected").asInt()).isEqualTo(1);
    }
    JsonNode mail = get("GET /postroad/mails/{id}", "/postroad/mails/" + id);
    assertThat(mail.path("state").asText()).isEqualTo("held");
    JsonNode bounced =
        told(
            "POST /postroad/mails/{id}",
            web.post(
                "/postroad/mails/" + id + "?action=bounce",
                "{\"text\":\"we stop here\",\"reason\":\"spam\"}"));
    assertThat(bounced.path("done").asInt()).isEqualTo(1);
    await().atMost(LIMIT).until(() -> web.get("/postroad/mails/" + id).statusCode() == 404);
  }

  @Test
  void policiesAreReadAnewAndARouteIsExplained() throws Exception {
    deliver("bob@x.example");

    told("POST /postroad/policy", web.post("/postroad/policy?action=reload", ""));
    JsonNode route =
        get(
            "GET /postroad/route",
            "/postroad/route?recipient=bob@x.example&sender=amy@corp.example");

    assertThat(route.at("/route/kind").asText()).isEqualTo("direct");
    assertThat(route.at("/mx/site").asText()).isEqualTo("mx1.x.example");
  }

  @Test
  void withoutADeliveryARouteCannotBeExplained() throws Exception {
    HttpResponse<String> response = web.get("/postroad/route?recipient=bob@x.example");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).contains("WrongState", "no MxRemoteDelivery");
  }

  @Test
  void answersAreNotKeptAndThePageRunsNothingOfOthers() throws Exception {
    assertThat(web.get("/postroad/sites").headers().firstValue("Cache-Control"))
        .hasValue("no-store");
    HttpResponse<String> root = web.send(web.stranger("/postroad"));
    assertThat(root.statusCode()).isEqualTo(303);
    assertThat(root.headers().firstValue("Location").orElse("")).endsWith("postroad/");
    for (String header : List.of("X-Content-Type-Options", "Content-Security-Policy")) {
      assertThat(web.get("/postroad/sites").headers().firstValue(header)).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "http://evil.example; -; 403",
        "http://evil.example; cross-site; 403",
        "null; -; 403",
        "-; cross-site; 403",
        "http://127.0.0.1:1; same-site; 403",
        "http://127.0.0.1:PORT; -; 201",
        "http://127.0.0.1:PORT; same-origin; 201",
        "https://proxy.example; same-origin; 201",
        "-; none; 201",
        "-; -; 201",
      })
  void anotherOriginsPageMayNotAskForChangesOfWhateverType(String origin, String site, int status)
      throws Exception {
    HttpRequest.Builder request =
        web.request("/postroad/mails?action=flush&all=true")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"));
    if (origin != null) {
      request.header("Origin", origin.replace("PORT", Integer.toString(web.port())));
    }
    if (site != null) {
      request.header("Sec-Fetch-Site", site);
    }

    HttpResponse<String> response = web.send(request);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    told("POST /postroad/mails", response);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/jsonlines",
        "-",
      })
  void aBodyThatDoesNotSayThatItIsJsonIsRefusedAndNothingIsDone(String type) throws Exception {
    String path = "/postroad/mails?action=delete&sender=v@corp.example";
    BodyPublisher known = BodyPublishers.ofString("dryRun=true");
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("{}".getBytes(US_ASCII)));
    for (HttpRequest.Builder request :
        List.of(
            web.request(path).POST(known),
            web.request(path).POST(chunked),
            web.request("/postroad/policy?action=reload").POST(known),
            web.request(SITE).method("PATCH", BodyPublishers.ofString("{\"suspended\":true}")))) {
      HttpResponse<String> response =
          web.send(type == null ? request : request.header("Content-Type", type));

      assertThat(response.statusCode()).as(response.body()).isEqualTo(415);
      assertThat(told("POST /postroad/mails", response).path("message").asText())
          .contains("Content-Type: application/json");
    }
    assertThat(get("GET /postroad/actions", "/postroad/actions").path("total").asInt()).isZero();
  }

  @Test
  void aBodyWhoseLengthIsNotSaidIsRefusedAndNothingIsDone() throws Exception {
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream("{\"suspended\":true}".getBytes(US_ASCII)));

    HttpResponse<String> response =
        web.send(
            web.request(SITE).header("Content-Type", "application/json").method("PATCH", chunked));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(411);
    assertThat(told("PATCH /postroad/sites/{name}", response).path("message").asText())
        .contains("Content-Length");
    assertThat(get("GET /postroad/actions", "/postroad/actions").path("total").asInt()).isZero();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    HttpResponse<String> response =
        web.send(
            web.request(SITE)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(" ".repeat(70_000))));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("65536 octets");
  }

  @Test
  void theTypeOfABodyMayHaveParametersAndWithoutABodyThereMayBeAny() throws Exception {
    HttpResponse<String> suspended =
        web.send(
            web.request(SITE)
                .header("Content-Type", "Application/JSON ; charset=utf-8")
                .method("PATCH", BodyPublishers.ofString("{\"suspended\":true}")));
    HttpResponse<String> reloaded =
        web.send(
            web.request("/postroad/policy?action=reload")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.noBody()));

    assertThat(suspended.statusCode()).as(suspended.body()).isEqualTo(200);
    assertThat(reloaded.statusCode()).as(reloaded.body()).isEqualTo(200);
  }

  @Test
  void aNameOfASiteIsWhateverItIs() throws Exception {
    Set<String> names =
        Set.of("mx1|mx2.example.net", "{a.west|b.east}.example.net", "[192.0.2.1]", "via hub");
    for (String name : names) {
      String path = "/postroad/sites/" + escaped(name);
      told("PATCH /postroad/sites/{name}", web.patch(path, "{\"suspended\":true}"));
      assertThat(get("GET /postroad/sites/{name}", path).path("name").asText()).isEqualTo(name);
    }
    assertThat(get("GET /postroad/sites", "/postroad/sites?state=suspended").path("total").asInt())
        .isEqualTo(names.size());
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
