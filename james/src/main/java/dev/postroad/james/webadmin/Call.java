// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.domain.Printable;
import dev.postroad.core.history.By;
import java.util.List;
import org.apache.james.webadmin.authentication.AuthenticationFilter;
import org.jspecify.annotations.Nullable;
import spark.Request;
import spark.Response;

/** A request, read, and what its answer says beside the body. */
final class Call {
  private static final int MOST_OF_A_BODY = 64 * 1024;
  private static final int MOST_OF_A_REASON = 500;
  private static final int CREATED = 201;
  private static final int NOT_MODIFIED = 304;
  private static final int SEE_OTHER = 303;
  private static final String REASON = "reason";

  private final Request request;
  private final Response response;
  private @Nullable Query query;
  private @Nullable Body body;

  Call(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  /** Refuses all that is not known. */
  void expect(List<String> parameters, List<String> fields) {
    query = Query.parse(request.queryString(), parameters);
    if (fields.isEmpty()) {
      return;
    }
    if (request.contentLength() > MOST_OF_A_BODY) {
      throw Refusal.badRequest("the body is longer than " + MOST_OF_A_BODY + " octets");
    }
    body = Body.parse(request.body(), fields);
  }

  Query query() {
    return known(query);
  }

  Body body() {
    return known(body);
  }

  private static <T> T known(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("no endpoint has said what it expects");
    }
    return part;
  }

  /** The last segment of the path, decoded. */
  String name() {
    String uri = request.uri();
    String raw = uri.substring(uri.lastIndexOf('/') + 1);
    try {
      return Percent.decodeSegment(raw);
    } catch (IllegalArgumentException e) {
      throw Refusal.field("the last part of the path", String.valueOf(e.getMessage()), raw);
    }
  }

  /** The path as it was sent. */
  String uri() {
    return request.uri();
  }

  @Nullable String header(String name) {
    return request.headers(name);
  }

  /** Who asks, as James' authentication knows them, and why, if the body says so. */
  By by() {
    String login = request.attribute(AuthenticationFilter.LOGIN);
    String reason = body == null ? "" : body.text(REASON).orElse("");
    if (reason.length() > MOST_OF_A_REASON) {
      throw Refusal.field(REASON, "has at most " + MOST_OF_A_REASON + " characters");
    }
    return new By(
        login == null || login.isBlank() ? By.UNKNOWN : Printable.spaced(login),
        Printable.spaced(reason));
  }

  void setHeader(String name, String value) {
    response.header(name, value);
  }

  void setType(String mediaType) {
    response.type(mediaType);
  }

  /** The answer is that something is there from now on. */
  void isCreated(String where) {
    response.status(CREATED);
    response.header("Location", where);
  }

  /** The answer is that whoever asks has it already. */
  void isNotModified() {
    response.status(NOT_MODIFIED);
  }

  /** The answer is that it is elsewhere. */
  void isAt(String where) {
    response.status(SEE_OTHER);
    response.header("Location", where);
  }
}
