// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.server;

import dev.postroad.cli.CommandFailure;
import dev.postroad.cli.ExitCode;
import dev.postroad.core.domain.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The WebAdmin of a James. Asks and hands back what is answered; whatever goes wrong on the way is
 * told as a {@link CommandFailure} that says what to do.
 */
public final class Server {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;
  private static final String DESCRIPTION = "/postroad/openapi.json";
  private static final int MOST_SHOWN = 300;

  private final Access access;
  private final String ownVersion;
  private final InstantSource clock;
  private final HttpClient http;

  /**
   * A client; connects when it is first asked.
   *
   * @param ownVersion of this program, for the case that the server's is another
   * @param clock tells whether a token that is refused has expired
   */
  public Server(Access access, String ownVersion, InstantSource clock) {
    this.access = access;
    this.clock = clock;
    this.ownVersion = ownVersion;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(access.timeout());
    access.tls().ifPresent(builder::sslContext);
    http = builder.build();
  }

  /** Where it is. */
  public URI base() {
    return access.base();
  }

  /**
   * Asks for what is at a path.
   *
   * @param path encoded, from the root of WebAdmin
   */
  public Json get(String path, Query query) throws CommandFailure {
    return answer("GET", path, query, null);
  }

  /** As {@link #get}; empty where the server says that there is no such thing. */
  public Optional<Json> find(String path, Query query) throws CommandFailure {
    HttpResponse<String> response = send("GET", path, query, null);
    if (response.statusCode() != NOT_FOUND) {
      return Optional.of(read("GET", path, response));
    }
    CommandFailure failure = notFound("GET", path, response);
    if (failure.exitCode() != ExitCode.UNAVAILABLE) {
      throw failure;
    }
    return Optional.empty();
  }

  /**
   * Has something done.
   *
   * @param body JSON; null for none
   */
  public Json post(String path, Query query, @Nullable String body) throws CommandFailure {
    return answer("POST", path, query, body);
  }

  /**
   * Has something changed.
   *
   * @param body JSON
   */
  public Json patch(String path, String body) throws CommandFailure {
    return answer("PATCH", path, new Query(), body);
  }

  /**
   * What James says of its health. It answers with another status where it is not well; that is an
   * answer all the same.
   */
  public Json health() throws CommandFailure {
    HttpResponse<String> response = send("GET", "/healthcheck", new Query(), null);
    if (response.statusCode() == UNAVAILABLE || response.statusCode() == INTERNAL_ERROR) {
      Optional<Json> unwell = parsed(response).filter(json -> json.get("checks").isPresent());
      if (unwell.isPresent()) {
        return unwell.get();
      }
    }
    return read("GET", "/healthcheck", response);
  }

  private Json answer(String method, String path, Query query, @Nullable String body)
      throws CommandFailure {
    return read(method, path, send(method, path, query, body));
  }

  private HttpResponse<String> send(String method, String path, Query query, @Nullable String body)
      throws CommandFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(access.base() + path + query))
            .timeout(access.timeout())
            .header("Accept", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    access.secret().ifPresent(secret -> request.header(secret.header(), secret.value()));
    try {
      return whole(http.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw ConnectionFailures.told(access, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.TEMPORARY, "interrupted while waiting for " + access);
    }
  }

  /** The time-out of a request ends with the header of its answer; the body gets as long again. */
  private HttpResponse<String> whole(CompletableFuture<HttpResponse<String>> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(access.timeout().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      HttpTimeoutException late = new HttpTimeoutException("the answer does not end");
      late.initCause(e);
      throw late;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("no answer, and no reason known", e);
    } finally {
      answer.cancel(true);
    }
  }

  private Json read(String method, String path, HttpResponse<String> response)
      throws CommandFailure {
    int status = response.statusCode();
    if (status / 100 == 2) {
      Optional<Json> json = parsed(response);
      if (json.isPresent()) {
        return json.get();
      }
      throw stranger(response);
    }
    throw switch (status) {
      case UNAUTHORIZED, FORBIDDEN -> notLetIn(status);
      case NOT_FOUND -> notFound(method, path, response);
      case BAD_REQUEST ->
          new CommandFailure(ExitCode.DATA, "the server refuses this: " + reason(response));
      default -> otherwise(method, path, response);
    };
  }

  private CommandFailure otherwise(String method, String path, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status / 100 == 3) {
      return new CommandFailure(
          ExitCode.PROTOCOL,
          access
              + " sends on to "
              + shown(response.headers().firstValue("Location").orElse("elsewhere"))
              + "; a secret is not carried along: give that place as --url if it is the right one");
    }
    String what = method + " " + path + " at " + access + " failed with " + status + ": ";
    return status >= INTERNAL_ERROR
        ? new CommandFailure(ExitCode.TEMPORARY, what + reason(response) + "; James' log says more")
        : new CommandFailure(ExitCode.UNAVAILABLE, what + reason(response));
  }

  private CommandFailure notLetIn(int status) {
    String answer = access + " does not let us in (" + status + "): ";
    return new CommandFailure(
        ExitCode.NO_PERMISSION,
        answer
            + access
                .secret()
                .map(secret -> secret.source() + " is not accepted: it " + whyNot(secret))
                .orElse(
                    "give a token with --token-file FILE or POSTROAD_TOKEN, or the password of"
                        + " webadmin.properties with --password-file FILE or POSTROAD_PASSWORD"));
  }

  private String whyNot(Access.Secret secret) {
    if (secret.header().equals("Password")) {
      return "may be none of those in webadmin.properties, or James wants a token (jwt.enabled=true"
          + " there): --token-file";
    }
    return TokenClaims.trouble(secret.value(), clock.instant())
        .map(trouble -> trouble + "; conf-samples/operations/README.md says how one is made")
        .orElse(
            "may not be signed by the key that belongs to James' conf/jwt_publickey, or James wants"
                + " a password (password= in webadmin.properties of James 3.9): --password-file");
  }

  /**
   * A thing that is not there, routes that are not there, routes of another version, or no WebAdmin
   * at all: James answers all but the last in the same form.
   */
  private CommandFailure notFound(String method, String path, HttpResponse<String> response)
      throws CommandFailure {
    Optional<Json> told = parsed(response).filter(json -> json.text("message").isPresent());
    if (told.isEmpty()) {
      return stranger(response);
    }
    if (!path.startsWith("/postroad/")) {
      return new CommandFailure(ExitCode.UNAVAILABLE, reason(response));
    }
    HttpResponse<String> description = send("GET", DESCRIPTION, new Query(), null);
    if (description.statusCode() == NOT_FOUND) {
      return new CommandFailure(
          ExitCode.PROTOCOL,
          access
              + " is a WebAdmin without Postroad's routes: add the line"
              + " extensions.routes=dev.postroad.james.webadmin.PostroadRoutes to"
              + " conf/webadmin.properties (behind a comma if there are others) and restart James");
    }
    if (told.get().text("message", "").contains("can not be found")) {
      HttpResponse<String> overview = send("GET", "/postroad/overview", new Query(), null);
      String version =
          parsed(overview).flatMap(json -> json.text("version")).orElse("(unknown version)");
      return new CommandFailure(
          ExitCode.PROTOCOL,
          access
              + " has no "
              + method
              + " "
              + path
              + ": it runs Postroad "
              + shown(version)
              + ", this is "
              + ownVersion
              + "; use the jar of the server's version");
    }
    return new CommandFailure(ExitCode.UNAVAILABLE, reason(response));
  }

  private CommandFailure stranger(HttpResponse<String> response) {
    String type = response.headers().firstValue("Content-Type").orElse("no content type");
    return new CommandFailure(
        ExitCode.PROTOCOL,
        access
            + " answers "
            + response.statusCode()
            + " with "
            + shown(type)
            + ", not as James' WebAdmin does: is that its port? It is \"port\" in"
            + " conf/webadmin.properties, 8000 if nothing is said there");
  }

  private static Optional<Json> parsed(HttpResponse<String> response) {
    try {
      Json json = Json.parse(response.body());
      return Optional.of(json);
    } catch (IOException other) {
      return Optional.empty();
    }
  }

  /** What James' error form says, else the first line of whatever it is. */
  private static String reason(HttpResponse<String> response) {
    Optional<Json> form = parsed(response).filter(Json::isObject);
    String text =
        form.map(
                json ->
                    json.text("message", "no reason given")
                        + json.text("details")
                            .or(() -> json.text("cause"))
                            .map(more -> " (" + more + ")")
                            .orElse(""))
            .orElseGet(() -> response.body().lines().findFirst().orElse("no reason given"));
    return shown(text);
  }

  private static String shown(String text) {
    return Printable.cut(Printable.spaced(text), MOST_SHOWN);
  }
}
