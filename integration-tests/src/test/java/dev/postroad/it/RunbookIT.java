// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.playground.client.SmtpDialogue;
import dev.postroad.playground.james.JamesProcess;
import dev.postroad.playground.james.Listeners;
import dev.postroad.testing.DebianPackage;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.Rule;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Ten operators' stories, played in a real James with the commands of docs/operators/runbook.md as
 * they stand there, by the script bin/postroad; and the commands that it names in passing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration COMMANDS_LIMIT = Duration.ofSeconds(90);

  /** Files of records that are full with 10 KB. */
  private static final String SMALL = "log/small.jsonl";

  private static final String AMY = "amy@corp.example";
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  private final AuthoritativeDns dns = AuthoritativeDns.start();
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();
  private final ScriptedSmtpServer hub =
      ScriptedSmtpServer.builder().user("us", "the new one").requireAuth().start();
  private String page;
  private JamesProcess james;

  @BeforeAll
  void start() throws Exception {
    page = Files.readString(Build.installation().root().resolve("docs/operators/runbook.md"));
    for (String name :
        List.of("slow", "stop", "wary", "back", "stuck", "loud", "partner", "new", "calm")) {
      String domain = name + ".example";
      dns.zone(domain).mx(10, "mx." + domain).a("mx." + domain, "127.0.0.1");
    }
    peer.on(Stage.RCPT).matching("@slow.example").reply("450 4.2.1 come later");
    peer.on(Stage.RCPT).matching("@stuck.example").reply("450 4.2.1 come later");
    peer.on(Stage.RCPT).matching("@loud.example").reply("450 4.2.1 come later");
    peer.on(Stage.RCPT).matching("wil@wary.example").reply("554 5.7.1 on a list");
    peer.on(Stage.RCPT).matching("@wary.example").reply("550 5.7.1 not from you");
    Tokens tokens = Tokens.create();
    Listeners listeners = Listeners.onFreePorts();
    Path directory = Build.work("runbook");
    james =
        Build.launch(
                Build.jamesWithPostroad("runbook")
                    .listeners(listeners)
                    .confFile("smtpserver.xml", SmtpServers.openToThisMachine(listeners))
                    .confFile(
                        "webadmin.properties",
                        sample("operations/webadmin.properties")
                            .replaceAll("(?m)^port=.*$", "port=" + listeners.webAdmin().getPort()))
                    .confFile("jwt_publickey", tokens.publicKey())
                    .confFile("extensions.properties", sample("operations/extensions.properties"))
                    .confFile("healthcheck.properties", sample("operations/healthcheck.properties"))
                    .confFile("logback.xml", logback(directory.resolve("logs/james.log")))
                    .systemProperty(
                        "postroad.records",
                        directory.resolve("log/postroad-records.jsonl").toString())
                    .confFile("secrets/hub", "us\nthe old one\n")
                    .confFile("policy", policy(""))
                    .confFile("mailetcontainer.xml", Containers.doing(delivery())))
            .awaitReady(Build.START_LIMIT);
    Files.writeString(james.directory().resolve("token"), tokens.of("olga@corp.example") + "\n");
  }

  @AfterAll
  void stop() {
    if (james != null) {
      james.close();
    }
    peer.close();
    hub.close();
    dns.close();
  }

  private static String sample(String name) throws IOException {
    return Files.readString(Build.installation().sample(name));
  }

  /**
   * The sample of records, and James' log where a test looks for it; and the same records once more
   * in files that are soon full.
   */
  private static String logback(Path log) throws IOException {
    String sample = sample("records/logback.xml");
    String records = "<appender name=\"RECORDS\"";
    int begin = sample.indexOf(records);
    String end = "</appender>\n";
    String small =
        sample
            .substring(begin, sample.indexOf(end, begin) + end.length())
            .replace(records, "<appender name=\"SMALL\"")
            .replace("${postroad.records:-log/postroad-records.jsonl}", SMALL)
            .replace("100MB", "10KB");
    String json = "<appender-ref ref=\"RECORDS-ASIDE\"/>";
    return (sample.substring(0, begin) + small + sample.substring(begin))
        .replace(json, json + "<appender-ref ref=\"SMALL\"/>")
        .replaceFirst(
            "(?s)<appender name=\"CONSOLE\".*?</appender>",
            """
            <appender name="CONSOLE" class="ch.qos.logback.core.FileAppender">
                <file>%s</file>
                <encoder><pattern>%%logger - %%msg%%n%%rEx</pattern></encoder>
              </appender>\
            """
                .formatted(log));
  }

  private String policy(String more) {
    return """
    [relays]
    hub smtp://[127.0.0.1]:%d tls=none authInClear=true auth=file://conf/secrets/hub
    [routes]
    %sto hub.example via hub
    to * direct
    """
        .formatted(hub.port(), more);
  }

  private String delivery() {
    return """
    <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
      <policy>file://conf/policy</policy>
    </mailet>
    <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
      <dns>127.0.0.1:%d</dns>
      <port>%d</port>
      <allowNetwork>127.0.0.0/8</allowNetwork>
      <tls>none</tls>
      <retry>1h</retry>
      <bounceProcessor>bounces</bounceProcessor>
    </mailet>
    """
        .formatted(dns.address().getPort(), peer.port());
  }

  @Test
  void everyStoryIsPlayedHere() {
    assertThat(Pattern.compile("(?m)^## (\\d+)\\. ").matcher(page).results().map(m -> m.group(1)))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void beforeAllOthersHowItIsInAll() throws Exception {
    String told = run(blocks(page.substring(0, page.indexOf("\n## "))).get(0), 0, 75);
    assertThat(told).startsWith("Postroad ").contains("mail ", "sites ");
  }

  @Test
  void story1MailIsSlow() throws Exception {
    send(AMY, "bob@slow.example");
    awaitMails(1, "--recipient @slow.example --state deferred");
    assertThat(play(1, 0)).contains("mx.slow.example", "450 4.2.1", "deferred", "bob@slow.example");
  }

  @Test
  void story2StopEverything() throws Exception {
    assertThat(play(2, 0)).contains("mx.stop.example  suspended", "their storage is broken");
    send(AMY, "dora@stop.example");
    awaitMails(1, "--recipient @stop.example");
    assertThat(arrived("dora@stop.example")).isFalse();
    assertThat(play(2, 1)).contains("dora@stop.example");
    await().atMost(LIMIT).until(() -> arrived("dora@stop.example"));
  }

  @Test
  void story3WhoGot571() throws Exception {
    send(AMY, "wim@wary.example");
    send(AMY, "wil@wary.example");
    List<String> refused = List.of("wim@wary.example", "wil@wary.example");
    await()
        .atMost(LIMIT)
        .until(() -> refused.stream().allMatch(recipient -> recordsOf(recipient) == 2));
    List<String> told = play(3, 0).lines().toList();
    for (String recipient : refused) {
      assertThat(told.stream().filter(line -> line.contains(recipient))).hasSize(2);
    }
  }

  @Test
  void story4APasswordHasExpired() throws Exception {
    send(AMY, "hans@hub.example");
    awaitMails(1, "--cause auth");
    assertThat(play(4, 0)).contains("auth", "hans@hub.example", "535");
    assertThat(play(4, 1)).contains("flush: 1 of 1 mail");
    await().atMost(LIMIT).until(() -> hub.mailCount() == 1);
  }

  @Test
  void story5FlushAfterAnOutage() throws Exception {
    Rule unused =
        peer.on(Stage.RCPT).matching("@back.example").times(2).reply("450 4.3.2 out of order");
    send(AMY, "one@back.example");
    send(AMY, "two@back.example");
    awaitMails(2, "--recipient @back.example --state deferred");
    assertThat(play(5, 0)).contains("would flush 2 mails", "flush: 2 of 2 mails");
    await().atMost(LIMIT).until(() -> arrived("one@back.example") && arrived("two@back.example"));
  }

  @Test
  void story6OneMailIsStuck() throws Exception {
    send(AMY, "carl@stuck.example");
    awaitMails(1, "--recipient @stuck.example --state deferred");
    assertThat(play(6, 0)).contains("carl@stuck.example", "450 4.2.1", "accepted");
    assertThat(play(6, 1)).contains("bounce: 1 of 1 mail");
    awaitMails(0, "--recipient @stuck.example");
  }

  @Test
  void story7WhoIsLoudest() throws Exception {
    for (int i = 0; i < 3; i++) {
      send("loud@corp.example", "l" + i + "@loud.example");
    }
    awaitMails(3, "--sender loud@corp.example --state deferred");
    assertThat(play(7, 0)).contains("mx.loud.example").containsPattern("3 loud@corp\\.example");
  }

  @Test
  void story8TakeASpamRunBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      send("spam@corp.example", "s" + i + "@slow.example");
    }
    awaitMails(3, "--sender spam@corp.example --state deferred");
    assertThat(play(8, 0)).contains("would hold 3 mails", "hold: 3 of 3 mails", "held");
    assertThat(play(8, 1)).contains("delete: 3 of 3 mails", "olga@corp.example");
    awaitMails(0, "--sender spam@corp.example");
  }

  @Test
  void story9DidItArrive() throws Exception {
    send(AMY, "bob@partner.example");
    await().atMost(LIMIT).until(() -> records().contains("bob@partner.example"));
    assertThat(play(9, 0).lines().filter(line -> line.contains("delivered")))
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void story10DidThePolicyTake() throws Exception {
    Path file = james.directory().resolve("conf/policy");
    Path beside = file.resolveSibling("policy.new");
    Files.writeString(beside, policy("to new.example refuse 550 5.7.1 \"not this way\"\n"));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(play(10, 0)).contains("file://conf/policy", "bob@new.example", "route   refuse");
  }

  @Test
  void limitsAreSetForAWhileAndTakenBack() throws Exception {
    String limit = "postroad sites limit @slow.example --message-rate 10/m --for 2h";
    assertThat(page).contains("`" + limit + "`");
    send(AMY, "ben@calm.example");
    await().atMost(LIMIT).until(() -> arrived("ben@calm.example"));

    run(limit.replace("slow", "calm"), 0);
    assertThat(run("postroad sites show @calm.example", 0))
        .contains("messageRate 10/m by olga@corp.example");
    run("postroad sites limit @calm.example --none", 0);
    assertThat(run("postroad sites show @calm.example", 0))
        .doesNotContain("10/m", "olga@corp.example");
  }

  @Test
  void mailIsHeldReleasedRequeuedAndFlushedByItsName() throws Exception {
    Rule later = peer.on(Stage.RCPT).matching("ida@calm.example").reply("450 4.2.1 come later");
    send(AMY, "ida@calm.example");
    String mails = "postroad mails list --ids --recipient ida@calm.example";
    awaitMails(1, "--recipient ida@calm.example --state deferred");
    String held = run(mails, 0).strip();

    run("postroad mails hold " + held, 0);
    awaitMails(1, "--recipient ida@calm.example --state held");
    assertThat(run("postroad mails release " + held, 0)).contains("release: 1 of 1 mail");
    awaitMails(1, "--recipient ida@calm.example --state deferred");
    assertThat(run("postroad mails requeue " + held, 0)).contains("requeue: 1 of 1 mail");
    await()
        .atMost(LIMIT)
        .until(() -> run(mails, 0).strip(), name -> !name.isEmpty() && !name.equals(held));
    awaitMails(1, "--recipient ida@calm.example --state deferred");

    later.heal();
    String task = "postroad mails flush --recipient ida@calm.example --yes --no-wait";
    assertThat(run(task, 0)).containsPattern("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    await().atMost(LIMIT).until(() -> arrived("ida@calm.example"));
  }

  @Test
  void recordsOfAMailAreJoinedOverAllTheFilesThatWereBegunMeanwhile() throws Exception {
    Rule later = peer.on(Stage.RCPT).matching("rita@calm.example").reply("450 4.2.1 come later");
    send(AMY, "rita@calm.example");
    awaitMails(1, "--recipient rita@calm.example --state deferred");
    String mail = run("postroad mails list --ids --recipient rita@calm.example", 0).strip();
    int before = packed().size();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              send(AMY, "many@calm.example");
              return packed().size() >= before + 2;
            });
    later.heal();
    run("postroad mails flush " + mail, 0);
    await()
        .atMost(LIMIT)
        .until(
            () -> run("postroad trace " + mail + " --records " + SMALL + "*", 0),
            joined -> joined.contains("deferred rita@") && joined.contains("delivered rita@"));

    Set<String> fields = fieldsOfRecords();
    for (Path file : packed()) {
      List<String> lines = unpacked(file).lines().toList();
      assertThat(lines).hasSizeBetween(10, 200);
      for (String line : lines) {
        assertThat(new ObjectMapper().readTree(line).fieldNames())
            .toIterable()
            .as(line)
            .containsExactlyInAnyOrderElementsOf(fields);
      }
    }
  }

  private static Set<String> fieldsOfRecords() throws IOException {
    Set<String> fields = new TreeSet<>();
    Path schema = Build.installation().root().resolve("docs/schemas/record.schema.json");
    new ObjectMapper()
        .readTree(schema.toFile())
        .path("properties")
        .fieldNames()
        .forEachRemaining(fields::add);
    return fields;
  }

  /** The files that were full and have been packed to their end. */
  private List<Path> packed() throws IOException {
    Path folder = james.directory().resolve("log");
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      // What is being packed is there twice.
      return names.stream().anyMatch(name -> name.endsWith(".tmp"))
          ? List.of()
          : names.stream()
              .filter(name -> name.startsWith("small.jsonl.") && name.endsWith(".gz"))
              .map(folder::resolve)
              .toList();
    }
  }

  private static String unpacked(Path file) throws IOException {
    try (InputStream octets = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(octets.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theLiveViewIsShownAnewUntilItIsQuit() throws Exception {
    assumeThat(DebianPackage.of("script", "bsdutils").missing(Build.work("apt"))).isEmpty();
    Path shown = james.directory().resolve("top.out");
    Process top =
        shell("script -qefc 'stty rows 40 columns 120; postroad top --every 1' /dev/null")
            .redirectOutput(shown.toFile())
            .start();
    try {
      await().atMost(LIMIT).until(() -> told(shown).split("Postroad [^ ]+ at ", -1).length > 3);
      top.getOutputStream().write('q');
      top.getOutputStream().flush();
      assertThat(top.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(top.exitValue()).isZero();
    } finally {
      top.destroyForcibly();
    }
    assertThat(told(shown)).contains("delivered", "SITE", "\033[?1049l");
  }

  /** What is in a file so far, be it only the half of a character. */
  private static String told(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private void send(String sender, String recipient) throws IOException {
    try (SmtpDialogue smtp = SmtpDialogue.with(james.smtp())) {
      demand(smtp, "EHLO client.example");
      demand(smtp, "MAIL FROM:<" + sender + ">");
      demand(smtp, "RCPT TO:<" + recipient + ">");
      assertThat(smtp.command("DATA").code()).isEqualTo(354);
      assertThat(smtp.content("Subject: story\r\n\r\nonce upon a time\r\n").isPositive()).isTrue();
      demand(smtp, "QUIT");
    }
  }

  private static void demand(SmtpDialogue smtp, String command) throws IOException {
    assertThat(smtp.command(command).isPositive()).as(command).isTrue();
  }

  private boolean arrived(String recipient) {
    return peer.mails().stream().anyMatch(mail -> mail.recipients().toString().contains(recipient));
  }

  private String records() throws IOException {
    Path file = james.directory().resolve("log/postroad-records.jsonl");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private long recordsOf(String recipient) {
    try {
      return records().lines().filter(line -> line.contains(recipient)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitMails(int count, String filter) {
    await()
        .atMost(LIMIT)
        .until(
            () -> run("postroad mails list --ids " + filter, 0),
            names -> names.lines().count() == count);
  }

  /** Runs a block of commands of a story, and returns what they print. */
  private String play(int story, int block) throws Exception {
    int begin = page.indexOf("\n## " + story + ". ");
    int end = page.indexOf("\n## ", begin + 1);
    return run(blocks(page.substring(begin, end < 0 ? page.length() : end)).get(block), 0);
  }

  private static List<String> blocks(String text) {
    return BLOCK.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private String run(String commands, Integer... exitCodes) throws Exception {
    Path output = james.directory().resolve("commands.out");
    Process process = shell(commands).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(COMMANDS_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String told = Files.readString(output, StandardCharsets.UTF_8);
    System.out.println("RunbookIT: " + commands.strip() + "\n" + told);
    assertThat(process.waitFor()).as(commands + told).isIn((Object[]) exitCodes);
    return told;
  }

  private ProcessBuilder shell(String commands) throws IOException {
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", commands)
            .directory(james.directory().toFile())
            .redirectErrorStream(true);
    bash.environment()
        .put(
            "PATH",
            Build.installation().root().resolve("bin").toRealPath()
                + File.pathSeparator
                + System.getenv("PATH"));
    bash.environment().put("POSTROAD_JAR", Build.jar().toString());
    bash.environment().put("POSTROAD_URL", james.webAdmin().base().toString());
    bash.environment().put("POSTROAD_TOKEN_FILE", james.directory().resolve("token").toString());
    bash.environment().put("NEW_PASSWORD", "the new one");
    return bash;
  }
}
