// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.Promtool;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mail is delivered, deferred and refused, and all of it is seen from outside, in one real James.
 */
class ObservabilityIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FULL = "/dev/full";

  private static final AuthoritativeDns DNS = AuthoritativeDns.start();
  private static final ScriptedSmtpServer PEER = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer HUB =
      ScriptedSmtpServer.builder().user("us", "another secret").requireAuth().start();

  @SuppressWarnings("NullAway.Init")
  private static JamesProcess james;

  @BeforeAll
  static void start() throws Exception {
    for (String domain : List.of("good", "slow", "bad")) {
      DNS.zone(domain + ".example").mx(10, "mx." + domain + ".example");
      DNS.zone(domain + ".example").a("mx." + domain + ".example", "127.0.0.1");
    }
    PEER.on(Stage.RCPT).matching("bad.example").reply("550 5.1.1 no such \"user\"");
    Listeners listeners = Listeners.onFreePorts();
    Path directory = Build.work("observability");
    james =
        Build.launch(
                Build.jamesWithPostroad("observability")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile("mailetcontainer.xml", container())
                    .confFile("healthcheck.properties", healthChecks())
                    .confFile("webadmin.properties", webAdmin(listeners))
                    .confFile("policy", policy(""))
                    .confFile("secrets/hub", "us\ns3cret-of-old\n")
                    .confFile("logback.xml", logback(directory.resolve("logs/james.log")))
                    .systemProperty(
                        "postroad.records", directory.resolve("logs/records.jsonl").toString()))
            .awaitReady(Build.START_LIMIT);
  }

  @AfterAll
  static void stop() {
    james.close();
    PEER.close();
    HUB.close();
    DNS.close();
  }

  private static String container() {
    return Containers.doing(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <dns>127.0.0.1:%d</dns>
          <port>%d</port>
          <allowNetwork>127.0.0.0/8</allowNetwork>
          <tls>none</tls>
          <retry>1s</retry>
          <bounceProcessor>error</bounceProcessor>
        </mailet>
        """
            .formatted(DNS.address().getPort(), PEER.port()));
  }

  private static String webAdmin(Listeners listeners) {
    return """
        enabled=true
        host=%s
        port=%d
        cors.enable=false
        jwt.enabled=false
        extensions.routes=%s,%s
        """
        .formatted(
            listeners.webAdmin().getHostString(),
            listeners.webAdmin().getPort(),
            "dev.postroad.james.webadmin.PostroadRoutes",
            "org.apache.james.webadmin.dropwizard.MetricsRoutes");
  }

  private static String policy(String more) {
    return """
        [relays]
        hub smtp://127.0.0.1:%d tls=none authInClear=true auth=file://conf/secrets/hub
        [routes]
        %sto hub.example via hub
        to odd.example hold
        to no.example refuse 550 5.1.2 "takes no mail"
        to trap.example discard
        to * direct
        """
        .formatted(HUB.port(), more);
  }

  /** As the page for operators has it. */
  private static String healthChecks() throws IOException {
    return Files.readString(Build.installation().root().resolve("docs/operators/health.md"))
        .lines()
        .filter(line -> line.startsWith("additional.healthchecks="))
        .findFirst()
        .orElseThrow();
  }

  /** The sample, with the log where a test finds it, and a second file on a disk that is full. */
  private static String logback(Path log) throws IOException {
    String sample = Files.readString(Build.installation().sample("records").resolve("logback.xml"));
    String appenders =
        """
          <appender name="FILE" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%logger [%%X{mail}] - %%msg%%n%%rEx</pattern></encoder>
          </appender>
          <appender name="FULL" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          <logger name="dev.postroad.records.json">
            <appender-ref ref="FULL"/>
          </logger>
        """
            .formatted(log, FULL);
    return sample
        .replace("<root level=\"INFO\">", appenders + "<root level=\"INFO\">")
        .replace("ref=\"CONSOLE\"", "ref=\"FILE\"");
  }

  @Test
  void recordsOfAMailAreJoinedByItsNameFromItsFirstAttemptToItsEnding() throws Exception {
    Rule later = PEER.on(Stage.RCPT).matching("slow.example").reply("450 4.2.1 come back");
    send("slow@slow.example");
    await().atMost(LIMIT).until(() -> !records("slow@slow.example", "deferred").isEmpty());
    later.heal();
    await().atMost(LIMIT).until(() -> !records("slow@slow.example", "delivered").isEmpty());

    List<JsonNode> all = records("slow@slow.example", "");
    assertThat(all).extracting(record -> record.path("mail").asText()).containsOnly(name(all));
    assertThat(all.get(0).path("attempt").asInt()).isEqualTo(1);
    assertThat(all.get(0).path("status").asText()).isEqualTo("450 4.2.1");
    assertThat(all.get(0).path("host").asText()).isEqualTo("mx.slow.example");
    JsonNode last = all.get(all.size() - 1);
    assertThat(last.path("event").asText()).isEqualTo("ended");
    assertThat(last.path("attempt").asInt()).isGreaterThan(1);
    assertThat(last.path("next").isNull()).isTrue();
    assertThat(last.path("ageMillis").asLong()).isPositive();
  }

  @Test
  void whatAnOperatorEndsIsOnRecordWithWhoDidItAndIsCounted() throws Exception {
    PEER.on(Stage.RCPT).matching("hand@good.example").reply("450 4.2.1 come back");
    send("hand@good.example");
    await().atMost(LIMIT).until(() -> !records("hand@good.example", "deferred").isEmpty());
    String name = name(records("hand@good.example", ""));

    HttpResponse<String> deletion =
        james
            .webAdmin()
            .ask("POST", "/postroad/mails/" + name + "?action=delete", "{\"reason\":\"a test\"}");

    assertThat(deletion.statusCode()).as(deletion.body()).isEqualTo(200);
    await().atMost(LIMIT).until(() -> !records("hand@good.example", "deleted").isEmpty());
    List<JsonNode> ended = records("hand@good.example", "deleted");
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).path("event").asText()).isEqualTo("ended");
    assertThat(ended.get(0).path("mail").asText()).isEqualTo(name);
    assertThat(ended.get(0).path("by").asText()).isEqualTo("unknown");
    assertThat(ended.get(0).path("reason").asText()).isEqualTo("a test");
    assertThat(
            value(get("/postroad/metrics").body(), "postroad_failures_total{cause=\"operator\"}"))
        .isEqualTo(1);
    assertThat(get("/postroad/deliveries?outcome=deleted").body()).contains(name, "a test");
    assertThat(log())
        .contains(" outcome=deleted status=\"554 5.7.0\"", " by=unknown reason=\"a test\"");
  }

  @Test
  void whatARuleDoesNotLetLeaveIsOnRecordWithTheRuleAndInTheTrace() throws Exception {
    for (String recipient : List.of("a@odd.example", "a@no.example", "a@trap.example")) {
      send(recipient);
      await().atMost(LIMIT).until(() -> !records(recipient, "").isEmpty());
    }

    JsonNode held = records("a@odd.example", "held").get(0);
    assertThat(held.path("event").asText()).isEqualTo("held");
    assertThat(held.path("queue").isNull()).isTrue();
    assertThat(held.path("by").asText()).isEqualTo("file://conf/policy line 5");
    assertThat(held.path("reason").asText()).isEqualTo("to odd.example");
    for (String ending : List.of("refused no", "discarded trap")) {
      String[] words = ending.split(" ", 2);
      JsonNode ended = records("a@" + words[1] + ".example", words[0]).get(0);
      assertThat(ended.path("event").asText()).isEqualTo("ended");
      assertThat(ended.path("by").asText()).startsWith("file://conf/policy line");
    }
    JsonNode trace =
        JSON.readTree(get("/postroad/trace?q=" + held.path("mail").asText()).body()).at("/mails/0");
    assertThat(trace.path("state").asText()).isEqualTo("held");
    assertThat(trace.at("/events/1/text").asText())
        .contains("var/mail/hold", "; by file://conf/policy line 5: to odd.example");
    assertThat(get("/postroad/deliveries?outcome=refused").body()).contains("takes no mail");
    assertThat(value(get("/postroad/metrics").body(), "postroad_failures_total{cause=\"rule\"}"))
        .isEqualTo(2);
  }

  @Test
  void theLogHasTheSameInKeysAndValuesUnderTheNameOfTheMail() throws Exception {
    send("bob@bad.example");
    await().atMost(LIMIT).until(() -> !records("bob@bad.example", "failed").isEmpty());

    String name = name(records("bob@bad.example", "failed"));
    assertThat(log())
        .contains("dev.postroad.records [" + name + "] - event=attempt at=")
        .contains(
            " mail="
                + name
                + " queue=outgoing sender=amy@corp.example recipient=bob@bad.example"
                + " site=mx.bad.example attempt=1 outcome=failed status=\"550 5.1.1\""
                + " text=\"no such \\\"user\\\"\" cause=recipient host=mx.bad.example"
                + " address=127.0.0.1 port=")
        .contains("dev.postroad.records [" + name + "] - event=ended at=");
  }

  @Test
  void everyRecordHasAllFieldsOfTheSchema() throws Exception {
    send("any@good.example");
    await().atMost(LIMIT).until(() -> !records("any@good.example", "delivered").isEmpty());

    JsonNode required =
        JSON.readTree(
                Build.installation().root().resolve("docs/schemas/record.schema.json").toFile())
            .path("required");
    for (JsonNode record : records("", "")) {
      assertThat(required).allMatch(field -> record.has(field.asText()));
      assertThat(record.size()).isEqualTo(required.size());
    }
  }

  @Test
  void aFullDiskLosesRecordsAndNoMailAndIsToldInLogAndHealth() throws Exception {
    send("full@good.example");

    await().atMost(LIMIT).until(() -> !records("full@good.example", "delivered").isEmpty());
    await().atMost(LIMIT).until(() -> health("Postroad records").startsWith("degraded"));
    assertThat(health("Postroad records")).contains("No space left on device", "no mail is");
    assertThat(log()).contains("James' logging cannot write: IO failure", "no mail is");
  }

  @Test
  void relayThatRefusesOurLoginIsDegradedUntilItsSecretIsMended() throws Exception {
    send("amy@hub.example");
    await().atMost(LIMIT).until(() -> health("Postroad relays").startsWith("degraded"));
    assertThat(health("Postroad relays"))
        .contains("via hub since", "535")
        .doesNotContain("s3cret-of-old", "another secret");
    assertThat(get("/postroad/overview").body()).contains("Postroad relays: ", "via hub since");
    assertThat(records("amy@hub.example", "deferred").get(0).path("cause").asText())
        .isEqualTo("auth");

    replace("secrets/hub", "us\nanother secret\n");

    await().atMost(LIMIT).until(() -> !records("amy@hub.example", "delivered").isEmpty());
    assertThat(health("Postroad relays")).isEqualTo("healthy");
  }

  @Test
  void policyThatCannotBeUsedIsDegradedUntilItIsMended() throws Exception {
    assertThat(health("Postroad policy")).isEqualTo("healthy");

    replace("policy", policy("to * vai hub\n"));
    await().atMost(LIMIT).until(() -> health("Postroad policy").startsWith("degraded"));
    assertThat(health("Postroad policy")).contains("file://conf/policy line 4", "stays in use");

    replace("policy", policy(""));
    await().atMost(LIMIT).until(() -> health("Postroad policy").equals("healthy"));
  }

  @Test
  void allElseIsHealthy() throws Exception {
    for (String check : List.of("engine", "resolver", "deferral", "oldest mail")) {
      assertThat(health("Postroad " + check)).as(check).isEqualTo("healthy");
    }
  }

  @Test
  void jamesOwnMetricsHaveOurs() throws Exception {
    send("metric@good.example");
    await().atMost(LIMIT).until(() -> !records("metric@good.example", "delivered").isEmpty());

    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains(
            "postroadDeliveries", "postroadWaitingMails", "postroadFailuresDns", "outgoingMails");
    assertThat(value(metrics, "postroadDeliveries_total")).isPositive();
    assertThat(metrics).doesNotContain("mx.good.example");
  }

  @Test
  void oursAreServedForPrometheusWithSitesAndGrowWithTheMail() throws Exception {
    String series =
        "postroad_site_recipients_total{site=\"mx.good.example\",outcome=\"delivered\"}";
    send("one@good.example");
    await().atMost(LIMIT).until(() -> !records("one@good.example", "delivered").isEmpty());

    HttpResponse<String> answer = get("/postroad/metrics");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    double before = value(answer.body(), series);
    assertThat(before).isPositive();

    send("two@good.example");
    await().atMost(LIMIT).until(() -> value(get("/postroad/metrics").body(), series) >= before + 1);
    String page = get("/postroad/metrics").body();
    assertThat(value(page, "postroad_dns_lookups_total{answer=\"records\"}")).isPositive();
    assertThat(value(page, "postroad_connections_opened_total")).isPositive();
    assertThat(value(page, "postroad_delivery_latency_seconds_count")).isGreaterThan(1);
    assertThat(page).contains("postroad_build_info{version=\"0.1.0\"} 1");
  }

  @Test
  void prometheusOwnToolHasNothingAgainstThem() throws Exception {
    Optional<Promtool> promtool = Promtool.find(Build.work("promtool"));
    assumeTrue(promtool.isPresent(), "promtool cannot be had here");
    for (String recipient : List.of("tool@good.example", "tool@bad.example")) {
      send(recipient);
      await().atMost(LIMIT).until(() -> !records(recipient, "").isEmpty());
    }

    String metrics = get("/postroad/metrics").body();

    assertThat(metrics).contains("{site=\"mx.good.example\"");
    assertThat(promtool.get().problemsOfMetrics(metrics)).isEmpty();
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in " + metrics));
  }

  private static void send(String recipient) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      smtp.command("EHLO client.example");
      smtp.command("MAIL FROM:<amy@corp.example>");
      assertThat(smtp.command("RCPT TO:<" + recipient + ">").isPositive()).isTrue();
      smtp.command("DATA");
      assertThat(smtp.content("Subject: seen\r\n\r\nhello\r\n").isPositive()).isTrue();
      smtp.command("QUIT");
    }
  }

  /** What is on record of a recipient, in order; empty text stands for all. */
  private static List<JsonNode> records(String recipient, String outcome) throws IOException {
    Path file = james.directory().resolve("logs/records.jsonl");
    List<JsonNode> found = new ArrayList<>();
    if (Files.exists(file)) {
      String whole = Files.readString(file);
      // The last line may be only half written.
      for (String line : whole.substring(0, whole.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode record = JSON.readTree(line);
        if ((recipient.isEmpty() || record.path("recipient").asText().equals(recipient))
            && (outcome.isEmpty() || record.path("outcome").asText().equals(outcome))) {
          found.add(record);
        }
      }
    }
    return found;
  }

  private static String name(List<JsonNode> records) {
    return records.get(0).path("mail").asText();
  }

  /** {@code healthy}, or the status and the words. */
  private static String health(String component) throws IOException {
    JsonNode checks = JSON.readTree(get("/healthcheck").body()).path("checks");
    for (JsonNode check : checks) {
      if (check.path("componentName").asText().equals(component)) {
        String status = check.path("status").asText();
        return status.equals("healthy") ? status : status + " " + check.path("cause").asText();
      }
    }
    throw new AssertionError("no check " + component + " in " + checks);
  }

  /** Whatever the status says: a check that is not healthy may be told by it. */
  private static HttpResponse<String> get(String path) throws IOException {
    return james.webAdmin().ask("GET", path, "");
  }

  private static String log() throws IOException {
    return Files.readString(james.log());
  }

  /** As an editor does. */
  private static void replace(String file, String text) throws IOException {
    Path target = james.directory().resolve("conf").resolve(file);
    Path beside = target.resolveSibling(target.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
