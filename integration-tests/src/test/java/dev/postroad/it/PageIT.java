// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.playground.client.Message;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page in a browser, as a James with mail to deliver serves it. Each test has a relay of its
 * own.
 */
class PageIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ATTACK = "<img src=x onerror=window.pwned=1>";

  private static final ScriptedSmtpServer PLAIN = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer STOPPED = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer BUSY = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer HOSTILE = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer LIMITED = ScriptedSmtpServer.start();
  private static final ScriptedSmtpServer SILENT = ScriptedSmtpServer.start();

  private static Tokens tokens;
  private static JamesProcess james;
  private static Browser browser;
  private static URI page;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    tokens = Tokens.create();
    Listeners listeners = Listeners.onFreePorts();
    InetSocketAddress admin = listeners.webAdmin();
    page = URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + "/postroad/");
    james =
        Build.launch(
                Build.jamesWithPostroad("page")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile("webadmin.properties", webAdmin(listeners))
                    .confFile("jwt_publickey", tokens.publicKey())
                    .confFile(
                        "extensions.properties",
                        Files.readString(
                            Build.installation().sample("operations/extensions.properties")))
                    .confFile("mailetcontainer.xml", container())
                    .confFile("policy", policy()))
            .awaitReady(Build.START_LIMIT);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (james != null) {
      james.close();
    }
    List.of(PLAIN, STOPPED, BUSY, HOSTILE, LIMITED, SILENT).forEach(ScriptedSmtpServer::close);
  }

  /** The sample, at a port that is free here. */
  private static String webAdmin(Listeners listeners) throws IOException {
    return Files.readString(Build.installation().sample("operations/webadmin.properties"))
        .replaceAll("(?m)^port=.*$", "port=" + listeners.webAdmin().getPort());
  }

  private static String container() {
    return Containers.doing(
        """
        <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
          <policy>file://conf/policy</policy>
        </mailet>
        <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
          <retry>1h</retry>
          <bounceProcessor>bounces</bounceProcessor>
        </mailet>
        """);
  }

  private static String policy() {
    return """
        [relays]
        plain    smtp://[127.0.0.1]:%d  tls=none
        stopped  smtp://[127.0.0.1]:%d  tls=none
        busy     smtp://[127.0.0.1]:%d  tls=none
        hostile  smtp://[127.0.0.1]:%d  tls=none
        limited  smtp://[127.0.0.1]:%d  tls=none
        silent   smtp://[127.0.0.1]:%d  tls=none
        [routes]
        to @stopped.example  via stopped
        to @busy.example, .busy.example  via busy
        to @hostile.example  via hostile
        to @limited.example  via limited
        to @silent.example   via silent
        to *                 via plain
        """
        .formatted(
            PLAIN.port(),
            STOPPED.port(),
            BUSY.port(),
            HOSTILE.port(),
            LIMITED.port(),
            SILENT.port());
  }

  @BeforeEach
  void signIn() throws Exception {
    browser.width(1_400);
    browser.prefer("light");
    browser.open(page);
    // A secret that an earlier test left may be one that the server is about to refuse.
    browser.find("#sign-in, .totals");
    if (browser.count("#sign-in") > 0) {
      browser.type("dialog input[name=secret]", tokens.of("olga@corp.example"));
      browser.click("dialog .primary");
    }
    browser.find(".totals");
  }

  private static void open(String view) {
    browser.open(page.resolve(view));
    browser.find("main section");
  }

  private static void submit(String sender, String recipient, String subject) throws IOException {
    Message message = Message.of(sender, List.of(recipient), subject);
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      smtp.command("EHLO laptop.example");
      assertThat(smtp.command("MAIL FROM:<" + sender + ">").code()).isEqualTo(250);
      assertThat(smtp.command("RCPT TO:<" + recipient + ">").code()).isEqualTo(250);
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      assertThat(smtp.content(message.text()).code()).isEqualTo(250);
    }
  }

  @Test
  void aMailIsWatchedFromAcceptanceToItsEnding() throws IOException {
    submit("amy@corp.example", "bob@plain.example", "a greeting");
    PLAIN.awaitMails(1, LIMIT);

    browser.type("#search", "bob@plain.example");
    browser.click(".search button");
    browser.awaitText(".events", "accepted");
    browser.awaitText(".events", "delivered");
    browser.screenshot("james-trace");
    assertThat(browser.text(".command")).contains("trace bob@plain.example");

    open("#/attempts?recipient=bob@plain.example");
    browser.awaitText("tbody", "250");
    open("");
    browser.awaitText("#busiest", "127.0.0.1");
    browser.awaitText("#loudest tbody", "via plain");
    browser.awaitText("#slowest tbody", "via plain");
    browser.find("#flow .lane-delivered path.edge");
    browser.find("#problems .good, #problems .problem-list");
    browser.screenshot("james-overview");
    open("#/sites");
    browser.find("#sites tbody svg.spark path.rate");
    browser.assertUnharmed();
  }

  @Test
  void aSiteIsSuspendedItsMailWaitsAndGoesWhenItIsResumed() throws IOException {
    submit("amy@corp.example", "one@stopped.example", "before");
    STOPPED.awaitMails(1, LIMIT);
    String site = siteOf("one@stopped.example");
    browser.click("#attempts tbody td a[href^='#/sites/']");
    browser.awaitText("h1", site);

    browser.clickText("#summary button", "Suspend");
    browser.type("dialog input[name=reason]", "they asked us to");
    browser.click("dialog .primary");
    browser.awaitText("#summary", "they asked us to");
    browser.awaitText("#summary", "suspended");
    submit("amy@corp.example", "two@stopped.example", "meanwhile");
    open("#/mails?recipient=two@stopped.example");
    browser.awaitText(".pager", "1–1 of 1");
    browser.screenshot("james-suspended");
    assertThat(STOPPED.mailCount()).isEqualTo(1);

    open("#/sites?state=suspended");
    browser.clickText("tbody button", "Resume");
    browser.type("dialog input[name=reason]", "all is well");
    browser.click("dialog .primary");
    STOPPED.awaitMails(2, LIMIT);
    open("#/mails?recipient=two@stopped.example");
    browser.awaitText("#mails", "No such mail");
    open("#/actions");
    browser.awaitText("tbody", "they asked us to");
    browser.awaitText("tbody", "all is well");
    browser.awaitText("tbody", "olga@corp.example");
    browser.screenshot("james-log");
  }

  @Test
  void aLimitAndWhoSetItAreShownUntilItIsTakenAway() throws IOException {
    submit("amy@corp.example", "dan@limited.example", "hello");
    LIMITED.awaitMails(1, LIMIT);
    String site = siteOf("dan@limited.example");
    browser.click("#attempts tbody td a[href^='#/sites/']");
    browser.awaitText("h1", site);

    browser.clickText("#summary button", "Limit");
    browser.type("dialog input[name=connections]", "1");
    browser.type("dialog input[name=reason]", "they are moving house");
    browser.click("dialog .primary");
    browser.awaitText("#limits", "Limited by olga@corp.example");
    browser.awaitText("#limits", "they are moving house");
    browser.screenshot("james-limited");

    browser.clickText("#limits button", "Take limits away");
    browser.click("dialog .primary");
    browser.awaitText("#notices", "has its usual limits again");
    await("no limits of an operator")
        .atMost(LIMIT)
        .until(() -> !browser.text("#limits").contains("Limited by"));
  }

  @Test
  void whatIsOrderedOfAMailThatIsBeingTriedIsShownAndDoneWhenTheAttemptEnds() throws IOException {
    Rule silence = SILENT.on(Stage.RCPT).stall();
    submit("amy@corp.example", "eve@silent.example", "hello");
    await("the attempt").atMost(LIMIT).until(() -> silence.hits() > 0);
    assertPanelsOfTheSilentSite();
    open("#/mails?recipient=eve@silent.example");
    browser.click("#mails tbody a[href^='#/mails/']");

    browser.clickText("#summary button", "Hold");
    browser.type("dialog input[name=reason]", "to be looked at");
    browser.click("dialog .primary");
    browser.awaitText("#summary", "When this attempt ends");
    browser.awaitText("#summary", "Hold by olga@corp.example");
    browser.awaitText("#summary", "to be looked at");
    browser.screenshot("james-to-come");

    SILENT.close();
    browser.awaitText("#summary", "held");
    assertThat(browser.text("#summary")).doesNotContain("When this attempt ends");
  }

  private static String siteOf(String recipient) {
    open("#/attempts?recipient=" + recipient);
    return browser.find("#attempts tbody td a[href^='#/sites/']").getText();
  }

  @Test
  void mailThatWasDeferredIsFlushedAfterADryRunSaidHowMuch() throws IOException {
    BUSY.on(Stage.RCPT).matching("cid@").times(1).reply("450 4.2.1 come again");
    submit("amy@corp.example", "cid@busy.example", "hello");

    open("#/mails?recipient=cid@busy.example&state=deferred");
    browser.awaitText("tbody", "450 4.2.1");
    browser.clickText(".selection button", "Flush");
    browser.awaitText("dialog", "Selects 1 mail now.");
    browser.type("dialog input[name=reason]", "they have room again");
    browser.click("dialog .primary");
    browser.awaitText("#notices", "1 mail flushed.");
    BUSY.awaitMails(1, LIMIT);
    open("#/actions");
    browser.awaitText("tbody", "they have room again");
  }

  /** With one mail under way, and more than it has connections for. */
  private static void assertPanelsOfTheSilentSite() throws IOException {
    for (int i = 1; i <= 12; i++) {
      submit("amy@corp.example", "fay" + i + "@silent.example", "behind");
    }
    open("#/sites/via%20silent");
    browser.awaitText("#connections tbody", "127.0.0.1:" + SILENT.port());
    browser.awaitText("#hosts tbody", "127.0.0.1");
    browser.awaitText("#limits tbody", "connections");
    browser.find("#queue tbody td.n");
    browser.find("#site-flow svg");
    browser.find("#replies");
  }

  @Test
  void theLanguageIsTheReadersChoice() throws IOException {
    browser.clickText("#header button", "中文");
    browser.awaitText("h1", "总览");
    browser.screenshot("james-zh");
    browser.run("localStorage.clear()");
  }

  @Test
  void eachActionIsDoneToAllMailOfAFilter() throws IOException {
    Rule unused = BUSY.on(Stage.RCPT).matching("@acted.busy.example").reply("450 4.2.1 not yet");
    submit("amy@corp.example", "one@acted.busy.example", "hello");
    submit("amy@corp.example", "two@acted.busy.example", "hello");

    act("Hold", "deferred", "", 2, "2 mails held.");
    act("Release", "held", "", 2, "2 mails released.");
    act("Requeue", "deferred", "", 2, "2 mails requeued.");
    act("Bounce", "deferred", "one", 1, "1 mail bounced.");
    act("Delete", "deferred", "two", 1, "1 mail deleted.");
    open("#/mails?recipient=@acted.busy.example");
    browser.awaitText("#mails", "No such mail");
    await("the notice to the sender of what was bounced")
        .atMost(LIMIT)
        .until(
            () ->
                PLAIN.mails().stream()
                    .filter(mail -> mail.to().contains("amy@corp.example"))
                    .anyMatch(mail -> mail.text().contains("nobody waits for this")));
  }

  /** Does it to all mails in a state whose recipients have this local part, if one is given. */
  private static void act(String action, String state, String local, int count, String told) {
    open("#/mails?recipient=" + local + "@acted.busy.example&state=" + state);
    browser.awaitText(".pager", "1–" + count + " of " + count);
    browser.clickText(".selection button", action);
    browser.awaitText("dialog", "Selects " + count + " mail");
    if (action.equals("Bounce")) {
      browser.type("dialog textarea[name=text]", "nobody waits for this any more");
    }
    browser.type("dialog input[name=reason]", "it is tried out");
    browser.click("dialog .primary");
    browser.awaitText("#notices", told);
  }

  @Test
  void aFilterThatTheServerRefusesIsToldAtItsFieldAndSelectsNothing() {
    open("#/mails");

    browser.type("input[name=recipient]", "busy.example");
    browser.awaitText(".filters .problem", "recipient: ");
    assertThat(browser.count("input[name=recipient][aria-invalid]")).isEqualTo(1);
    assertThat(browser.count(".selection")).isZero();
    browser.type("input[name=recipient]", "@busy.example");
    browser.awaitText(".selection", "Flush");
  }

  @Test
  void whatPeersAndSendersWriteIsShownAndNeverRuns() throws IOException {
    HOSTILE.on(Stage.RCPT).reply("550 5.7.1 " + ATTACK + "<script>window.pwned=1</script>");
    submit(
        "\"" + ATTACK + "\"@corp.example",
        "\"<svg/onload=window.pwned=1>\"@hostile.example",
        ATTACK);

    open("#/attempts?status=5.7.1");
    browser.awaitText("tbody", ATTACK);
    browser.awaitText("tbody", "<svg/onload=window.pwned=1>");
    browser.screenshot("james-hostile");
    browser.assertUnharmed();
    String site = browser.find("#attempts tbody td a[href^='#/sites/']").getText();
    browser.click("#attempts tbody td a[href^='#/sites/']");
    browser.awaitText("h1", site);
    browser.awaitText("#replies", ATTACK);
    browser.assertUnharmed();
    browser.click("#replies tbody a[href^='#/mails/']");
    browser.awaitText(".events", ATTACK);
    browser.assertUnharmed();
    open("");
    browser.awaitText("#causes", "5.7.1");
    browser.assertUnharmed();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void thePolicyIsShownExplainedAndReadAnew() {
    open("#/policy?recipient=bob@busy.example");

    browser.awaitText("#way", "busy");
    browser.awaitText("#way", "127.0.0.1");
    browser.clickText("#policies button", "Read anew");
    browser.click("dialog .primary");
    browser.awaitText("#notices", "Read anew");
  }

  @Test
  void noViewHasBarriersInEitherTheme() throws IOException {
    List<String> light = List.of("", "#/sites", "#/mails", "#/attempts");
    List<String> dark = List.of("", "#/trace?q=x@y.example", "#/policy", "#/actions");
    assertNoBarriers("light", light);
    assertNoBarriers("dark", dark);
    browser.screenshot("james-dark");
  }

  private static void assertNoBarriers(String theme, List<String> views) throws IOException {
    browser.prefer(theme);
    for (String view : views) {
      open(view);
      assertThat(browser.barriers()).as(theme + " " + view).isEmpty();
    }
  }

  @Test
  void aSecretThatIsWrongIsAskedForAgainWithTheReasonIfThatCanBeTold() throws Exception {
    browser.clickText("#header button", "Sign out");

    browser.awaitText("dialog", "Sign in");
    browser.type("dialog input[name=secret]", "not.a.token");
    browser.click("dialog .primary");
    browser.awaitText("dialog", "This is no token: one has three parts");
    browser.type("dialog input[name=secret]", tokens.ofFormer("olga@corp.example"));
    browser.click("dialog .primary");
    browser.awaitText("dialog", "This token has expired, at ");
    browser.type("dialog input[name=secret]", tokens.ofUser("amy@corp.example"));
    browser.click("dialog .primary");
    browser.awaitText("dialog", "not an administrator's: it does not say \"admin\": true.");
    await()
        .atMost(LIMIT)
        .until(() -> browser.text("main").isEmpty() || !browser.text("main").contains("Sending"));
    browser.type("dialog input[name=secret]", "Bearer " + tokens.of("olga@corp.example"));
    browser.click("dialog .primary");
    browser.find(".totals");
  }
}
