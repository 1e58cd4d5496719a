// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import java.util.Set;
import org.apache.james.webadmin.authentication.AuthenticationFilter;
import org.jspecify.annotations.Nullable;
import spark.Filter;
import spark.Request;
import spark.Response;

/**
 * Stands before all that is below {@code /postroad}: whoever James does not know gets the files of
 * the page and nothing else. James would put its authentication before all of it; so these routes
 * are {@code PublicRoutes} to James, and this asks for that same authentication.
 */
final class Guard implements Filter {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  /** What Sec-Fetch-Site says of our own page, and of an operator who types an address. */
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private static final String JSON = "application/json";

  private final AuthenticationFilter authentication;

  Guard(AuthenticationFilter authentication) {
    this.authentication = authentication;
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Referrer-Policy", "no-referrer");
    if (Page.isPage(request.requestMethod(), request.uri())) {
      return;
    }
    response.header("Cache-Control", "no-store");
    response.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    authentication.handle(request, response);
    if (!HARMLESS.contains(request.requestMethod())) {
      refuseOtherSites(request, response);
      refuseOtherTypes(request, response);
      refuseUnknownLength(request, response);
    }
  }

  /**
   * A page of somebody else, open in an operator's browser, can have it send such requests where no
   * token is asked for, and of whatever type: James 3.8.1 lets every origin unless {@code
   * cors.origin} names one. What a browser says of itself counts first: behind a proxy the host is
   * another than that of the page.
   */
  private static void refuseOtherSites(Request request, Response response) {
    @Nullable String origin = request.headers("Origin");
    @Nullable String site = request.headers("Sec-Fetch-Site");
    boolean own =
        site == null
            ? origin == null || origin.endsWith("://" + request.headers("Host"))
            : OWN_SITES.contains(site);
    if (!own) {
      isLast(response);
      throw Refusal.forbidden(
          "a page of another origin"
              + (origin == null ? "" : ", " + Refusal.shown(origin) + ",")
              + " asks for this; changes are taken from Postroad's own page, or from no page");
    }
  }

  /**
   * James' filters ask for the parameters of every request, and that uses up a form before anybody
   * else sees it. So what stands in one would be passed over: a dry run would be none.
   */
  private static void refuseOtherTypes(Request request, Response response) {
    boolean hasContent =
        request.contentLength() > 0 || request.headers("Transfer-Encoding") != null;
    if (hasContent && !isJson(request.contentType())) {
      isLast(response);
      throw Refusal.unsupportedType(
          "the body is to be JSON, and the request is to say so: give the header Content-Type: "
              + JSON
              + " (curl -H 'Content-Type: "
              + JSON
              + "'); parameters stand in the query, after the question mark");
    }
  }

  /** A body is read whole into memory, so it says before how long it is. */
  private static void refuseUnknownLength(Request request, Response response) {
    if (request.headers("Transfer-Encoding") != null) {
      isLast(response);
      throw Refusal.lengthRequired(
          "the body is to come in one piece whose length is said before: give the header"
              + " Content-Length, and no Transfer-Encoding (curl -d gives it, curl -T - does not)");
    }
  }

  /** The body is not read, so the server closes the connection: who asks next must not use it. */
  private static void isLast(Response response) {
    response.header("Connection", "close");
  }

  private static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    int end = type.indexOf(';');
    return JSON.equalsIgnoreCase((end < 0 ? type : type.substring(0, end)).strip());
  }
}
