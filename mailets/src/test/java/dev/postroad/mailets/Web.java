// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static spark.Spark.halt;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.james.webadmin.Routes;
import org.apache.james.webadmin.authentication.AuthenticationFilter;
import spark.Request;
import spark.Response;
import spark.Service;

/** Routes as James serves them, on a port of loopback, and whoever asks. */
final class Web implements AutoCloseable {
  static final String TOKEN = "right";
  static final String WHO = "amy@corp.example";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Service service = Service.ignite();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /** James' own, with a token that anybody can remember. */
  static final class Tokens implements AuthenticationFilter {
    @Override
    public void handle(Request request, Response response) {
      if (!("Bearer " + TOKEN).equals(request.headers("Authorization"))) {
        halt(401, "No Bearer header.");
      }
      request.attribute(LOGIN, WHO);
    }
  }

  /** Serves them. */
  static Web serving(Routes routes) {
    Web web = new Web();
    web.service.ipAddress("127.0.0.1");
    web.service.port(0);
    web.service.before((request, response) -> response.type("application/json"));
    web.service.before(Web::logAsJamesDoes);
    routes.define(web.service);
    web.service.awaitInitialization();
    return web;
  }

  /** James' log of requests asks for their parameters, which takes a form out of the body. */
  private static void logAsJamesDoes(Request request, Response response) {
    if (!request.requestMethod().equals("GET")) {
      request.queryParams();
    }
  }

  /** Asks with the token. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(json(path, body).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> patch(String path, String body) throws IOException, InterruptedException {
    return send(json(path, body).method("PATCH", BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder json(String path, String body) {
    HttpRequest.Builder request = request(path);
    return body.isEmpty() ? request : request.header("Content-Type", "application/json");
  }

  /** A request with the token. */
  HttpRequest.Builder request(String path) {
    return stranger(path).header("Authorization", "Bearer " + TOKEN);
  }

  /** A request without it. */
  HttpRequest.Builder stranger(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .timeout(LIMIT);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  int port() {
    return service.port();
  }

  @Override
  public void close() {
    service.stop();
    service.awaitStop();
  }
}
