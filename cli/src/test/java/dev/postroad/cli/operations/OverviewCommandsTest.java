// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.FakeTerminal;
import dev.postroad.cli.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How it goes in all: status, top, policies, actions, traces, and routes by a server. */
final class OverviewCommandsTest {
  private final ScriptedWebAdmin james = ScriptedWebAdmin.start();

  @AfterEach
  void nothingWasAskedThatIsNotDescribed() {
    james.close();
    assertThat(james.mistakes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"healthy,200,0", "degraded,200,75", "unhealthy,503,69"})
  void statusTellsHealthAndEndsAccordingly(String health, int status, int exitCode) {
    james.on("GET /postroad/overview", Answers.overview());
    james.on(
        "GET /postroad/sites",
        "{\"total\":2,\"sites\":["
            + Answers.site("mx.full.example", "waiting")
            + ","
            + Answers.site("mx.idle.example", "idle")
                .replace("\"waiting\":12", "\"waiting\":0")
                .replace("\"deferred\":3", "\"deferred\":0")
            + "]}");
    james.on(
        "GET /healthcheck",
        status,
        "{\"status\":\"%s\",\"checks\":[{\"componentName\":\"Guava\",\"status\":\"healthy\"},{\"componentName\":\"Postroad relays\",\"status\":\"%s\",\"cause\":\"hub refuses our password\"}]}"
            .formatted(health, health));
    Cli.Result result = run("status");
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out())
        .startsWith("Postroad 0.1.0   " + health)
        .contains("12 waiting, 2 sending, 3 deferred, 1 held")
        .contains("30 delivered, 2 deferred, 1 failed")
        .contains("2 mailbox-full 4.2.1", "later please")
        .containsPattern("fullest +mx.full.example +12 waiting, 3 deferred, oldest 2h05m, waiting")
        .doesNotContain("Guava", "mx.idle.example");
    assertThat(james.asked()).contains("GET /postroad/sites {sort=depth, limit=5, offset=0}");
    if (!health.equals("healthy")) {
      assertThat(result.out()).contains("hub refuses our password");
    }
  }

  @Test
  void topOnceIsPlain() {
    overview();
    Cli.Result result = run("top", "--once");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .startsWith("Postroad 0.1.0 at " + james.url())
        .contains("delivered        30  ▄█", "PROBLEM  oldest mail: 2 h", "mx.example")
        .doesNotContain("\033");
  }

  @Test
  void topWithoutATerminalGoesOnInPlain() {
    overview();
    Cli.Result result = cli().terminal(new FakeTerminal(false).interruptAfter(2)).run("top");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines().stream().filter(line -> line.startsWith("SITE"))).hasSize(3);
  }

  @Test
  void topFitsTheScreenSortsByKeysAndEndsWithQ() {
    overview();
    FakeTerminal terminal =
        new FakeTerminal(true)
            .keys(0, 'o', 'x', 'q')
            .sizes(new Terminal.Size(24, 80), new Terminal.Size(5, 20));
    Cli.Result result = cli().terminal(terminal).run("top");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(terminal.isGivenBack()).isTrue();
    assertThat(terminal.shown()).hasSize(4);
    assertThat(terminal.shown().get(0)).allMatch(line -> line.length() <= 80);
    assertThat(terminal.shown().get(1)).hasSize(5).allMatch(line -> line.length() <= 20);
    assertThat(james.asked().get(james.asked().size() - 1)).contains("sort=oldest");
  }

  @ParameterizedTest
  @CsvSource({
    "m,depth",
    "w,waiting",
    "d,deferred",
    "r,rate",
    "f,failed",
    "o,oldest",
    "n,name",
  })
  void topSortsByKeysThatItsHelpNames(char key, String order) {
    overview();
    cli().terminal(new FakeTerminal(true).keys(key, 'q')).run("top", "--sort", "failed");
    assertThat(james.asked().get(james.asked().size() - 1)).contains("sort=" + order);
    assertThat(cli().run("top", "--help").out())
        .containsPattern("(?s)Keys: q quits;[a-z,\\s]*\\b" + key + "\\b[a-z,\\s]* sort the sites");
  }

  @Test
  void topOutlivesAServerThatIsGoneForAWhile() {
    overview();
    james.on("GET /postroad/overview", Answers.overview());
    james.on("GET /postroad/overview", 500, ScriptedWebAdmin.error(500, "ServerError", "oh"));
    FakeTerminal terminal = new FakeTerminal(true).keys(0, 0, 'q');
    Cli.Result result = cli().terminal(terminal).run("top");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(terminal.shown().get(2).get(0)).startsWith("NOT NOW: ");
  }

  @Test
  void policiesTellWhetherWhatIsWrittenIsInUse() {
    james.on(
        "GET /postroad/policy",
        "{\"policies\":[{\"name\":\"file://conf/policy\",\"inUseSince\":\"2026-01-04T03:06:07Z\","
            + "\"changedSince\":true,\"problems\":[{\"severity\":\"error\",\"text\":\"line 4: oh\"}]}]}");
    Cli.Result result = run("policy", "show");
    assertThat(result.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.out())
        .contains("file://conf/policy", "1h00m ago", "what was read before stays", "line 4: oh");
  }

  @Test
  void reloadAsksForIt() {
    james.on(
        "POST /postroad/policy",
        "{\"policies\":[{\"name\":\"file://conf/policy\",\"inUseSince\":\"2026-01-04T04:06:07Z\","
            + "\"changedSince\":false,\"problems\":[]}]}");
    Cli.Result result = run("policy", "reload");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(james.asked()).containsExactly("POST /postroad/policy {action=reload}");
    run("policy", "reload", "--reason", "new \"hub\"");
    assertThat(james.requests().get(1).body()).isEqualTo("{\"reason\":\"new \\\"hub\\\"\"}");
  }

  @Test
  void actionsTellWhoDidWhat() {
    james.on(
        "GET /postroad/actions",
        "{\"total\":1,\"actions\":[{\"at\":\"2026-01-04T04:00:00Z\",\"by\":\"amy\",\"what\":\"suspend\","
            + "\"target\":\"mx.example\",\"reason\":\"outage\",\"result\":\"done\"}]}");
    assertThat(run("actions", "list").out()).contains("amy  suspend  mx.example  done");
  }

  @Test
  void traceTellsAMailFromItsAcceptanceToItsEnding() {
    james.on(
        "GET /postroad/trace",
        "{\"mails\":[{\"id\":\"mail1\",\"sender\":\"amy@corp.example\",\"recipients\":"
            + "[\"bob@partner.example\"],\"state\":null,\"events\":["
            + "{\"at\":\"2026-01-04T04:00:00Z\",\"what\":\"accepted\",\"recipient\":null,"
            + "\"site\":null,\"text\":\"\"},"
            + "{\"at\":\"2026-01-04T04:00:01Z\",\"what\":\"delivered\","
            + "\"recipient\":\"bob@partner.example\",\"site\":\"mx.example\",\"text\":\"250 ok\"}]}]}");
    assertThat(run("trace", "mail1").out())
        .contains("mail1   amy@corp.example to bob@partner.example   ended")
        .contains("2026-01-04T04:00:00Z  accepted")
        .contains("delivered bob@partner.example", "mx.example: 250 ok");
  }

  @Test
  void aTraceOfManyMailsSaysHowManyAreNotShown() {
    String one =
        "{\"id\":\"m1\",\"sender\":\"a@b.example\",\"recipients\":[],\"state\":\"held\",\"events\":[]}";
    james.on("GET /postroad/trace", "{\"total\":1,\"mails\":[" + one + "]}");
    james.on("GET /postroad/trace", "{\"total\":70,\"mails\":[" + one + "]}");
    assertThat(cli().run("trace", "@b.example").err()).isEmpty();
    assertThat(cli().run("trace", "@b.example").err())
        .contains("1 of 70 mails are shown, the newest", "deliveries list");
  }

  @Test
  void aTraceOfNothingPointsToTheRecords() {
    james.on("GET /postroad/trace", "{\"mails\":[]}");
    Cli.Result result = run("trace", "nobody@corp.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("--records FILE");
  }

  @Test
  void routeAsksTheServerThatTheEnvironmentNames() {
    james.on(
        "GET /postroad/route",
        "{\"recipient\":\"bob@partner.example\",\"classes\":[\"partner\"],\"route\":{\"kind\":\"via\","
            + "\"rule\":\"policy line 3: to *\",\"relays\":[\"hub\"]},\"mx\":{\"status\":\"hosts\","
            + "\"enhancedStatus\":null,\"site\":\"via hub\",\"hosts\":[{\"name\":\"hub.example\","
            + "\"preference\":0,\"addresses\":[\"192.0.2.1\"],\"authentic\":false}]},\"tls\":[{\"host\":"
            + "\"hub.example\",\"demand\":\"verify\",\"because\":\"relay hub\"}],\"permit\":null,"
            + "\"rules\":{\"permit\":[],\"routes\":[{\"rule\":\"policy line 3: to *\",\"matched\":true,"
            + "\"conditions\":[{\"condition\":\"to *\",\"holds\":true,\"saw\":\"anything\"}]}]}}");
    Cli.Result result = run("route", "bob@partner.example", "--sender", "amy@corp.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .startsWith("bob@partner.example   classes: partner")
        .contains("yes  policy line 3: to *", "via hub", "0 hub.example", "192.0.2.1", "verify");
    assertThat(james.requests().get(0).query())
        .containsEntry("recipient", "bob@partner.example")
        .containsEntry("sender", "amy@corp.example");
  }

  @Test
  void routeTellsTheServerAllThatIsSaidOfTheMailAndShowsThatItWaits() {
    james.on(
        "GET /postroad/route",
        "{\"recipient\":\"bob@partner.example\",\"classes\":[],\"route\":{\"kind\":\"via\","
            + "\"rule\":\"policy line 3: to *\",\"relays\":[\"hub\"]},\"withoutLogin\":[{\"relay\":\"hub\","
            + "\"status\":\"451 4.3.5 cannot log in\"}],\"waits\":\"451 4.3.5 cannot log in\","
            + "\"mx\":{\"status\":\"hosts\"},\"tls\":[],\"permit\":{\"granted\":false,\"rule\":\"the table\","
            + "\"quota\":null,\"status\":\"450 4.4.3 not known\"},\"rules\":{\"permit\":[],\"routes\":["
            + "{\"rule\":\"policy line 2: to null-mx\",\"matched\":false,\"answer\":\"unknown\",\"conditions\":"
            + "[{\"condition\":\"to null-mx\",\"holds\":false,\"answer\":\"unknown\",\"saw\":\"x\"}]},"
            + "{\"rule\":\"policy line 3: to *\",\"matched\":true,\"answer\":\"yes\",\"conditions\":[]}]}}");
    Cli.Result result =
        run(
            "route",
            "bob@partner.example",
            "--attempt=3",
            "--last=4.7.1",
            "--size=2k",
            "--header=X-B",
            "--header=X-A",
            "--priority=8");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.out())
        .contains(
            "rules   unknown  policy line 2: to null-mx",
            "x; the rules behind it are asked",
            "yes      policy line 3: to *",
            "permit  unknown",
            "relay   hub",
            "gets no mail: 451 4.3.5 cannot log in",
            "waits   451 4.3.5 cannot log in");
    assertThat(james.requests().get(0).query())
        .containsEntry("attempt", "3")
        .containsEntry("last", "451 4.7.1")
        .containsEntry("size", "2048")
        .containsEntry("header", "x-a,x-b")
        .containsEntry("priority", "8");
  }

  @Test
  void routeDoesNotAskAServerAboutAConfiguration() {
    assertThat(run("route", "a@b.example", "--config", "nowhere").exitCode())
        .isEqualTo(ExitCode.NO_INPUT);
    Cli.Result result =
        new Cli().run("route", "a@b.example", "--config", "nowhere", "--url", james.url());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--url asks a server");
    assertThat(james.requests()).isEmpty();
  }

  private void overview() {
    james.on("GET /postroad/overview", Answers.overview());
    james.on(
        "GET /postroad/sites",
        "{\"total\":1,\"sites\":[" + Answers.site("mx.example", "suspended") + "]}");
  }

  private Cli.Result run(String... arguments) {
    return cli().run(arguments);
  }

  private Cli cli() {
    return new Cli().environment("POSTROAD_URL", james.url());
  }
}
