// SPDX-License-Identifier: Apache-2.0
package dev.postroad.playground.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of James' WebAdmin that an operator of the playground needs. */
public final class WebAdmin {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /** Creates a client of the server at that root, such as {@code http://127.0.0.1:8000}. */
  public WebAdmin(URI base) {
    this(base, "");
  }

  private WebAdmin(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Returns the same client for a server that asks who it is. */
  public WebAdmin withToken(String jwt) {
    return new WebAdmin(base, jwt);
  }

  /** Returns the root of the server. */
  public URI base() {
    return base;
  }

  /** Makes a domain local. */
  public void createDomain(String domain) throws IOException {
    send("PUT", "/domains/" + escape(domain), BodyPublishers.noBody());
  }

  /** Creates a user, whose domain must be local, or changes the password. */
  public void createUser(String address, String password) throws IOException {
    String body = JSON.writeValueAsString(Map.of("password", password));
    send("PUT", "/users/" + escape(address) + "?force", BodyPublishers.ofString(body));
  }

  /**
   * Returns how many mails are in a queue, those that wait for their next try included.
   *
   * <p>There is no method that lists them on purpose: on a memory queue that request destroys the
   * queue (James 3.8.1).
   */
  public int queueSize(String queue) throws IOException {
    return get("/mailQueues/" + escape(queue)).path("size").asInt();
  }

  /** Returns the names of the queues. */
  public List<String> queues() throws IOException {
    return texts(get("/mailQueues"));
  }

  /** Makes every mail of a queue due at once. */
  public void flush(String queue) throws IOException {
    send(
        "PATCH",
        "/mailQueues/" + escape(queue) + "/mails?delayed=true",
        BodyPublishers.ofString("{\"delayed\":\"false\"}"));
  }

  /** Returns the keys of the mails in a repository such as {@code var/mail/error}. */
  public List<String> repositoryKeys(String path) throws IOException {
    return texts(get("/mailRepositories/" + escape(path) + "/mails"));
  }

  /** Returns a mail of a repository: its envelope, state and error. */
  public JsonNode repositoryMail(String path, String key) throws IOException {
    return get("/mailRepositories/" + escape(path) + "/mails/" + escape(key));
  }

  /** Gets a JSON document. */
  public JsonNode get(String path) throws IOException {
    return JSON.readTree(send("GET", path, BodyPublishers.noBody()));
  }

  /**
   * Asks for something, and returns whatever is answered.
   *
   * @param body empty text for none
   */
  public HttpResponse<String> ask(String method, String path, String body) throws IOException {
    return exchange(
        method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private String send(String method, String path, BodyPublisher body) throws IOException {
    HttpResponse<String> response = exchange(method, path, body);
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          method
              + " "
              + base
              + path
              + " answered "
              + response.statusCode()
              + ": "
              + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> exchange(String method, String path, BodyPublisher body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(method, body);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(method + " " + base + path + " was interrupted");
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static String escape(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
