// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.operations.Answers;
import dev.postroad.cli.operations.ScriptedWebAdmin;
import dev.postroad.testing.dns.AuthoritativeDns;
import dev.postroad.testing.dns.Fault;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps docs/operators/cli.md what the command line prints: its examples are run, its lists of
 * options compared; -Dpostroad.regenerate=true rewrites them.
 *
 * <p>The page's addresses are of the kind kept for documentation; here they stand for loopback
 * ones, and its ports for free ones.
 */
final class CliPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operators", "cli.md");
  private static final Pattern EXAMPLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final Pattern OPTIONS =
      Pattern.compile("### Options of `(\\w+)`\n\n```text\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CONFIGURATION = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
  private static final List<String> FILES = List.of("conf", "broken", "password", "records.jsonl");
  private static final String SHOWN_NETWORK = "203.0.113.";
  private static final String REAL_NETWORK = "127.0.113.";

  @Test
  void thePageIsWhatTheCommandLinePrints(@TempDir Path folder) throws IOException {
    String page = Files.readString(PAGE);
    String actual;
    try (Surroundings surroundings = new Surroundings(folder, configurationOf(page))) {
      actual =
          EXAMPLE.matcher(page).replaceAll(found -> literal(surroundings.replay(found.group(1))));
    }
    actual =
        OPTIONS
            .matcher(actual)
            .replaceAll(
                found ->
                    literal(
                        "### Options of `%s`\n\n```text\n%s```"
                            .formatted(found.group(1), help(found.group(1)))));
    if (Boolean.getBoolean("postroad.regenerate")) {
      Files.writeString(PAGE, actual);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(actual);
  }

  private static String configurationOf(String page) {
    Matcher found = CONFIGURATION.matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String help(String command) {
    return new Cli().run(command, "--help").out().replaceAll("(?m) +$", "");
  }

  private static String literal(String text) {
    return Matcher.quoteReplacement(text);
  }

  /** The files and servers that the page speaks of. */
  private static final class Surroundings implements AutoCloseable {
    private final Path folder;
    private final AuthoritativeDns dns = AuthoritativeDns.start().nxdomainElsewhere();
    private final ScriptedWebAdmin james = ScriptedWebAdmin.start();
    private final List<ScriptedSmtpServer> servers = new ArrayList<>();
    private final int port;
    private final int relayPort;

    Surroundings(Path folder, String configuration) throws IOException {
      this.folder = folder;
      TestCertificates authority = TestCertificates.create();
      ScriptedSmtpServer unwilling =
          started(ScriptedSmtpServer.builder().host(REAL_NETWORK + "10"));
      port = unwilling.port();
      unwilling.on(Stage.GREETING).reply("554 5.3.2 not today");
      ScriptedSmtpServer willing =
          started(ScriptedSmtpServer.builder().host(REAL_NETWORK + "11").port(port));
      willing.on(Stage.RCPT).matching("carl@").reply("550 5.1.1 no such user");
      willing.on(Stage.FINAL_DOT).reply("250 2.0.0 taken");
      ScriptedSmtpServer relay =
          started(
              ScriptedSmtpServer.builder()
                  .host(REAL_NETWORK + "20")
                  .tls(authority.issue("hub.example.net").serverContext())
                  .user("amy", "secret")
                  .requireAuth());
      relayPort = relay.port();
      relay.on(Stage.FINAL_DOT).reply("250 2.0.0 taken");
      writeFiles(authority, configuration);
      writeZones();
      Answers.script(james);
      Files.writeString(
          folder.resolve("records.jsonl"),
          Answers.attempt("Mail1733-a3f1", "failed", "2026-01-03T23:11:05Z") + "\n");
    }

    private void writeFiles(TestCertificates authority, String configuration) throws IOException {
      authority.writeRootPem(folder.resolve("root.pem"));
      Files.writeString(folder.resolve("password"), "secret\n");
      Path conf = Files.createDirectory(folder.resolve("conf"));
      Files.writeString(conf.resolve("mailetcontainer.xml"), configuration);
      Path broken = Files.createDirectory(folder.resolve("broken"));
      Files.writeString(
          broken.resolve("mailetcontainer.xml"),
          """
          <mailetcontainer><processors><processor state="relay">
            <mailet match="All" class="dev.postroad.mailets.RelayPolicy">
              <routes>
                to partner.example  direct
                to *  dircet
              </routes>
            </mailet>
            <mailet match="All" class="dev.postroad.mailets.MxRemoteDelivery">
              <maxHost>3</maxHost>
            </mailet>
          </processor></processors></mailetcontainer>
          """);
    }

    private void writeZones() {
      dns.zone("partner.example")
          .mx(10, "mx1.partner.example")
          .mx(20, "mx2.partner.example")
          .mx(30, "mx3.partner.example")
          .a("mx1.partner.example", REAL_NETWORK + "10")
          .a("mx2.partner.example", REAL_NETWORK + "11")
          .aaaa("mx3.partner.example", "2001:db8::12");
      dns.zone("example.net")
          .a("hub.example.net", REAL_NETWORK + "20")
          .a("mx7.example.net", REAL_NETWORK + "21");
      dns.zone("null.example").nullMx("null.example");
      dns.zone("fail.example");
      dns.fault("fail.example", "*", Fault.servfail());
    }

    private ScriptedSmtpServer started(ScriptedSmtpServer.Builder builder) {
      ScriptedSmtpServer server = builder.start();
      servers.add(server);
      return server;
    }

    /** Runs the commands of a block, and writes it anew with what they print. */
    String replay(String block) {
      StringBuilder replayed = new StringBuilder("```console\n");
      int exitCode = 0;
      for (String line : block.lines().filter(text -> text.startsWith("$ ")).toList()) {
        replayed.append(line).append('\n');
        if (line.equals("$ echo $?")) {
          replayed.append(exitCode).append('\n');
        } else {
          Cli.Result result = run(line.substring("$ postroad ".length()));
          exitCode = result.exitCode();
          replayed.append(shown(result.out() + result.err()));
        }
      }
      return replayed.append("```").toString();
    }

    private Cli.Result run(String commandLine) {
      List<String> arguments = new ArrayList<>();
      for (String word : commandLine.split(" ", -1)) {
        boolean file = FILES.contains(word);
        arguments.add(
            file
                ? folder.resolve(word).toString()
                : word.replace("'", "").replace(":587", ":" + relayPort));
      }
      boolean delivers = List.of("route", "send").contains(arguments.get(0));
      if (delivers) {
        arguments.addAll(List.of("--dns", "127.0.0.1:" + dns.port()));
        arguments.addAll(List.of("--allow-network", "127.0.0.0/8"));
      }
      if (arguments.get(0).equals("send")) {
        arguments.addAll(List.of("--port", "" + port));
        arguments.addAll(List.of("--trust", folder.resolve("root.pem").toString()));
      }
      Cli cli = delivers ? new Cli() : new Cli().environment("POSTROAD_URL", james.url());
      return cli.run(arguments.toArray(String[]::new));
    }

    private String shown(String printed) {
      return printed
          .replace(james.url(), "http://mail.corp.example:8000")
          .replace(REAL_NETWORK, SHOWN_NETWORK)
          .replace("127.0.0.1:" + dns.port(), "192.0.2.53:53")
          .replace("127.0.0.1 port " + dns.port(), "192.0.2.53 port 53")
          .replace("]:" + port, "]:25")
          .replace("]:" + relayPort, "]:587")
          .replaceAll("after \\d+ ms", "after 9 ms")
          .replaceAll(", \\d+ ms:", ", 1 ms:");
    }

    @Override
    public void close() {
      dns.close();
      assertThat(james.mistakes()).isEmpty();
      james.close();
      servers.forEach(ScriptedSmtpServer::close);
    }
  }
}
