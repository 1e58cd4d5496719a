// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postroad.cli.output.Schemas;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.smtp.ReceivedMail;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code send} against servers that remember what they were told. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
final class SendCommandTest {
  private static final TestCertificates AUTHORITY = TestCertificates.create();

  @TempDir Path folder;
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private ScriptedSmtpServer server;
  private AuthoritativeDns dns;

  @BeforeEach
  void startServers() {
    server = started(ScriptedSmtpServer.builder());
    dns = AuthoritativeDns.start();
    toClose.add(dns);
  }

  @AfterEach
  void stopServers() throws Exception {
    for (AutoCloseable closeable : toClose) {
      closeable.close();
    }
  }

  @Test
  void deliversATestMessageToAnAddressLiteral() {
    Cli.Result result = send("--to", "bob@[127.0.0.1]");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    ReceivedMail mail = onlyMail();
    assertThat(mail.from()).isEqualTo("amy@corp.example");
    assertThat(mail.to()).containsExactly("bob@[127.0.0.1]");
    assertThat(mail.header("From")).contains("<amy@corp.example>");
    assertThat(mail.header("Date")).contains("Sun, 4 Jan 2026 04:06:07 +0000");
    assertThat(server.violations()).isEmpty();
    assertThat(result.out())
        .contains("bob@[127.0.0.1]   delivered: 250", "tried   127.0.0.1[127.0.0.1]:");
  }

  @Test
  void nullSenderIsNobody() {
    assertThat(run("send", "--from", "<>", "--to", "bob@[127.0.0.1]").exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(onlyMail().from()).isEmpty();
  }

  @Test
  void loopbackIsForbiddenUnlessAllowed() {
    Cli.Result result =
        new Cli()
            .run(
                "send",
                "--from",
                "a@corp.example",
                "--to",
                "bob@[127.0.0.1]",
                "--port",
                "" + server.port());
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.out()).contains("127.0.0.0/8");
    assertThat(server.connectionCount()).isZero();
  }

  @Test
  void mailGoesByMxPriority() {
    ScriptedSmtpServer best =
        started(ScriptedSmtpServer.builder().host("127.0.0.2").port(server.port()));
    best.on(Stage.GREETING).reply("554 5.3.2 not today");
    dns.zone("partner.example")
        .mx(10, "mx1.partner.example")
        .mx(20, "mx2.partner.example")
        .a("mx1.partner.example", "127.0.0.2")
        .a("mx2.partner.example", "127.0.0.1");
    Cli.Result result = send("--to", "bob@partner.example", "--json");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode recipient = json(result).at("/recipients/0");
    assertThat(recipient.at("/host").asText()).isEqualTo("mx2.partner.example");
    assertThat(recipient.at("/attempts")).hasSize(2);
    assertThat(recipient.at("/attempts/0/host").asText()).isEqualTo("mx1.partner.example");
    assertThat(recipient.at("/attempts/0/code").asInt()).isEqualTo(554);
    assertThat(recipient.at("/attempts/0/stage").asText()).isEqualTo("greeting");
    assertThat(onlyMail().to()).containsExactly("bob@partner.example");
  }

  @Test
  void everyRecipientIsAnsweredForInTheOrderGiven() {
    dns.zone("one.example").a("one.example", "127.0.0.1");
    dns.zone("two.example").a("two.example", "127.0.0.1");
    dns.zone("null.example").nullMx("null.example");
    server.on(Stage.RCPT).matching("carl@").reply("550 5.1.1 no carl here");
    Cli.Result result =
        send(
            "--to",
            "bob@one.example",
            "eve@null.example",
            "carl@two.example",
            "--to",
            "dora@one.example",
            "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(json(result).at("/recipients"))
        .extracting(
            node -> node.get("address").asText(),
            node -> node.get("disposition").asText(),
            node -> node.get("enhancedStatus").asText())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("bob@one.example", "delivered", "2.0.0"),
            org.assertj.core.groups.Tuple.tuple("eve@null.example", "failed", "5.1.10"),
            org.assertj.core.groups.Tuple.tuple("carl@two.example", "failed", "5.1.1"),
            org.assertj.core.groups.Tuple.tuple("dora@one.example", "delivered", "2.0.0"));
    assertThat(onlyMail().to()).containsExactly("bob@one.example", "dora@one.example");
  }

  @ParameterizedTest
  @CsvSource({
    "250 2.1.5 fine,       0",
    "450 4.2.1 busy,       75",
    "550 5.1.1 nobody,     69",
  })
  void exitCodeTellsHowItEnded(String reply, int exitCode) {
    server.on(Stage.RCPT).reply(reply);
    assertThat(send("--to", "bob@[127.0.0.1]").exitCode()).isEqualTo(exitCode);
  }

  @Test
  void failureWeighsMoreThanDeferral() {
    server.on(Stage.RCPT).matching("bob@").reply("450 4.2.1 busy");
    server.on(Stage.RCPT).matching("carl@").reply("550 5.1.1 nobody");
    assertThat(send("--to", "bob@[127.0.0.1]", "carl@[127.0.0.1]", "dora@[127.0.0.1]").exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void messageIsSentFromAFileAsItIs() throws Exception {
    Path eml = Files.writeString(folder.resolve("m.eml"), "Subject: hi\r\n\r\n.dotted\r\n");
    assertThat(send("--to", "bob@[127.0.0.1]", "--eml", eml.toString()).exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(onlyMail().text()).isEqualTo("Subject: hi\r\n\r\n.dotted\r\n");
  }

  @Test
  void largeMessageOnStandardInputIsSent() {
    String large = "Subject: large\r\n\r\n" + "0123456789abcd\r\n".repeat(40_000);
    Cli cli = new Cli().input(large);
    Cli.Result result = cli.run(arguments("--to", "bob@[127.0.0.1]", "--eml", "-"));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(onlyMail().size()).isEqualTo(large.length());
  }

  @Test
  void messageThatCannotBeReadIsToldBeforeAnythingIsConnectedTo() {
    Cli.Result result = send("--to", "bob@[127.0.0.1]", "--eml", folder + "/none.eml");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(result.err()).contains("none.eml: there is no such file");
    assertThat(send("--to", "bob@[127.0.0.1]", "--eml", folder.toString()).exitCode())
        .isEqualTo(ExitCode.NO_INPUT);
    assertThat(server.connectionCount()).isZero();
  }

  @Test
  void relayTakesAllRecipientsAtOnce() {
    Cli.Result result =
        send(
            "--to",
            "bob@one.example",
            "--to",
            "carl@two.example",
            "--relay",
            "smtp://127.0.0.1:" + server.port());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(onlyMail().to()).containsExactly("bob@one.example", "carl@two.example");
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void localhostIsARelayWithoutAskingTheDns() {
    assertThat(
            send("--to", "bob@one.example", "--relay", "smtp://localhost:" + server.port())
                .exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void relaysMxRecordsAreFollowedUnlessItIsInBrackets() {
    dns.zone("relay.example")
        .mx(10, "mx.relay.example")
        .a("mx.relay.example", "127.0.0.1")
        .a("relay.example", "127.0.0.9");
    String port = ":" + server.port();
    assertThat(
            json(send("--to", "b@c.example", "--json", "--relay", "smtp://relay.example" + port))
                .at("/recipients/0/host")
                .asText())
        .isEqualTo("mx.relay.example");
    assertThat(
            json(send(
                    "--to", "b@c.example", "--json", "--relay", "smtp://[mx.relay.example]" + port))
                .at("/recipients/0/disposition")
                .asText())
        .isEqualTo("delivered");
    assertThat(dns.queries("mx.relay.example", "MX")).isEmpty();
  }

  @Test
  void passwordOfTheRelayIsTakenWithAWarningAndNeverShown() {
    ScriptedSmtpServer relay = protectedRelay();
    Cli.Result result =
        send(
            "--to",
            "b@c.example",
            "--relay",
            "smtp://amy:s%40cret@127.0.0.1:" + relay.port(),
            "--tls",
            "require",
            "--json");
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(relay.mails().get(0).user()).contains("amy");
    assertThat(result.err()).contains("warning", "--password-file");
    assertThat(result.out() + result.err()).doesNotContain("s@cret", "s%40cret");
  }

  @Test
  void passwordFileGivesNoWarning() throws Exception {
    ScriptedSmtpServer relay = protectedRelay();
    Path password = Files.writeString(folder.resolve("password"), "s@cret\n");
    Cli.Result result =
        send(
            "--to",
            "b@c.example",
            "--relay",
            "smtp://amy@127.0.0.1:" + relay.port(),
            "--tls",
            "require",
            "--password-file",
            password.toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void passwordIsOnlyGivenToARelayThatProvesItsName() throws Exception {
    ScriptedSmtpServer relay = protectedRelay();
    String url = "smtp://amy:s%40cret@[relay.example]:" + relay.port();
    dns.zone("relay.example").a("relay.example", "127.0.0.1");
    Cli.Result untrusted = send("--to", "b@c.example", "--relay", url, "--json");
    assertThat(untrusted.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(relay.sessions())
        .allSatisfy(session -> assertThat(session.authAttempts()).isEmpty());
    Path root = folder.resolve("root.pem");
    AUTHORITY.writeRootPem(root);
    Cli.Result trusted =
        send("--to", "b@c.example", "--relay", url, "--trust", root.toString(), "--json");
    assertThat(trusted.exitCode()).as(trusted.out() + trusted.err()).isEqualTo(ExitCode.OK);
    assertThat(json(trusted).at("/recipients/0/tls").asText())
        .startsWith("TLSv1.3")
        .endsWith(" verified");
  }

  @Test
  void passwordTravelsInClearOnlyWhenToldTo() {
    ScriptedSmtpServer relay =
        started(ScriptedSmtpServer.builder().user("amy", "secret").requireAuth());
    String url = "smtp://amy:secret@127.0.0.1:" + relay.port();
    Cli.Result refused = send("--to", "b@c.example", "--relay", url, "--tls", "opportunistic");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(relay.sessions())
        .allSatisfy(session -> assertThat(session.authAttempts()).isEmpty());
    assertThat(
            send("--to", "b@c.example", "--relay", url, "--tls", "opportunistic", "--auth-in-clear")
                .exitCode())
        .isEqualTo(ExitCode.OK);
    assertThat(send("--to", "b@c.example", "--relay", url, "--tls", "none").exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void demandedTlsThatIsNotThereDefers() {
    Cli.Result result = send("--to", "bob@[127.0.0.1]", "--tls", "require", "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void timeoutsCountInSeconds() {
    server.on(Stage.MAIL).stall();
    Cli.Result result = send("--to", "bob@[127.0.0.1]", "--timeout", "mail=0.2", "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(json(result).at("/recipients/0/attempts/0/stage").asText()).isEqualTo("mail");
  }

  @Test
  void nobodyListeningDefers() {
    server.close();
    Cli.Result result = send("--to", "bob@[127.0.0.1]", "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(json(result).at("/recipients/0/attempts/0/stage").asText()).isEqualTo("connect");
  }

  @Test
  void heloIsOursToChoose() {
    send("--to", "bob@[127.0.0.1]", "--helo", "mx.corp.example");
    send("--to", "bob@[127.0.0.1]", "--self", "192.0.2.1", "--self", "out.corp.example");
    assertThat(server.sessions())
        .extracting(session -> session.heloName())
        .containsExactly("mx.corp.example", "out.corp.example");
    assertThat(server.mails().get(0).header("Message-ID"))
        .get()
        .asString()
        .endsWith("@mx.corp.example>");
  }

  private ScriptedSmtpServer protectedRelay() {
    return started(
        ScriptedSmtpServer.builder()
            .tls(AUTHORITY.issue("relay.example").serverContext())
            .requireTls()
            .user("amy", "s@cret")
            .requireAuth());
  }

  private ScriptedSmtpServer started(ScriptedSmtpServer.Builder builder) {
    ScriptedSmtpServer started = builder.start();
    toClose.add(started);
    return started;
  }

  private ReceivedMail onlyMail() {
    assertThat(server.mails()).hasSize(1);
    return server.mails().get(0);
  }

  private Cli.Result send(String... more) {
    return new Cli().run(arguments(more));
  }

  private Cli.Result run(String... given) {
    List<String> all = new ArrayList<>(List.of(given));
    all.addAll(standard());
    return new Cli().run(all.toArray(String[]::new));
  }

  private String[] arguments(String... more) {
    List<String> all = new ArrayList<>(List.of("send", "--from", "amy@corp.example"));
    all.addAll(List.of(more));
    all.addAll(standard());
    return all.toArray(String[]::new);
  }

  private List<String> standard() {
    return List.of(
        "--port",
        "" + server.port(),
        "--allow-network",
        "127.0.0.0/8",
        "--dns",
        "127.0.0.1:" + dns.port());
  }

  private static JsonNode json(Cli.Result result) {
    assertThat(result.outLines()).as(result.err()).hasSize(1);
    String line = result.outLines().get(0);
    assertThat(Schemas.problemsOfSend(line)).isEmpty();
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
