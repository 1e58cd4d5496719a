// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import dev.postroad.core.history.By;
import dev.postroad.james.book.MailAction;
import dev.postroad.testing.json.OpenApi;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.james.task.Task;

/** The routes and their description, to be compared. */
public final class Described {
  private static final Pattern PARAMETER = Pattern.compile(":([a-z]+)");

  private Described() {}

  /** What the jar says of the routes. */
  public static OpenApi description() throws IOException {
    return OpenApi.parse(Description.read());
  }

  /** What the routes take, by operation as the description names it: parameters and fields. */
  public static Map<String, Taken> taken(PostroadRoutes routes) {
    Map<String, Taken> taken = new TreeMap<>();
    for (Endpoint endpoint : routes.endpoints()) {
      String path =
          PARAMETER
              .matcher(endpoint.path())
              .replaceAll("{$1}")
              .replace("static/*", "static/{file}");
      taken.put(
          endpoint.method() + " " + path,
          new Taken(new TreeSet<>(endpoint.parameters()), new TreeSet<>(endpoint.fields())));
    }
    return taken;
  }

  /** A task, as a request makes it. */
  public static Task task(MailsTasks tasks, Map<String, String> filter, MailAction action, By by) {
    return tasks.task(filter, action, by);
  }

  /** What may be given. */
  public record Taken(Set<String> parameters, Set<String> fields) {}
}
