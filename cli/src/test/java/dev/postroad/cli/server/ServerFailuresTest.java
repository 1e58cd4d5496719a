// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.cli.Cli;
import dev.postroad.cli.ExitCode;
import dev.postroad.cli.operations.ScriptedWebAdmin;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong between us and a server is told with what to do. */
final class ServerFailuresTest {
  private final ScriptedWebAdmin james = ScriptedWebAdmin.start();

  @AfterEach
  void stop() {
    james.close();
  }

  @Test
  void noServerIsNamed() {
    expect(new Cli().run("sites", "list"), ExitCode.USAGE, "--url", "POSTROAD_URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mail.example:8000", "ftp://mail.example", "http://", "http://a b", "8000"})
  void whatIsNoUrlIsRefused(String url) {
    expect(new Cli().run("sites", "list", "--url", url), ExitCode.USAGE, "http://HOST:PORT");
    expect(
        new Cli().environment("POSTROAD_URL", url).run("sites", "list"),
        ExitCode.USAGE,
        "POSTROAD_URL");
  }

  @Test
  void aLoginInTheUrlIsRefusedAndNotRepeated() {
    Cli.Result result = new Cli().run("sites", "list", "--url", "http://amy:hush@mail.example");
    expect(result, ExitCode.USAGE, "--token-file");
    assertThat(result.err()).doesNotContain("hush@");
  }

  @Test
  void theAddressOfThePageIsTakenForTheRoot() {
    james.on("GET /postroad/sites", "{\"total\":0,\"sites\":[]}");
    assertThat(new Cli().run("sites", "list", "--url", james.url() + "/postroad/").exitCode())
        .isEqualTo(ExitCode.OK);
  }

  @Test
  void aRefusedConnection() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    expect(
        ask("http://127.0.0.1:" + port),
        ExitCode.TEMPORARY,
        "refuses the connection",
        "webadmin.properties");
  }

  @Test
  void anUnknownHost() {
    expect(ask("http://mail.invalid:8000"), ExitCode.UNAVAILABLE, "there is no host mail.invalid");
  }

  @Test
  void aMailServersPort() {
    try (ScriptedSmtpServer smtp = ScriptedSmtpServer.start()) {
      expect(ask("http://127.0.0.1:" + smtp.port()), ExitCode.PROTOCOL, "SMTP port", "8000");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'+OK POP3 server ready',  POP3 or IMAP",
    "'N\u0000\u0001',          does not speak HTTP",
    "'',                       JMX"
  })
  void otherPorts(String greeting, String told) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      answering(socket, greeting);
      expect(ask("http://127.0.0.1:" + socket.getLocalPort()), ExitCode.PROTOCOL, told);
    }
  }

  private static void answering(ServerSocket socket, String greeting) {
    Thread server = new Thread(() -> greet(socket, greeting));
    server.setDaemon(true);
    server.start();
  }

  private static void greet(ServerSocket socket, String greeting) {
    try {
      while (true) {
        try (Socket client = socket.accept()) {
          int unused = client.getInputStream().read(new byte[1000]);
          if (!greeting.isEmpty()) {
            client.getOutputStream().write((greeting + "\r\n").getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void aServerThatDoesNotAnswer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      expect(
          new Cli()
              .run(
                  "sites",
                  "list",
                  "--url",
                  "http://127.0.0.1:" + silent.getLocalPort(),
                  "--timeout",
                  "1"),
          ExitCode.TEMPORARY,
          "does not answer within 1 s",
          "--timeout");
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatBeginsToAnswerAndDoesNotEnd() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Stalling stalling = Stalling.at(socket)) {
      expect(
          new Cli().run("sites", "list", "--url", stalling.url(), "--timeout", "1"),
          ExitCode.TEMPORARY,
          "does not answer within 1 s",
          "--timeout");
    }
  }

  /** Sends the header of an answer and the beginning of its body, and keeps the connection. */
  private record Stalling(String url, Queue<Socket> clients) implements AutoCloseable {
    static Stalling at(ServerSocket socket) {
      Queue<Socket> clients = new ConcurrentLinkedQueue<>();
      Thread server = new Thread(() -> begin(socket, clients));
      server.setDaemon(true);
      server.start();
      return new Stalling("http://127.0.0.1:" + socket.getLocalPort(), clients);
    }

    private static void begin(ServerSocket socket, Queue<Socket> clients) {
      try {
        while (true) {
          Socket client = socket.accept();
          clients.add(client);
          int unused = client.getInputStream().read(new byte[1000]);
          client
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
                      .getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void tlsNeedsACertificateThatIsBelieved(@TempDir Path folder) {
    TestCertificates authority = TestCertificates.create();
    Path pem = folder.resolve("root.pem");
    authority.writeRootPem(pem);
    try (ScriptedWebAdmin secure =
        ScriptedWebAdmin.start(authority.issue("127.0.0.1").serverContext())) {
      secure.on("GET /postroad/sites", "{\"total\":0,\"sites\":[]}");
      expect(ask(secure.url()), ExitCode.PROTOCOL, "by nobody we trust", "--trust FILE");
      Cli.Result trusted =
          new Cli().run("sites", "list", "--url", secure.url(), "--trust", pem.toString());
      assertThat(trusted.exitCode()).as(trusted.err()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void tlsToAPortWithoutIt() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      answering(socket, "HTTP/1.1 400 Bad Request");
      expect(
          ask("https://127.0.0.1:" + socket.getLocalPort()),
          ExitCode.PROTOCOL,
          "does not speak TLS",
          "http://");
    }
  }

  @Test
  void whoIsNotKnownIsNotLetIn() {
    james.on("GET /postroad/sites", 401, "text/plain", "No Bearer header.", Map.of());
    expect(ask(james.url()), ExitCode.NO_PERMISSION, "--token-file", "POSTROAD_TOKEN");
    Cli.Result result =
        new Cli()
            .environment("POSTROAD_URL", james.url())
            .environment("POSTROAD_TOKEN", "hush")
            .run("sites", "list");
    expect(result, ExitCode.NO_PERMISSION, "POSTROAD_TOKEN is not accepted", "no JSON web token");
    assertThat(result.err()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sub\":\"amy\",\"admin\":true,\"exp\":1700000000}|has expired, at 2023-11-14T22:13:20Z",
        "{\"sub\":\"amy\"}|does not say \"admin\": true",
        "{\"sub\":\"amy\",\"admin\":\"true\"}|does not say \"admin\": true",
        "{\"admin\":true}|does not say whose it is",
        "{\"sub\":\"amy\",\"admin\":true,\"exp\":9223372036854775807}|jwt_publickey",
        "{\"sub\":\"amy\",\"admin\":true}|jwt_publickey",
        "[]|does not say \"admin\": true",
        "no JSON|no JSON web token",
      })
  void aTokenThatIsRefusedSaysWhyAsFarAsItShows(String claims, String why) {
    james.on("GET /postroad/sites", 401, "text/plain", "No Bearer header.", Map.of());
    String token =
        "hush."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".hush";
    Cli.Result result =
        new Cli()
            .environment("POSTROAD_URL", james.url())
            .environment("POSTROAD_TOKEN", token)
            .run("sites", "list");
    expect(result, ExitCode.NO_PERMISSION, "POSTROAD_TOKEN is not accepted: it ", why);
    assertThat(result.err()).doesNotContain("hush");
  }

  @Test
  void routesThatAreNotEnabled() {
    james.withoutRoutes();
    expect(
        ask(james.url()),
        ExitCode.PROTOCOL,
        "extensions.routes=dev.postroad.james.webadmin.PostroadRoutes",
        "conf/webadmin.properties");
  }

  @Test
  void routesOfAnotherVersion() {
    james.on("GET /postroad/overview", "{\"version\":\"0.0.9\"}");
    expect(
        ask(james.url()), ExitCode.PROTOCOL, "has no GET /postroad/sites", "runs Postroad 0.0.9");
  }

  @Test
  void aServerThatIsNoJames() {
    james.on("GET /postroad/sites", 200, "text/html", "<html>", Map.of());
    expect(ask(james.url()), ExitCode.PROTOCOL, "text/html", "8000");
    james.on("GET /postroad/overview", 404, "text/html", "<html>", Map.of());
    expect(new Cli().run("status", "--url", james.url()), ExitCode.PROTOCOL, "text/html", "8000");
  }

  @Test
  void aSecretIsNotCarriedToAnotherPlace() {
    james.on(
        "GET /postroad/sites", 302, "text/html", "", Map.of("Location", "https://sso.example/"));
    expect(ask(james.url()), ExitCode.PROTOCOL, "sends on to https://sso.example/");
  }

  @Test
  void whatTheServerRefusesIsToldInItsWords() {
    james.on(
        "GET /postroad/sites",
        400,
        ScriptedWebAdmin.error(400, "InvalidArgument", "sort: there is no \u001b[31m"));
    expect(ask(james.url()), ExitCode.DATA, "sort: there is no", "[31m");
  }

  @Test
  void aServerThatFails() {
    james.on(
        "GET /postroad/sites", 500, ScriptedWebAdmin.error(500, "ServerError", "out of memory"));
    expect(ask(james.url()), ExitCode.TEMPORARY, "out of memory", "log");
  }

  private static Cli.Result ask(String url) {
    return new Cli().run("--url", url, "sites", "list");
  }

  private static void expect(Cli.Result result, int exitCode, String... told) {
    assertThat(result.err()).startsWith("postroad: ").contains(told);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().replace("\n", "")).matches("[\\x20-\\x7e]+");
  }
}
