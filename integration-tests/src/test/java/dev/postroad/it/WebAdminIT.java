// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.client.WebAdmin;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.DebianPackage;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.json.OpenApi;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The routes in a real James that asks for tokens, with mail that comes, waits and goes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebAdminIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SENDER = "amy@corp.example";
  private static final String OPERATOR = "olga@corp.example";
  private static final String SITE = "/postroad/sites/mx1%7Cmx2.partner.example";
  private static final String ONE_SITE = "GET /postroad/sites/{name}";
  private static final String MAILS = "GET /postroad/mails";
  private static final String ONE_MAIL = "GET /postroad/mails/{id}";
  private static final String ACT = "POST /postroad/mails/{id}";

  private final AuthoritativeDns dns = AuthoritativeDns.start();
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();
  private final ScriptedSmtpServer secure =
      ScriptedSmtpServer.builder()
          .host("127.0.0.2")
          .port(peer.port())
          .tls(TestCertificates.create().issue("mx2.urgent.example").serverContext())
          .start();
  private final AtomicInteger number = new AtomicInteger();
  private Tokens tokens;
  private JamesProcess james;
  private WebAdmin operator;
  private OpenApi description;

  @BeforeAll
  void start() throws Exception {
    for (String domain : List.of("partner.example", "other.example")) {
      dns.zone(domain)
          .mx(10, "mx1." + domain)
          .mx(20, "mx2." + domain)
          .a("mx1." + domain, "127.0.0.1")
          .a("mx2." + domain, "127.0.0.1");
    }
    dns.zone("urgent.example")
        .mx(10, "mx1.urgent.example")
        .mx(20, "mx2.urgent.example")
        .a("mx1.urgent.example", "127.0.0.9")
        .a("mx2.urgent.example", "127.0.0.2");
    peer.on(Stage.RCPT).matching("later").reply("450 4.2.1 <b>come</b> later");
    peer.on(Stage.RCPT).matching("never").reply("550 5.7.1 not from you");
    tokens = Tokens.create();
    Listeners listeners = Listeners.onFreePorts();
    james =
        Build.launch(
            Build.jamesWithPostroad("web-admin")
                .listeners(listeners)
                .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                .confFile("webadmin.properties", webAdmin(listeners))
                .confFile("jwt_publickey", tokens.publicKey())
                .confFile(
                    "extensions.properties",
                    Files.readString(
                        Build.installation().sample("operations/extensions.properties")))
                .confFile("mailetcontainer.xml", Containers.doing(delivery())));
    james.awaitReady(Build.START_LIMIT);
    operator = james.webAdmin().withToken(tokens.of(OPERATOR));
    description = OpenApi.parse(operator.ask("GET", "/postroad/openapi.json", "").body());
  }

  @AfterAll
  void stop() throws Exception {
    if (james != null) {
      james.close();
    }
    peer.close();
    secure.close();
    dns.close();
  }

  /** The sample, at a port that is free here. */
  private static String webAdmin(Listeners listeners) throws IOException {
    return Files.readString(Build.installation().sample("operations/webadmin.properties"))
        .replaceAll("(?m)^port=.*$", "port=" + listeners.webAdmin().getPort());
  }

  private String delivery() {
    return """
        <mailet match="RecipientIsRegex=now[0-9]+@.*" class="WithPriority">
          <priority>9</priority>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <usePriority>true</usePriority>
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <retry>1h</retry>
          <bounceProcessor>bounces</bounceProcessor>
        </mailet>
        """
        .formatted(dns.address().getPort(), peer.port());
  }

  /** An answer that is as described. */
  private JsonNode told(String operation, HttpResponse<String> response) throws IOException {
    assertThat(description.problems(operation, response.statusCode(), response.body())).isEmpty();
    return JSON.readTree(response.body());
  }

  private JsonNode get(String operation, String path) throws IOException {
    HttpResponse<String> response = operator.ask("GET", path, "");
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return told(operation, response);
  }

  private JsonNode change(String operation, String method, String path, String body)
      throws IOException {
    HttpResponse<String> response = operator.ask(method, path, body);
    assertThat(response.statusCode() / 100).as("%s: %s", path, response.body()).isEqualTo(2);
    return told(operation, response);
  }

  private JsonNode awaiting(String operation, String path, Predicate<JsonNode> condition) {
    return await().atMost(LIMIT).until(() -> get(operation, path), condition);
  }

  private static Predicate<JsonNode> total(int count) {
    return found -> found.path("total").asInt() == count;
  }

  /** Sends a mail; returns its recipient, whom no other mail has. */
  private String send(String how, String domain) {
    String recipient = how + number.incrementAndGet() + "@" + domain;
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      for (String command :
          List.of(
              "EHLO here.example",
              "MAIL FROM:<" + SENDER + ">",
              "RCPT TO:<" + recipient + ">",
              "DATA")) {
        assertThat(smtp.command(command).code()).as(command).isIn(250, 354);
      }
      assertThat(smtp.content("Subject: hello\r\n\r\nGood morning.\r\n").code()).isEqualTo(250);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return recipient;
  }

  /** A mail that waits for its next attempt. */
  private String deferred(String domain) {
    String recipient = send("later", domain);
    return awaiting(MAILS, "/postroad/mails?state=deferred&recipient=" + recipient, total(1))
        .at("/mails/0/id")
        .asText();
  }

  @Test
  void whatIsWrongIsRefusedByNameAndWhatIsNotThereIsNotFoundInJamesOwnForm() throws Exception {
    for (String path :
        List.of(
            "/postroad/sites?limit=0",
            "/postroad/mails?limit=1001",
            "/postroad/deliveries?limit=x")) {
      JsonNode error = JSON.readTree(operator.ask("GET", path, "").body());
      assertThat(error.path("statusCode").asInt()).isEqualTo(400);
      assertThat(error.path("type").asText()).isEqualTo("InvalidArgument");
      assertThat(error.path("message").asText()).startsWith("limit: ");
    }
    for (String list : List.of("mails", "deliveries")) {
      JsonNode error =
          JSON.readTree(operator.ask("GET", "/postroad/" + list + "?site=MX.X.EXAMPLE", "").body());
      assertThat(error.path("message").asText()).startsWith("site: a site is named as it is shown");
    }
    for (String path : List.of("/postroad/trace?q=bob@", "/postroad/trace?q=@")) {
      assertThat(JSON.readTree(operator.ask("GET", path, "").body()).path("message").asText())
          .startsWith("q: an address is written");
    }
    for (String path : List.of("/postroad/sites/no.example", "/postroad/mails/no-such")) {
      JsonNode error = JSON.readTree(operator.ask("GET", path, "").body());
      assertThat(error.path("statusCode").asInt()).isEqualTo(404);
      assertThat(error.path("type").asText()).isEqualTo("notFound");
    }
  }

  @Test
  void mailIsSeenFromItsArrivalToItsEnding() throws Exception {
    String arrives = send("ann", "other.example");
    String waits = send("later", "other.example");
    String fails = send("never", "other.example");
    String deliveries = "GET /postroad/deliveries";

    awaiting(deliveries, "/postroad/deliveries?outcome=delivered&recipient=" + arrives, total(1));
    JsonNode deferred =
        awaiting(deliveries, "/postroad/deliveries?status=4.2.1&recipient=" + waits, total(1))
            .at("/deliveries/0");
    assertThat(deferred.path("text").asText()).isEqualTo("<b>come</b> later");
    awaiting(
        deliveries,
        "/postroad/deliveries?cause=policy&outcome=failed&recipient=" + fails,
        total(1));

    JsonNode site = get(ONE_SITE, "/postroad/sites/mx1%7Cmx2.other.example");
    assertThat(site.path("deferred").asInt()).isEqualTo(1);
    assertThat(site.path("hosts")).hasSize(2);
    assertThat(site.path("limits")).isNotEmpty();
    assertThat(get("GET /postroad/sites", "/postroad/sites?name=other").path("total").asInt())
        .isEqualTo(1);
    JsonNode overview = get("GET /postroad/overview", "/postroad/overview");
    assertThat(overview.at("/totals/deferred").asInt()).isPositive();
    assertThat(overview.path("causes")).isNotEmpty();

    String id = deferred.path("mail").asText();
    JsonNode mail = get(ONE_MAIL, "/postroad/mails/" + id);
    assertThat(mail.at("/cause/cause").asText()).isEqualTo(deferred.path("cause").asText());
    for (String question : List.of(id, waits)) {
      JsonNode trace = get("GET /postroad/trace", "/postroad/trace?q=" + question);
      assertThat(trace.at("/mails/0/state").asText()).isEqualTo("deferred");
      assertThat(trace.at("/mails/0/events")).isNotEmpty();
    }
    assertThat(get("GET /postroad/trace", "/postroad/trace?q=@other.example").path("mails"))
        .extracting(traced -> traced.path("state").asText())
        .contains("delivered", "deferred", "failed");
    JsonNode route = get("GET /postroad/route", "/postroad/route?recipient=" + waits);
    assertThat(route.at("/mx/sites/0").asText()).isEqualTo("mx1|mx2.other.example");
    assertThat(get("GET /postroad/policy", "/postroad/policy").has("policies")).isTrue();
    change("POST /postroad/policy", "POST", "/postroad/policy?action=reload", "");
  }

  @Test
  void aSuspendedSiteIsSentNothingUntilItIsResumed() throws Exception {
    String patch = "PATCH /postroad/sites/{name}";
    change(patch, "PATCH", SITE, "{\"suspended\":true,\"for\":\"2h\",\"reason\":\"they asked\"}");
    String recipient = send("bob", "partner.example");
    awaiting(
        "GET /postroad/deliveries",
        "/postroad/deliveries?cause=suspended&recipient=" + recipient,
        found -> found.path("total").asInt() > 0);
    JsonNode site = get(ONE_SITE, SITE);
    assertThat(site.path("state").asText()).isEqualTo("suspended");
    assertThat(site.at("/suspension/by").asText()).isEqualTo(OPERATOR);

    change(patch, "PATCH", SITE, "{\"suspended\":false}");

    awaiting(
        "GET /postroad/deliveries",
        "/postroad/deliveries?outcome=delivered&recipient=" + recipient,
        total(1));
    JsonNode actions = get("GET /postroad/actions", "/postroad/actions?limit=1000");
    assertThat(actions.path("actions"))
        .anySatisfy(
            action -> {
              assertThat(action.path("what").asText()).isEqualTo("resume");
              assertThat(action.path("by").asText()).isEqualTo(OPERATOR);
            });
    change(patch, "PATCH", SITE, "{\"limits\":{\"connections\":1},\"for\":\"1h\"}");
    JsonNode limited = get(ONE_SITE, SITE);
    assertThat(limited.at("/limits/0/from").asText()).startsWith("operator");
    assertThat(limited.at("/limited/limits").asText()).isEqualTo("connections 1");
    assertThat(limited.at("/limited/by").asText()).isEqualTo(OPERATOR);
    change(patch, "PATCH", SITE, "{\"limits\":null}");
  }

  @Test
  void aSiteTellsWhoWaitsByPriorityAndOverWhichConnectionsAndHosts() throws Exception {
    String patch = "PATCH /postroad/sites/{name}";
    String urgent = "/postroad/sites/mx1%7Cmx2.urgent.example";
    Rule silence = secure.on(Stage.RCPT).matching("first").stall();
    send("first", "urgent.example");
    await().atMost(LIMIT).until(() -> silence.hits() > 0);
    change(patch, "PATCH", urgent, "{\"limits\":{\"connections\":1},\"for\":\"1h\"}");
    send("sometime", "urgent.example");
    send("now", "urgent.example");
    send("now", "urgent.example");

    JsonNode site = awaiting(ONE_SITE, urgent, found -> found.path("waiting").asInt() == 3);
    assertThat(site.path("queue"))
        .hasToString("[{\"priority\":9,\"waiting\":2},{\"priority\":0,\"waiting\":1}]");
    assertThat(site.path("connections")).hasSize(1);
    JsonNode connection = site.at("/connections/0");
    assertThat(connection.path("host").asText()).isEqualTo("mx2.urgent.example");
    assertThat(connection.path("address").asText()).isEqualTo("127.0.0.2");
    assertThat(connection.path("port").asInt()).isEqualTo(secure.port());
    assertThat(connection.path("tls").asText()).startsWith("TLSv1.");
    assertThat(connection.path("busy").asInt()).isEqualTo(1);
    JsonNode dead = site.at("/hosts/0/addresses/0");
    assertThat(dead.path("address").asText()).isEqualTo("127.0.0.9");
    assertThat(dead.path("failures").asInt()).isPositive();
    JsonNode alive = site.at("/hosts/1/addresses/0");
    assertThat(alive.path("address").asText()).isEqualTo("127.0.0.2");
    assertThat(alive.path("state").asText()).isEqualTo("up");

    silence.heal();
    change(patch, "PATCH", urgent, "{\"limits\":null}");
    // The first still waits for its reply.
    assertThat(secure.awaitMails(3, LIMIT))
        .extracting(mail -> mail.to().get(0).replaceAll("[0-9]+@.*", ""))
        .containsExactlyInAnyOrder("now", "now", "sometime");
  }

  @Test
  void metricsNameTheBusiestSitesAndAllOthersAreOneSeries() throws Exception {
    int sites = 60;
    for (int i = 0; i < sites; i++) {
      addDomain("small" + i + ".example");
      send("sam", "small" + i + ".example");
    }
    addDomain("loud.example");
    for (int i = 0; i < 10; i++) {
      send("loud", "loud.example");
    }
    await().atMost(LIMIT).until(() -> arrived("@small") == sites && arrived("@loud") == 10);
    String loud = "postroad_site_recipients_total{site=\"mx.loud.example\",outcome=\"delivered\"}";
    String others = "postroad_site_recipients_total{site=\"other\",outcome=\"delivered\"}";

    // It came when no name was left, and has one from the next reading on.
    String first = metrics();
    assertThat(namedSites(first)).hasSize(51).contains("other", "mx.loud.example");
    assertThat(sum(first, loud)).isZero();
    assertThat(sum(first, others)).isGreaterThanOrEqualTo(10);
    send("loud", "loud.example");
    await().atMost(LIMIT).until(() -> sum(metrics(), loud) >= 1);
  }

  private void addDomain(String domain) {
    dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "127.0.0.1");
  }

  private long arrived(String recipient) {
    return peer.mails().stream().filter(mail -> mail.to().toString().contains(recipient)).count();
  }

  private String metrics() throws IOException {
    return operator.ask("GET", "/postroad/metrics", "").body();
  }

  private static Set<String> namedSites(String metrics) {
    return Pattern.compile("\\{site=\"([^\"]+)\"")
        .matcher(metrics)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** Of all series that begin so. */
  private static double sum(String metrics, String begin) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void eachActionDoesWhatItSaysToOneMail() throws Exception {
    String held = deferred("partner.example");
    change(ACT, "POST", "/postroad/mails/" + held + "?action=hold", "");
    change(ACT, "POST", "/postroad/mails/" + held + "?action=hold", "");
    awaiting(ONE_MAIL, "/postroad/mails/" + held, mail -> state(mail).equals("held"));
    change(ACT, "POST", "/postroad/mails/" + held + "?action=release", "");
    awaiting(
        ONE_MAIL,
        "/postroad/mails/" + held,
        mail -> state(mail).equals("deferred") && mail.path("attempts").asInt() == 2);
    change(ACT, "POST", "/postroad/mails/" + held + "?action=flush", "");
    awaiting(ONE_MAIL, "/postroad/mails/" + held, mail -> mail.path("attempts").asInt() == 3);

    String bounced = deferred("partner.example");
    change(
        ACT,
        "POST",
        "/postroad/mails/" + bounced + "?action=bounce",
        "{\"text\":\"we stop here\",\"reason\":\"tired\"}");
    awaitGone(bounced);

    String deleted = deferred("partner.example");
    change(ACT, "POST", "/postroad/mails/" + deleted + "?action=delete", "");
    awaitGone(deleted);
    assertThat(operator.ask("POST", "/postroad/mails/" + deleted + "?action=delete", ""))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(404);

    String again = deferred("partner.example");
    String recipient = get(ONE_MAIL, "/postroad/mails/" + again).at("/recipients/0").asText();
    change(ACT, "POST", "/postroad/mails/" + again + "?action=requeue", "");
    awaitGone(again);
    awaiting(MAILS, "/postroad/mails?state=deferred&recipient=" + recipient, total(1));
  }

  private static String state(JsonNode mail) {
    return mail.path("state").asText();
  }

  private void awaitGone(String id) {
    await()
        .atMost(LIMIT)
        .until(() -> operator.ask("GET", "/postroad/mails/" + id, "").statusCode() == 404);
  }

  @Test
  void aDryRunIsWhatTheTaskThenDoesAndJamesTellsHowFarItIs() throws Exception {
    String one = deferred("partner.example");
    String two = deferred("partner.example");
    String many = "POST /postroad/mails";
    String filter = "&site=mx1%7Cmx2.partner.example&state=deferred&cause=4.2&olderThan=0s";

    JsonNode dry = change(many, "POST", "/postroad/mails?action=hold&dryRun=true" + filter, "");
    assertThat(dry.path("sample")).extracting(JsonNode::asText).contains(one, two);
    String task =
        change(many, "POST", "/postroad/mails?action=hold" + filter, "").path("taskId").asText();
    JsonNode done = operator.get("/tasks/" + task + "/await?timeout=60s");

    assertThat(done.path("status").asText()).isEqualTo("completed");
    assertThat(done.path("type").asText()).isEqualTo("postroad-mails");
    JsonNode progress = done.path("additionalInformation");
    assertThat(progress.path("action").asText()).isEqualTo("hold");
    assertThat(progress.path("selected").asInt()).isEqualTo(dry.path("selected").asInt());
    assertThat(
            progress.path("done").asInt()
                + progress.path("later").asInt()
                + progress.path("skipped").asInt())
        .isEqualTo(dry.path("selected").asInt());
    for (String id : List.of(one, two)) {
      assertThat(state(get(ONE_MAIL, "/postroad/mails/" + id))).isEqualTo("held");
      change(ACT, "POST", "/postroad/mails/" + id + "?action=delete", "");
    }
  }

  @Test
  void aDryRunRefusesWhatTheActionWouldRefuse() throws Exception {
    String one = deferred("partner.example");
    String body = "{\"reason\":\"%s\"}".formatted("r".repeat(501));
    for (String what : List.of("s/" + one + "?", "s?state=deferred&")) {
      for (String dry : List.of("", "&dryRun=true")) {
        HttpResponse<String> refused =
            operator.ask("POST", "/postroad/mail" + what + "action=flush" + dry, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("reason");
      }
    }
    change(ACT, "POST", "/postroad/mails/" + one + "?action=delete", "");
  }

  @Test
  void everyLineOfThePageForOperatorsRunsAsItStandsThere() throws Exception {
    assumeThat(DebianPackage.of("curl", "curl").missing(Build.work("apt"))).isEmpty();
    List<String> lines =
        Files.readAllLines(Build.installation().root().resolve("docs/operators/webadmin.md"))
            .stream()
            .filter(line -> line.startsWith("curl "))
            .toList();
    assertThat(lines).hasSizeGreaterThan(25);
    String id = deferred("partner.example");
    for (String line : lines) {
      if (operator.ask("GET", "/postroad/mails/" + id, "").statusCode() == 404) {
        id = deferred("partner.example");
      }
      assertThat(answer(line, id)).as(line).isNotBlank();
    }
  }

  /** What a line of a shell prints; it ends well. */
  private String answer(String line, String mail) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
    shell.environment().put("URL", operator.base().toString());
    shell.environment().put("TOKEN", tokens.of(OPERATOR));
    shell.environment().put("MAIL", mail);
    Process process = shell.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(line).isTrue();
    assertThat(process.exitValue()).as("%s: %s", line, printed).isZero();
    return printed;
  }
}
