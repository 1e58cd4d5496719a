// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static dev.postroad.it.ActionRound.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postroad.playground.client.WebAdmin;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.json.OpenApi;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Actions of two operators in a real James: a dry run says what they come to, who has done what is
 * on record, and nobody else does or sees anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String OLGA = "olga@corp.example";
  private static final String IVAN = "ivan@corp.example";

  private final ScriptedSmtpServer a = ScriptedSmtpServer.start();
  private final ScriptedSmtpServer b = ScriptedSmtpServer.start();

  /** One for each answer of the slow site. */
  private final Semaphore patience = new Semaphore(0);

  private RecordingSink slow;
  private Tokens tokens;
  private JamesProcess james;
  private MailFlow flow;
  private WebAdmin olga;
  private WebAdmin ivan;

  @BeforeAll
  void start() throws Exception {
    a.on(Stage.RCPT).matching("later").reply("450 4.2.1 come later");
    b.on(Stage.RCPT).matching("later").reply("451 4.7.1 greylisted");
    slow =
        RecordingSink.start(
            recipient -> {
              patience.acquireUninterruptibly();
              return true;
            });
    tokens = Tokens.create();
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
                Build.jamesWithPostroad("actions")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile(
                        "webadmin.properties",
                        sample("webadmin.properties")
                            .replaceAll("(?m)^port=.*$", "port=" + listeners.webAdmin().getPort()))
                    .confFile("jwt_publickey", tokens.publicKey())
                    .confFile("extensions.properties", sample("extensions.properties"))
                    .confFile("policy", policy())
                    .confFile("mailetcontainer.xml", Containers.doing(delivery())))
            .awaitReady(Build.START_LIMIT);
    flow = new MailFlow(james);
    olga = james.webAdmin().withToken(tokens.of(OLGA));
    ivan = james.webAdmin().withToken(tokens.of(IVAN));
    answered(olga.ask("PATCH", "/postroad/sites/via%20slow", "{\"limits\":{\"connections\":1}}"));
  }

  @AfterAll
  void stop() throws Exception {
    // Nobody waits at the slow site any more.
    patience.release(1_000);
    if (james != null) {
      james.close();
    }
    if (slow != null) {
      slow.close();
    }
    a.close();
    b.close();
  }

  private static String sample(String name) throws IOException {
    return Files.readString(Build.installation().sample("operations/" + name));
  }

  private String policy() {
    return """
        [relays]
        a     smtp://[127.0.0.1]:%d tls=none
        b     smtp://[127.0.0.1]:%d tls=none
        slow  smtp://[127.0.0.1]:%d tls=none
        [routes]
        to @b.example     via b
        to @slow.example  via slow
        to *              via a
        """
        .formatted(a.port(), b.port(), slow.address().getPort());
  }

  private static String delivery() {
    return """
    <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
      <policy>file://conf/policy</policy>
    </mailet>
    <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
      <retry>1h</retry>
      <bounceProcessor>bounces</bounceProcessor>
    </mailet>
    """;
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush", "hold", "release", "requeue", "bounce", "delete"})
  void aDryRunSaysWhatTheActionThenDoesAndTheActionAloneIsOnRecord(String action) throws Exception {
    boolean isOlga = action.length() % 2 == 0;
    ActionRound round =
        new ActionRound(james, action, isOlga ? olga : ivan, isOlga ? OLGA : IVAN, patience);
    String one = round.mailInEachState();

    round.actOnOne(one);
    round.actOnMany("recipient=@b.example&cause=4.7", "recipient=@b.example cause=4.7");
    round.actOnMany(
        "site=via%20a&state=deferred&olderThan=0s&sender=" + round.sender(),
        "state=deferred sender=" + round.sender() + " site=via a olderThan=PT0S");
    round.actOnMany("id=" + one, "id=" + one);
    JsonNode last =
        round.actOnMany(
            "sender=" + round.sender() + "&queue=outgoing",
            "sender=" + round.sender() + " queue=outgoing");
    if (last.path("later").asInt() > 0) {
      round.isObeyedLater();
    }
    round.end();
  }

  private JsonNode onRecord() throws IOException {
    return olga.get("/postroad/actions?limit=1000");
  }

  @Test
  void whatIsOrderedOfASiteIsOnRecordWithWhoWhenAndWhy() throws Exception {
    Instant begin = Instant.now();
    String site = "/postroad/sites/mx.calm.example";
    answered(
        ivan.ask("PATCH", site, "{\"suspended\":true,\"for\":\"2h\",\"reason\":\"they asked\"}"));
    answered(olga.ask("PATCH", site, "{\"suspended\":false,\"reason\":\"they are back\"}"));
    answered(olga.ask("PATCH", site, "{\"suspended\":false}"));
    answered(ivan.ask("PATCH", site, "{\"limits\":{\"connections\":2,\"messageRate\":\"9/m\"}}"));
    answered(olga.ask("PATCH", site, "{\"limits\":null,\"reason\":\"enough\"}"));
    answered(ivan.ask("POST", "/postroad/policy?action=reload", "{\"reason\":\"new relay\"}"));
    Instant end = Instant.now();

    List<JsonNode> newest = List.copyOf(onRecord().path("actions").findParents("what"));
    List<String> told =
        newest.stream()
            .limit(6)
            .map(
                action ->
                    String.join(
                        "; ",
                        action.path("what").asText(),
                        action.path("by").asText(),
                        action.path("target").asText(),
                        action.path("reason").asText(),
                        action.path("result").asText().replaceAll("until .*Z", "until then")))
            .toList();
    assertThat(told)
        .containsExactly(
            "reload; "
                + IVAN
                + "; all policies and classes; new relay;"
                + " 1 in use as their files are, 0 rejected",
            "unlimit; " + OLGA + "; mx.calm.example; enough; done",
            "limit; "
                + IVAN
                + "; mx.calm.example; ; connections 2, messageRate 9/m;"
                + " until it is taken back",
            "resume; " + OLGA + "; mx.calm.example; ; was not suspended",
            "resume; " + OLGA + "; mx.calm.example; they are back; done",
            "suspend; " + IVAN + "; mx.calm.example; they asked; until then");
    assertThat(newest.stream().limit(6).map(action -> Instant.parse(action.path("at").asText())))
        .allMatch(at -> !at.isBefore(begin.minusMillis(1)) && !at.isAfter(end));
    assertThat(Files.readString(james.log()))
        .contains("suspend by " + IVAN + ": mx.calm.example; reason: they asked; result: until ")
        .contains("reload by " + IVAN + ": all policies and classes; reason: new relay; result: ");
  }

  @Test
  void whoeverJamesDoesNotKnowSeesAndChangesNothing() throws Exception {
    OpenApi description = OpenApi.parse(olga.ask("GET", "/postroad/openapi.json", "").body());
    assertThat(description.operations().stream().filter(description::isPublic))
        .containsExactly("GET /postroad", "GET /postroad/", "GET /postroad/static/{file}");
    flow.send("sam@corp.example", "later9@a.example");
    JsonNode mail =
        await()
            .atMost(LIMIT)
            .until(
                () -> olga.get("/postroad/mails?sender=sam@corp.example&state=deferred"),
                found -> found.path("total").asInt() == 1)
            .at("/mails/0");
    String id = mail.path("id").asText();
    int known = onRecord().path("total").asInt();
    List<WebAdmin> strangers =
        List.of(
            james.webAdmin(),
            james.webAdmin().withToken("not.a.token"),
            james.webAdmin().withToken(tokens.ofUser("ulf@corp.example")),
            james.webAdmin().withToken(tokens.ofFormer(OLGA)),
            james.webAdmin().withToken(Tokens.create().of(OLGA)));

    for (WebAdmin stranger : strangers) {
      for (String operation : description.operations()) {
        if (!description.isPublic(operation)) {
          HttpResponse<String> refused = asked(stranger, operation, id);
          assertThat(refused.statusCode()).as(operation).isEqualTo(401);
          assertTellsNothing(refused, id);
        }
      }
      assertNoWayAround(stranger, id);
    }
    assertThat(onRecord().path("total").asInt()).isEqualTo(known);
    assertThat(olga.get("/postroad/mails/" + id)).isEqualTo(mail);
    assertThat(olga.get("/postroad/sites/via%20a").path("state").asText())
        .isNotEqualTo("suspended");
    // What was asked for is there for whom James knows.
    for (String operation : description.operations()) {
      if (operation.startsWith("GET ") && !description.isPublic(operation)) {
        assertThat(asked(olga, operation, id).statusCode()).as(operation).isEqualTo(200);
      }
    }
    assertThat(asked(olga, "POST /postroad/mails/{id}", id).statusCode()).isEqualTo(200);
  }

  /** With all that it needs to be done. */
  private static HttpResponse<String> asked(WebAdmin who, String operation, String mail)
      throws IOException {
    String path =
        operation
            .substring(operation.indexOf(' ') + 1)
            .replace("{name}", "via%20a")
            .replace("{id}", mail);
    return switch (operation.substring(0, operation.indexOf(' '))) {
      case "PATCH" -> who.ask("PATCH", path, "{\"suspended\":true}");
      case "POST" ->
          path.endsWith("/policy")
              ? who.ask("POST", path + "?action=reload", "")
              : who.ask(
                  "POST", path + "?action=delete" + (path.endsWith(mail) ? "" : "&all=true"), "");
      default ->
          who.ask(
              "GET",
              switch (path) {
                case "/postroad/trace" -> path + "?q=sam@corp.example";
                case "/postroad/route" -> path + "?recipient=bob@b.example";
                default -> path;
              },
              "");
    };
  }

  private static void assertNoWayAround(WebAdmin stranger, String mail) throws IOException {
    for (String path :
        List.of(
            "/postroad/%73ites",
            "/postroad//sites",
            "//postroad/sites",
            "/postroad/./sites",
            "/postroad/static/../sites",
            "/postroad/static/..%2Fsites",
            "/postroad/static/%2e%2e/sites",
            "/postroad/sites/",
            "/postroad/sites;x=y",
            "/POSTROAD/sites",
            "/postroad/mails/" + mail + "/",
            "/postroad/static/openapi.json",
            "/postroad/static/../openapi.json")) {
      HttpResponse<String> answer = stranger.ask("GET", path, "");
      assertThat(answer.statusCode()).as(path).isIn(400, 401, 404);
      assertTellsNothing(answer, mail);
    }
    for (String method : List.of("HEAD", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> answer = stranger.ask(method, "/postroad/mails/" + mail, "");
      if (!method.equals("OPTIONS")) {
        assertThat(answer.statusCode()).as(method).isEqualTo(401);
      }
      assertTellsNothing(answer, mail);
    }
  }

  private static void assertTellsNothing(HttpResponse<String> answer, String mail) {
    assertThat(answer.body() + answer.headers())
        .doesNotContain("a.example", "corp.example", "via a", mail);
  }

  @Test
  void theShellIsTheFilesOfTheJarAndNothingOfThisServer() throws Exception {
    Path page =
        Build.installation().root().resolve("james/src/main/resources/dev/postroad/webadmin/page");
    List<Path> files;
    try (Stream<Path> all = Files.list(page)) {
      files = all.toList();
    }
    WebAdmin stranger = james.webAdmin();

    HttpResponse<String> shell = stranger.ask("GET", "/postroad/", "");
    assertThat(shell.body()).isEqualTo(Files.readString(page.resolve("index.html")));
    assertThat(files).hasSizeGreaterThan(20);
    for (Path file : files) {
      HttpResponse<String> served =
          stranger.ask("GET", "/postroad/static/" + file.getFileName(), "");
      assertThat(served.statusCode()).as(file.toString()).isEqualTo(200);
      assertThat(served.body()).as(file.toString()).isEqualTo(Files.readString(file));
      assertThat(served.headers().map().keySet())
          .as(file.toString())
          .isSubsetOf(shell.headers().map().keySet())
          .doesNotContain("set-cookie");
    }
  }
}
