// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.FakeTerminal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails seen and acted on over WebAdmin. */
final class MailCommandsTest {
  private static final String TASK = "ab0c1d2e-0000-1111-2222-333344445555";

  private final ScriptedWebAdmin james = ScriptedWebAdmin.start();

  @AfterEach
  void nothingWasAskedThatIsNotDescribed() {
    james.close();
    assertThat(james.mistakes()).isEmpty();
  }

  @Test
  void listTellsWhyEachMailWaits() {
    james.on(
        "GET /postroad/mails",
        "{\"total\":1,\"complete\":false,\"mails\":[" + Answers.mail("mail1") + "]}");
    Cli.Result result =
        run("mails", "list", "--sender", "<>", "--recipient", "@partner.example", "--cause", "4.2");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines().get(1))
        .startsWith("mail1  deferred  2h05m")
        .contains("in 14m", "amy@corp.example", "mailbox-full: 450 4.2.1 later please");
    assertThat(result.err()).contains("more mails than it keeps in detail");
    assertThat(james.requests().get(0).query())
        .containsEntry("sender", "<>")
        .containsEntry("recipient", "@partner.example")
        .containsEntry("cause", "4.2");
  }

  @Test
  void idsAloneAreForOtherCommands() {
    james.on(
        "GET /postroad/mails",
        "{\"total\":2,\"mails\":[" + Answers.mail("a") + "," + Answers.mail("b") + "]}");
    assertThat(run("mails", "list", "--ids").out()).isEqualTo("a\nb\n");
  }

  @Test
  void showTellsAllOfAMail() {
    james.on("GET /postroad/mails/mail1", Answers.mail("mail1"));
    assertThat(run("mails", "show", "mail1").out())
        .contains("mail1   deferred", "priority 5", "1200 bytes", "2h05m ago, 3 attempts");
  }

  @Test
  void aMailThatIsNotThereIsToldApart() {
    james.on("GET /postroad/mails/x", 404, ScriptedWebAdmin.error(404, "notFound", "no mail x"));
    Cli.Result result = run("mails", "show", "x");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).isEqualTo("postroad: no mail x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush", "requeue", "hold", "release", "bounce", "delete"})
  void oneMailIsActedOnWithoutAsking(String action) {
    james.on(
        "POST /postroad/mails/mail1",
        "{\"action\":\"" + action + "\",\"selected\":1,\"done\":1,\"skipped\":0,\"reasons\":[]}");
    Cli.Result result = run("mails", action, "mail1");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo(action + ": 1 of 1 mail\n");
    assertThat(james.asked()).containsExactly("POST /postroad/mails/mail1 {action=" + action + "}");
  }

  @Test
  void whatIsSkippedIsToldWithTheReason() {
    james.on(
        "POST /postroad/mails/mail1",
        "{\"action\":\"flush\",\"selected\":1,\"done\":0,"
            + "\"skipped\":1,\"reasons\":["
            + "{\"why\":\"it is under way\",\"mails\":1,\"sample\":[\"mail1\"]}]}");
    Cli.Result result = run("mails", "flush", "mail1");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("1 mail is skipped: it is under way (mail1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--dry-run"})
  void aMailThatIsNotThereKeepsNoneOfTheOthersBack(String option) {
    String one = "{\"selected\":1,\"done\":1,\"skipped\":0,\"sample\":[\"x\"],\"reasons\":[]}";
    james.on("POST /postroad/mails/a", one);
    james.on(
        "POST /postroad/mails/b",
        404,
        ScriptedWebAdmin.error(404, "notFound", "there is no mail b that has not ended"));
    james.on("POST /postroad/mails/c", one);
    Cli.Result result = run("mails", "delete", "a", "b", "c", option.isEmpty() ? "--yes" : option);
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.outLines()).hasSize(2);
    assertThat(result.err()).isEqualTo("postroad: there is no mail b that has not ended\n");
    assertThat(james.asked()).anyMatch(request -> request.startsWith("POST /postroad/mails/c"));
  }

  @Test
  void whereTheServerFailsItIsToldWhichMailsWereNotReached() {
    james.on("POST /postroad/mails/a", 500, ScriptedWebAdmin.error(500, "ServerError", "broken"));
    Cli.Result result = run("mails", "delete", "a", "b", "c", "--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.err()).contains("stopped at a; not reached: b, c", "failed with 500: broken");
    assertThat(james.requests()).hasSize(1);
  }

  @Test
  void anActionIsToldWithItsReason() {
    selected(7);
    taskEnds("completed", 7, 0);
    run("mails", "hold", "--id", "m1", "--yes", "--reason", "spam run");
    assertThat(james.asked())
        .contains("POST /postroad/mails {action=hold, id=m1} {\"reason\":\"spam run\"}");
  }

  @Test
  void whatComesLaterIsCountedApartAndHasAnExitCodeOfItsOwn() {
    james.on(
        "POST /postroad/mails/mail1",
        "{\"action\":\"hold\",\"selected\":1,\"done\":0,\"later\":1,\"skipped\":0,\"reasons\":["
            + "{\"what\":\"later\",\"why\":\"it is being tried now\",\"mails\":1,"
            + "\"sample\":[\"mail1\"]}]}");
    james.on(
        "POST /postroad/mails/mail2",
        "{\"action\":\"hold\",\"selected\":1,\"done\":0,\"later\":0,\"skipped\":1,\"reasons\":["
            + "{\"what\":\"skipped\",\"why\":\"it has ended\",\"mails\":1,"
            + "\"sample\":[\"mail2\"]}]}");
    Cli.Result result = run("mails", "hold", "mail1");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.out()).isEqualTo("hold: 0 of 1 mail, 1 later\n");
    assertThat(result.err()).contains("1 mail comes later: it is being tried now (mail1)");
    assertThat(run("mails", "hold", "mail1", "mail2", "--yes").exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void bounceSendsItsTextAndRequeueItsProcessor() {
    james.on("POST /postroad/mails/m", "{\"selected\":1,\"done\":1}");
    run("mails", "bounce", "m", "--text", "no longer wanted", "--reason", "story 6");
    run("mails", "requeue", "m", "--processor", "relay");
    assertThat(james.asked())
        .containsExactly(
            "POST /postroad/mails/m {action=bounce}"
                + " {\"text\":\"no longer wanted\",\"reason\":\"story 6\"}",
            "POST /postroad/mails/m {action=requeue, processor=relay}");
  }

  @Test
  void aDryRunTellsAndDoesNothing() {
    selected(7);
    Cli.Result result = run("mails", "delete", "--sender", "@spam.example", "--dry-run");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo("would delete 7 mails: m1, m2, m3, m4, m5, …\n");
    assertThat(james.asked())
        .containsExactly("POST /postroad/mails {action=delete, sender=@spam.example, dryRun=true}");
  }

  @Test
  void aDryRunTellsWhatWouldBeSkippedAndWhy() {
    james.on(
        "POST /postroad/mails",
        "{\"action\":\"flush\",\"selected\":9,\"done\":1,\"sample\":[\"m1\"],\"skipped\":8,\"reasons\":["
            + "{\"why\":\"it is held: release it\",\"mails\":7,"
            + "\"sample\":[\"m2\",\"m3\",\"m4\",\"m5\"]},"
            + "{\"why\":\"it has ended\",\"mails\":1,\"sample\":[\"m9\"]}]}");
    Cli.Result result = run("mails", "flush", "--site", "s", "--dry-run");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines())
        .containsExactly(
            "would flush 1 of 9 mails: m1",
            "7 mails are skipped: it is held: release it (m2, m3, m4, …)",
            "1 mail is skipped: it has ended (m9)");
  }

  @Test
  void whatAServerDoesNotKnowYetIsToldOf() {
    james.on(
        "POST /postroad/mails",
        "{\"action\":\"flush\",\"book\":{\"known\":1200,\"open\":5000},\"selected\":1,\"done\":1,"
            + "\"sample\":[\"m1\"],\"skipped\":0,\"reasons\":[]}");
    assertThat(run("mails", "flush", "--site", "s", "--dry-run").outLines())
        .containsExactly(
            "would flush 1 mail: m1",
            "1200 of 5000 open mails are known so far: no other was looked at; ask again later");
  }

  @Test
  void aDryRunOfMailsThatAreNamedAsksForEachOfThem() {
    james.on(
        "POST /postroad/mails/a",
        "{\"action\":\"hold\",\"selected\":1,\"done\":1,\"sample\":[\"a\"],\"reasons\":[]}");
    james.on(
        "POST /postroad/mails/b",
        "{\"action\":\"hold\",\"selected\":1,\"done\":0,\"sample\":[],\"skipped\":1,\"reasons\":["
            + "{\"why\":\"it is being tried now\",\"mails\":1,\"sample\":[\"b\"]}]}");
    Cli.Result result = run("mails", "hold", "a", "b", "--dry-run");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines())
        .containsExactly(
            "would hold 1 mail: a",
            "would hold 0 of 1 mail: none",
            "1 mail is skipped: it is being tried now (b)");
    assertThat(james.asked())
        .containsExactly(
            "POST /postroad/mails/a {action=hold, dryRun=true}",
            "POST /postroad/mails/b {action=hold, dryRun=true}");
  }

  @Test
  void manyMailsNeedAYesWhereNobodyCanBeAsked() {
    selected(7);
    Cli.Result result = run("mails", "flush", "--site", "s");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("would flush 7 mails", "--yes", "--dry-run");
    assertThat(james.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"y,0", "YES,0", "n,69", "'',69", "maybe,69"})
  void whoeverSitsThereIsAsked(String answer, int exitCode) {
    selected(7);
    taskEnds("completed", 7, 0);
    Cli.Result result =
        cli()
            .terminal(new FakeTerminal(true))
            .input(answer + "\n")
            .run("mails", "hold", "--cause", "policy");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    assertThat(result.err()).contains("hold 7 mails: m1, m2, m3, m4, m5, …? [y/N]");
    assertThat(james.requests()).hasSize(exitCode == 0 ? 4 : 1);
  }

  @Test
  void theTaskIsWaitedForWithALineOfProgress() {
    selected(7);
    taskEnds("completed", 7, 0);
    Cli.Result result =
        cli().terminal(new FakeTerminal(true)).run("mails", "flush", "--all", "--yes");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo("flush: 7 of 7 mails\n");
    assertThat(result.err()).contains("\rflush: 3 of 7 done, 0 skipped");
    assertThat(james.requests().get(1).query())
        .containsEntry("all", "true")
        .doesNotContainKey("dryRun");
  }

  @Test
  void whoStopsWaitingIsToldThatJamesGoesOn() {
    selected(7);
    taskEnds("completed", 7, 0);
    Cli.Result result =
        cli()
            .terminal(new FakeTerminal(true).endAtFirstPause())
            .run("mails", "delete", "--all", "--yes");
    assertThat(result.err())
        .contains("James goes on", james.url() + "/tasks/" + TASK, "DELETE", "actions list");
  }

  @Test
  void whoWaitsForTheEndIsNotToldThatJamesGoesOn() {
    selected(7);
    taskEnds("completed", 7, 0);
    assertThat(run("mails", "delete", "--all", "--yes").err()).isEmpty();
  }

  @Test
  void whoDoesNotWaitIsToldTheTask() {
    selected(7);
    taskEnds("completed", 7, 0);
    Cli.Result result = run("mails", "flush", "--all", "--yes", "--no-wait");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .isEqualTo("task " + TASK + " at " + james.url() + "/tasks/" + TASK + "\n");
    assertThat(james.requests()).hasSize(2);
  }

  @Test
  void mailsThatWereSkippedMakeItIncomplete() {
    selected(7);
    taskEnds("completed", 5, 2);
    Cli.Result result = run("mails", "flush", "--all", "--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).isEqualTo("flush: 5 of 7 mails\n");
    assertThat(result.err()).contains("2 mails are skipped: it is held: release it (m6, m7)");
  }

  @Test
  void aTaskThatFailsIsToldSo() {
    selected(7);
    taskEnds("failed", 1, 0);
    Cli.Result result = run("mails", "flush", "--all", "--yes");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("the task ended as failed");
  }

  @Test
  void noMailAtAllIsNoMistake() {
    james.on("POST /postroad/mails", "{\"action\":\"flush\",\"selected\":0,\"sample\":[]}");
    james.on("GET /postroad/sites/s", Answers.site("s", "idle"));
    Cli.Result result = run("mails", "flush", "--site", "s");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo("no mail is selected\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aSiteThatIsMisspeltIsToldWhereNoMailIsFound() {
    james.on("POST /postroad/mails", "{\"action\":\"flush\",\"selected\":0,\"sample\":[]}");
    james.on("GET /postroad/mails", "{\"total\":0,\"complete\":true,\"mails\":[]}");
    james.on("GET /postroad/sites/mx.tpyo", 404, ScriptedWebAdmin.error(404, "notFound", "no"));
    for (String action : new String[] {"flush", "flush --dry-run", "list"}) {
      Cli.Result result = run(("mails " + action + " --site mx.tpyo").split(" "));
      assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(result.err()).contains("nothing is known of a site mx.tpyo");
    }
  }

  @Test
  void aListThatIsEmptySaysSo() {
    james.on("GET /postroad/mails", "{\"total\":0,\"complete\":true,\"mails\":[]}");
    james.on("GET /postroad/mails", "{\"total\":7,\"complete\":true,\"mails\":[]}");
    james.on("GET /postroad/mails", "{\"total\":0,\"complete\":true,\"mails\":[]}");
    assertThat(run("mails", "list", "--state", "held").err()).contains("no open mail is like that");
    assertThat(run("mails", "list", "--offset", "9").err())
        .contains("--offset 9 is beyond the last of 7")
        .doesNotContain("more with");
    assertThat(run("mails", "list", "--ids").err()).isEmpty();
    james.on("GET /postroad/actions", "{\"total\":0,\"actions\":[]}");
    assertThat(run("actions", "list").err()).contains("since James started");
  }

  @Test
  void anOrderThatIsObeyedLaterIsShownWithTheMail() {
    String mail =
        Answers.mail("m1")
            .replace(
                "\"toCome\":null",
                "\"toCome\":{\"action\":\"hold\",\"by\":\"amy\",\"reason\":\"odd\"}");
    james.on("GET /postroad/mails", "{\"total\":1,\"complete\":true,\"mails\":[" + mail + "]}");
    james.on("GET /postroad/mails/m1", mail);
    assertThat(run("mails", "list").out()).contains("hold to come by amy: odd; mailbox-full: 450");
    assertThat(run("mails", "show", "m1").out()).contains("order ", "hold to come by amy: odd");
  }

  @Test
  void deliveriesAreFilteredByTheServer() {
    james.on(
        "GET /postroad/deliveries",
        "{\"total\":1,\"kept\":{\"entries\":1,\"since\":\"2026-01-04T04:00:00Z\"},\"deliveries\":["
            + Answers.attempt("mail1", "failed", "2026-01-04T04:05:07Z")
            + "]}");
    Cli.Result result =
        run("deliveries", "list", "--status", "5.7.1", "--since", "1d", "--outcome", "failed");
    assertThat(result.outLines().get(1))
        .startsWith("2026-01-04T04:05:07Z  failed")
        .contains("policy", "550 5.7.1 not from you");
    assertThat(james.requests().get(0).query())
        .containsEntry("status", "5.7.1")
        .containsEntry("since", "1d")
        .containsEntry("outcome", "failed");
  }

  @Test
  void whatWasNotTriedTookNoTimeAndWhoEndedAMailIsTold() {
    String postponed =
        Answers.attempt("mail1", "postponed", "2026-01-04T04:05:07Z")
            .replace("\"tookMillis\":15", "\"tookMillis\":null");
    String deleted =
        Answers.attempt("mail1", "deleted", "2026-01-04T04:05:07Z")
            .replace("\"next\":null", "\"by\":\"olga\",\"reason\":\"spam\",\"next\":null");
    james.on(
        "GET /postroad/deliveries",
        "{\"total\":2,\"kept\":{\"entries\":2,\"since\":\"2026-01-04T04:00:00Z\"},\"deliveries\":["
            + postponed
            + ","
            + deleted
            + "]}");
    List<String> lines = run("deliveries", "list").outLines();
    assertThat(lines.get(1)).containsPattern(" -  policy ").doesNotContain("0ms");
    assertThat(lines.get(2)).contains("15ms").endsWith("; by olga: spam");
  }

  @Test
  void noDeliveriesMayMeanThatTheyAreForgotten() {
    james.on(
        "GET /postroad/deliveries",
        "{\"total\":0,\"kept\":{\"entries\":9,\"since\":\"2026-01-04T04:00:00Z\"},"
            + "\"deliveries\":[]}");
    assertThat(run("deliveries", "list").err())
        .contains("9 attempts", "since 2026-01-04T04:00:00Z", "--records");
  }

  @ParameterizedTest
  @CsvSource({
    "mails flush,                       Missing MAIL",
    "mails flush m --all,               exclude each other",
    "mails flush m --site s,            exclude each other",
    "mails flush --all --site s,        exclude each other",
    "mails flush --dry,                 --dry-run",
    "mails,                             'Missing ACTION: list, show, flush'",
    "mails --url http://a.example,      'Missing ACTION: list, show, flush'",
    "sites lst,                         'Did you mean: sites list'",
    "sites limit s,                     Missing limit",
    "sites limit s --none --connections 2, --none",
    "sites limit s --connections few,   --connections",
    "sites suspend,                     SITE",
    "trace,                             MAIL|ADDRESS",
    "trace --records a b@c.example,     it stands before",
  })
  void wrongUsageSaysWhatIsWrongAndAsksNothing(String line, String expected) {
    Cli.Result result = run(line.split(" "));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(expected);
    assertThat(james.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mails show",
        "mails delete",
        "mails flush --dry-run",
        "sites show",
        "sites resume"
      })
  void aNameThatIsEmptyIsAVariableThatWasNotSet(String command) {
    Cli.Result result = run((command + " ").split(" ", -1));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("is empty");
    assertThat(james.requests()).isEmpty();
  }

  private void selected(int number) {
    james
        .on(
            "POST /postroad/mails",
            "{\"action\":\"x\",\"selected\":%d,\"done\":%d".formatted(number, number)
                + ",\"sample\":[\"m1\",\"m2\",\"m3\",\"m4\",\"m5\",\"m6\",\"m7\"]}")
        .on("POST /postroad/mails", 201, "{\"taskId\":\"" + TASK + "\"}");
  }

  private void taskEnds(String status, int done, int skipped) {
    james.on("GET /tasks/" + TASK, task("inProgress", 3, 0));
    james.on("GET /tasks/" + TASK, task(status, done, skipped));
  }

  private static String task(String status, int done, int skipped) {
    String reasons =
        skipped == 0
            ? ""
            : "{\"why\":\"it is held: release it\",\"mails\":%d,\"sample\":[\"m6\",\"m7\"]}"
                .formatted(skipped);
    return "{\"taskId\":\"%s\",\"status\":\"%s\",\"additionalInformation\":{\"selected\":7,\"done\":%d,\"skipped\":%d,\"reasons\":[%s]}}"
        .formatted(TASK, status, done, skipped, reasons);
  }

  private Cli.Result run(String... arguments) {
    return cli().run(arguments);
  }

  private Cli cli() {
    return new Cli().environment("POSTROAD_URL", james.url());
  }
}
