// SPDX-License-Identifier: Apache-2.0
package dev.postroad.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Answers as the WebAdmin of a James with five thousand sites and a hundred thousand mails does,
 * and serves the page from its source folder, under the policy that WebAdmin serves it under.
 *
 * <p>What is told are made-up numbers; the sites and their texts are hostile where they can be.
 */
final class ManySites implements AutoCloseable {
  static final int SITES = 5_000;
  static final int MAILS = 100_000;

  /** What every text from outside tries to be. */
  static final String HOSTILE = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private final Path page;
  private final String token;
  private final MadeUpSites made = new MadeUpSites(SITES, MAILS);
  private volatile Duration pause = Duration.ZERO;

  private ManySites(HttpServer server, Path page, String token) {
    this.server = server;
    this.page = page;
    this.token = token;
  }

  /**
   * Starts serving.
   *
   * @param page the folder with the page's files
   * @param token what requests must bear, or have as password; empty if none is asked for
   */
  static ManySites start(Path page, String token) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    ManySites office = new ManySites(server, page, token);
    server.setExecutor(office.threads);
    server.createContext("/", office::answer);
    server.start();
    return office;
  }

  /** Returns where the page is. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/postroad/");
  }

  /** Each answer takes so long from now on; the files of the page come at once. */
  void answerAfter(Duration time) {
    pause = time;
  }

  /** Returns how many questions it has answered. */
  int asked() {
    return asked.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (path.equals("/postroad/") || path.startsWith("/postroad/static/")) {
        file(exchange, path.equals("/postroad/") ? "index.html" : path.substring(17));
      } else if (isStranger(exchange)) {
        error(exchange, 401, "No Authentication");
      } else {
        asked.incrementAndGet();
        Thread.sleep(pause.toMillis());
        List<String> segments =
            Stream.of(path.substring(1).split("/")).map(ManySites::decoded).toList();
        json(exchange, segments, query(exchange));
      }
    } catch (InterruptedException e) {
      // The test is over.
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStranger(HttpExchange exchange) {
    return !token.isEmpty()
        && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))
        && !token.equals(exchange.getRequestHeaders().getFirst("Password"));
  }

  private void json(HttpExchange exchange, List<String> path, Map<String, String> query)
      throws IOException {
    ObjectNode body = JSON.createObjectNode();
    byte[] sent = exchange.getRequestBody().readAllBytes();
    if (sent.length > 0) {
      body = (ObjectNode) JSON.readTree(sent);
    }
    String asked =
        path.get(0).equals("tasks")
            ? "task"
            : exchange.getRequestMethod() + " " + path.get(1) + (path.size() > 2 ? " one" : "");
    Optional<ObjectNode> answer =
        switch (asked) {
          case "task" -> Optional.of(made.task());
          case "GET overview" -> Optional.of(made.overview());
          case "GET sites" -> Optional.of(made.sites(query));
          case "GET sites one" -> made.site(path.get(2));
          case "PATCH sites one" -> Optional.of(made.order(path.get(2), body));
          case "GET mails" -> Optional.of(made.mails(query));
          case "GET mails one" -> Optional.of(made.mail(path.get(2)));
          case "POST mails" -> Optional.of(made.act(query));
          case "GET deliveries" -> Optional.of(made.deliveries(query));
          case "GET trace" -> Optional.of(made.trace(query.getOrDefault("q", "")));
          case "GET route" -> Optional.of(made.route(query.getOrDefault("recipient", "")));
          case "GET policy", "POST policy" -> Optional.of(made.policy());
          case "GET actions" -> Optional.of(made.actions());
          default -> Optional.empty();
        };
    if (answer.isEmpty()) {
      error(exchange, 404, "There is no such thing");
    } else {
      int status = answer.get().path("statusCode").asInt(200);
      send(exchange, status, "application/json", JSON.writeValueAsBytes(answer.get()));
    }
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    Path file = page.resolve(name).normalize();
    if (!file.startsWith(page) || !Files.isRegularFile(file)) {
      error(exchange, 404, "There is no such file");
      return;
    }
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    send(exchange, 200, type, Files.readAllBytes(file));
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(refusal(status, message)));
  }

  /** What James answers with that status. */
  static ObjectNode refusal(int status, String message) {
    return object()
        .put("statusCode", status)
        .put("type", "InvalidArgument")
        .put("message", message);
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = exchange.getRequestURI().getRawQuery();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      query.put(
          decoded(pair.substring(0, equals)),
          decoded(pair.substring(equals + 1).replace("+", "%20")));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array() {
    return JSON.createArrayNode();
  }

  static String ago(long seconds) {
    return Instant.now().minusSeconds(seconds).toString();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
