// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A WebAdmin that answers as it is told. It knows the description of Postroad's routes: a request
 * that is not in it, or a parameter, is remembered as a mistake.
 */
public final class ScriptedWebAdmin implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final File DESCRIPTION =
      new File("../james/src/main/resources/dev/postroad/webadmin/openapi.json");

  private final HttpServer server;
  private final String scheme;
  private final JsonNode description = readDescription();
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> mistakes = new CopyOnWriteArrayList<>();
  private boolean withRoutes = true;

  /** What was asked; the path is decoded. */
  public record Request(
      String method,
      String path,
      Map<String, String> query,
      Function<String, String> header,
      String body) {
    @Override
    public String toString() {
      return method
          + " "
          + path
          + (query.isEmpty() ? "" : " " + query)
          + (" " + body).stripTrailing();
    }
  }

  private record Answer(int status, String type, String body, Map<String, String> headers) {}

  private ScriptedWebAdmin(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::handle);
    server.start();
  }

  public static ScriptedWebAdmin start() {
    try {
      return new ScriptedWebAdmin(HttpServer.create(anywhere(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ScriptedWebAdmin start(SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(anywhere(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new ScriptedWebAdmin(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static JsonNode readDescription() {
    try {
      return JSON.readTree(DESCRIPTION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return scheme + "://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A James that nobody told of Postroad's routes. */
  public ScriptedWebAdmin withoutRoutes() {
    withRoutes = false;
    return this;
  }

  /**
   * Answers a method and path, decoded; several answers come one after the other, the last stays.
   */
  public ScriptedWebAdmin on(String request, int status, String body) {
    return on(request, status, "application/json", body, Map.of());
  }

  public ScriptedWebAdmin on(String request, String body) {
    return on(request, 200, body);
  }

  public ScriptedWebAdmin on(
      String request, int status, String type, String body, Map<String, String> headers) {
    answers
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Answer(status, type, body, headers));
    return this;
  }

  public List<Request> requests() {
    return requests;
  }

  /** What was asked, without looks at single sites that only find out whether they are known. */
  public List<String> asked() {
    return requests.stream().map(Request::toString).toList();
  }

  /** Requests that are not in the description. */
  public List<String> mistakes() {
    return mistakes;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String word : raw.split("&", -1)) {
        int equals = word.indexOf('=');
        query.put(decoded(word.substring(0, equals)), decoded(word.substring(equals + 1)));
      }
    }
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query,
            exchange.getRequestHeaders()::getFirst,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    requests.add(request);
    if (request.path().startsWith("/postroad")) {
      check(exchange.getRequestURI().getRawPath(), request);
    }
    Answer answer = answer(request);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized Answer answer(Request request) {
    String key = request.method() + " " + request.path();
    if (request.path().equals("/postroad/openapi.json") && withRoutes) {
      return new Answer(200, "application/json", description.toString(), Map.of());
    }
    Deque<Answer> line = answers.get(key);
    if (line == null) {
      return new Answer(
          404, "application/json", error(404, "notFound", key + " can not be found"), Map.of());
    }
    return line.size() > 1 ? line.remove() : line.element();
  }

  /** James' error form. */
  public static String error(int status, String type, String message) {
    return JSON.createObjectNode()
        .put("statusCode", status)
        .put("type", type)
        .put("message", message)
        .putNull("details")
        .toString();
  }

  private void check(String rawPath, Request request) {
    JsonNode operation = operation(rawPath, request.method());
    if (operation == null) {
      mistakes.add("there is no " + request.method() + " " + rawPath);
      return;
    }
    List<String> known = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode resolved =
          parameter.has("$ref")
              ? description.at(parameter.get("$ref").asText().substring(1))
              : parameter;
      if (resolved.path("in").asText().equals("query")) {
        known.add(resolved.path("name").asText());
      }
    }
    request.query().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> mistakes.add(request + " has no " + name));
  }

  private @Nullable JsonNode operation(String rawPath, String method) {
    return description.path("paths").properties().stream()
        .filter(path -> rawPath.matches(path.getKey().replaceAll("\\{[^}]+\\}", "[^/]+")))
        .map(path -> path.getValue().get(method.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElse(null);
  }

  private static String decoded(String word) {
    return URLDecoder.decode(word, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
