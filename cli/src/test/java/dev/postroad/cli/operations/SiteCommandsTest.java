// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites seen and changed over WebAdmin. */
final class SiteCommandsTest {
  private static final String SITE = Answers.site("mx1|mx2.partner.example", "sending");

  private final ScriptedWebAdmin james = ScriptedWebAdmin.start();

  @AfterEach
  void nothingWasAskedThatIsNotDescribed() {
    james.close();
    assertThat(james.mistakes()).isEmpty();
  }

  @Test
  void listIsATableOfWhatTheServerAnswers() {
    james.on("GET /postroad/sites", "{\"total\":1,\"sites\":[" + SITE + "]}");
    Cli.Result result = run("sites", "list", "--state", "sending", "--sort", "oldest");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.outLines()).hasSize(2);
    assertThat(result.outLines().get(0)).startsWith("SITE").contains("WAITING", "WHY");
    assertThat(result.outLines().get(1))
        .startsWith("mx1|mx2.partner.example  sending")
        .contains("2/4", "2h05m", "1.5", "450 4.2.1 later please");
    assertThat(james.requests().get(0).query())
        .containsEntry("state", "sending")
        .containsEntry("sort", "oldest")
        .containsEntry("limit", "50");
  }

  @Test
  void aListThatGoesOnSaysHow() {
    james.on("GET /postroad/sites", "{\"total\":70,\"sites\":[" + SITE + "]}");
    assertThat(run("sites", "list", "--limit", "1", "--offset", "3").err())
        .contains("1 of 70 are shown; more with --offset 4");
  }

  @Test
  void theServerMayBeNamedBeforeTheActionToo() {
    james.on("GET /postroad/sites", "{\"total\":1,\"sites\":[" + SITE + "]}");
    Cli.Result result = new Cli().run("sites", "--url", james.url(), "list");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aListThatIsEmptySaysSo() {
    james.on("GET /postroad/sites", "{\"total\":0,\"sites\":[]}");
    assertThat(run("sites", "list").err()).contains("no site is known");
    assertThat(run("sites", "list", "--name", "typo").err()).contains("no site is like that");
    assertThat(run("sites", "list", "--name", "typo", "--json").err()).isEmpty();
  }

  @Test
  void jsonIsTheServersOwn() {
    String answer = "{\"total\":1,\"sites\":[{\"name\":\"a\",\"later\":{\"x\":[1,2.5,null]}}]}";
    james.on("GET /postroad/sites", answer);
    assertThat(run("sites", "list", "--json").out()).isEqualTo(answer + "\n");
  }

  @Test
  void namesOfSitesAreOneEncodedSegment() {
    james.on("GET /postroad/sites/{a.x|b/y z}.example [::1]", SITE);
    Cli.Result result = run("sites", "show", "{a.x|b/y z}.example [::1]");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void showTellsConnectionsHostsLimitsAndReplies() {
    james.on("GET /postroad/sites/mx.partner.example", Answers.siteDetails("mx.partner.example"));
    assertThat(run("sites", "show", "mx.partner.example").out())
        .contains("connection  mx1.partner.example[192.0.2.10]:25")
        .contains("10 mx1.partner.example")
        .contains("192.0.2.10 up, 192.0.2.11 down until 2026-01-04T04:10:00Z, 3 failures")
        .contains("connections 20", "default")
        .contains("450 4.2.1 later please (mail1 to bob@partner.example)");
  }

  @Test
  void suspendSaysForHowLongAndWhy() {
    james.on("GET /postroad/sites/mx.partner.example", SITE);
    james.on("PATCH /postroad/sites/mx.partner.example", SITE);
    Cli.Result result =
        run(
            "sites",
            "suspend",
            "mx.partner.example",
            "--for",
            "2h",
            "--reason",
            "their \"outage\"");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
    assertThat(james.requests().get(1).body())
        .isEqualTo("{\"suspended\":true,\"for\":\"2h\",\"reason\":\"their \\\"outage\\\"\"}");
    assertThat(james.requests().get(1).header().apply("Content-Type"))
        .isEqualTo("application/json");
  }

  @Test
  void nothingIsOrderedOfASiteThatNothingIsKnownOf() {
    james.on(
        "GET /postroad/sites/typo.exmaple", 404, ScriptedWebAdmin.error(404, "notFound", "no"));
    james.on("GET /postroad/sites/s", SITE);
    james.on("PATCH /postroad/sites/s", SITE);
    Cli.Result result = run("sites", "suspend", "typo.exmaple", "s");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err())
        .contains("nothing is known of a site typo.exmaple", "@DOMAIN", "--unknown");
    assertThat(james.asked())
        .contains("PATCH /postroad/sites/s {\"suspended\":true}")
        .noneMatch(request -> request.startsWith("PATCH /postroad/sites/typo"));
  }

  @Test
  void whoNamesADomainIsToldHowItsSiteIsNamed() {
    james.on(
        "GET /postroad/sites/partner.example", 404, ScriptedWebAdmin.error(404, "notFound", "no"));
    Cli.Result result = run("sites", "show", "partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("nothing is known of a site partner.example", "@DOMAIN");
  }

  @Test
  void aSiteThatHasHadNoMailYetIsSuspendedWhereThatIsMeant() {
    james.on("PATCH /postroad/sites/new.example", SITE);
    Cli.Result result = run("sites", "suspend", "new.example", "--unknown");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(james.asked())
        .containsExactly("PATCH /postroad/sites/new.example {\"suspended\":true}");
  }

  @Test
  void theSitesOfADomainAreLookedUp() {
    james.on(
        "GET /postroad/route",
        "{\"route\":{\"kind\":\"via\"},\"mx\":{\"status\":\"hosts\",\"sites\":[\"via hub\",\"via b\"]}}");
    for (String site : new String[] {"via hub", "via b"}) {
      james.on("GET /postroad/sites/" + site, SITE);
      james.on("PATCH /postroad/sites/" + site, SITE);
    }
    Cli.Result result = run("sites", "resume", "@partner.example");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("goes to the site via hub and via b");
    assertThat(james.requests().get(0).query())
        .containsEntry("recipient", "postmaster@partner.example");
    assertThat(james.asked())
        .contains(
            "PATCH /postroad/sites/via hub {\"suspended\":false}",
            "PATCH /postroad/sites/via b {\"suspended\":false}");
  }

  @Test
  void aResumptionSaysHowMuchMailIsKnownYet() {
    james.on("GET /postroad/sites/s", SITE);
    james.on(
        "PATCH /postroad/sites/s",
        SITE.substring(0, SITE.length() - 1) + ",\"book\":{\"known\":1200,\"open\":5000}}");
    assertThat(run("sites", "resume", "s").err())
        .contains(
            "1200 of 5000 open mails are known so far: what waits among the others is tried as it"
                + " becomes known");
    assertThat(run("sites", "suspend", "s").err()).isEmpty();
  }

  @Test
  void aDomainWhoseMailGoesNowhereHasNoSite() {
    james.on(
        "GET /postroad/route",
        "{\"route\":{\"kind\":\"refuse\"},\"mx\":{\"status\":\"permanent\",\"sites\":[]}}");
    Cli.Result result = run("sites", "suspend", "bob@partner.example");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains("goes to no site", "route refuse");
  }

  @Test
  void limitsAreSetAndTakenBack() {
    james.on("GET /postroad/sites/s", SITE);
    james.on("PATCH /postroad/sites/s", SITE);
    run("sites", "limit", "s", "--connections", "3", "--message-rate", "10/m", "--for", "1h");
    run("sites", "limit", "s", "--connections", "none", "--message-rate", "none", "--for", "none");
    run("sites", "limit", "s", "--none", "--reason", "over");
    assertThat(james.asked())
        .contains(
            "PATCH /postroad/sites/s"
                + " {\"limits\":{\"connections\":3,\"messageRate\":\"10/m\"},\"for\":\"1h\"}",
            "PATCH /postroad/sites/s"
                + " {\"limits\":{\"connections\":null,\"messageRate\":null},\"for\":null}",
            "PATCH /postroad/sites/s {\"limits\":null,\"reason\":\"over\"}");
  }

  @Test
  void limitsThatAnOperatorHasSetAreShownWithTheSite() {
    String limited =
        "\"limited\":{\"limits\":\"messageRate 10/m\",\"reason\":\"slowly\",\"by\":\"amy\","
            + "\"since\":\"2026-01-04T04:00:00Z\",\"until\":\"2026-01-04T05:00:00Z\"}";
    String site = SITE.replace("\"limited\":null", limited);
    james.on("GET /postroad/sites/s", site);
    james.on("PATCH /postroad/sites/s", site.replace("\"2026-01-04T05:00:00Z\"", "null"));
    assertThat(run("sites", "show", "s").out())
        .contains("limited ", "until 2026-01-04T05:00:00Z", "messageRate 10/m by amy: slowly");
    assertThat(run("sites", "limit", "s", "--message-rate", "10/m").out())
        .contains("messageRate 10/m by amy: slowly, until taken back; mx1.partner.example: 450");
  }

  @Test
  void whatAStrangerWroteCannotSteerTheTerminal() {
    james.on(
        "GET /postroad/sites",
        "{\"total\":1,\"sites\":[{\"name\":\"a\\u001b[2Jb\",\"lastReply\":{\"host\":\"h\\r\\nx\","
            + "\"status\":\"550 5.7.1\",\"text\":\"\\u202egpj\\u009b31m\"}}]}");
    for (String format : new String[] {"--limit=1", "--json"}) {
      assertThat(run("sites", "list", format).out().replace("\n", "")).matches("[\\x20-\\x7e]+");
    }
  }

  private Cli.Result run(String... arguments) {
    return new Cli().environment("POSTROAD_URL", james.url()).run(arguments);
  }
}
