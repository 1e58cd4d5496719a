// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import dev.postroad.james.observe.HealthChecks;
import dev.postroad.james.observe.Metrics;
import dev.postroad.james.operations.Operations;
import dev.postroad.james.operations.Policies;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.james.task.TaskManager;
import org.apache.james.webadmin.PublicRoutes;
import org.apache.james.webadmin.authentication.AuthenticationFilter;
import spark.Service;

/**
 * All that Postroad adds to James' WebAdmin, below {@code /postroad}. In {@code
 * webadmin.properties}:
 *
 * <pre>{@code
 * extensions.routes=dev.postroad.james.webadmin.PostroadRoutes
 * }</pre>
 *
 * <p>To James these routes are public; {@link Guard} asks James' own authentication before all but
 * the static files of the page.
 */
@ProvidedBy(PostroadRoutes.Door.class)
public final class PostroadRoutes implements PublicRoutes {
  private static final String ROOT = "/postroad";

  private final Guard guard;
  private final List<Endpoint> endpoints;

  @Inject
  public PostroadRoutes(
      AuthenticationFilter authentication,
      Operations operations,
      Policies policies,
      TaskManager tasks,
      MailsTasks mailsTasks,
      Metrics metrics,
      HealthChecks health,
      Clock clock) {
    guard = new Guard(authentication);
    endpoints =
        Stream.of(
                new SiteRoutes(operations.sites(), operations::now).endpoints(),
                new MailRoutes(operations.mails(), tasks, mailsTasks).endpoints(),
                new DeliveryRoutes(operations.history(), operations.mails(), clock).endpoints(),
                new OverviewRoutes(operations, health::problems, clock).endpoints(),
                new PolicyRoutes(policies).endpoints(),
                new ActionRoutes(operations.actionLog()).endpoints(),
                new MetricsRoutes(metrics).endpoints(),
                new Description().endpoints(),
                new Page().endpoints())
            .flatMap(List::stream)
            .toList();
  }

  /** All that can be asked for. */
  List<Endpoint> endpoints() {
    return endpoints;
  }

  @Override
  public String getBasePath() {
    return ROOT;
  }

  @Override
  public void define(Service service) {
    service.before(ROOT, guard);
    service.before(ROOT + "/*", guard);
    endpoints.forEach(endpoint -> endpoint.addTo(service));
  }

  static final class Door extends Entrance<PostroadRoutes> {
    Door() {
      super(PostroadRoutes.class);
    }
  }
}
