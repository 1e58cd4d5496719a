// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.object;
import static dev.postroad.core.json.JsonLine.objects;
import static dev.postroad.core.json.JsonLine.strings;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postroad.core.config.ValueType;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.history.CauseCount;
import dev.postroad.core.history.Flow;
import dev.postroad.core.history.History;
import dev.postroad.core.json.JsonLine;
import dev.postroad.james.operations.MailCounts;
import dev.postroad.james.operations.Moment;
import dev.postroad.james.operations.Operations;
import dev.postroad.james.operations.SiteStatus;
import dev.postroad.james.operations.SiteStatus.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How it goes, in all. */
final class OverviewRoutes {
  private static final int MOST_MINUTES =
      (int) History.STEP.multipliedBy(History.STEPS).toMinutes();
  private static final ValueType<Integer> MINUTES = ValueTypes.integer(1, MOST_MINUTES);
  private static final int MOST_SITES = 10;
  private static final int MOST_CAUSES = 20;

  private final Operations operations;
  private final Function<Moment, List<String>> problems;
  private final Clock clock;

  /**
   * @param problems what is wrong at a moment, a sentence each
   */
  OverviewRoutes(Operations operations, Function<Moment, List<String>> problems, Clock clock) {
    this.operations = operations;
    this.problems = problems;
    this.clock = clock;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/postroad/overview", List.of("minutes"), this::show));
  }

  private Object show(Call call) {
    Instant now = clock.instant();
    int minutes = call.query().value("minutes", MINUTES).orElse(MOST_MINUTES);
    int steps = (int) Duration.ofMinutes(minutes).dividedBy(History.STEP);
    History history = operations.history();
    Flow flow = history.flow(now, steps);
    List<CauseCount> causes = history.causes(now, steps);
    Moment moment = operations.now();
    List<String> wrong = problems.apply(moment);
    return JsonLine.of(
        json -> {
          Times.write(json, "now", now);
          json.writeStringField("version", version());
          json.writeNumberField("stepSeconds", History.STEP.toSeconds());
          objects(json, "points", flow.points(), OverviewRoutes::point);
          json.writeFieldName("totals");
          object(json, totals -> totals(totals, moment));
          objects(
              json, "causes", causes.stream().limit(MOST_CAUSES).toList(), OverviewRoutes::cause);
          objects(json, "slowest", history.slowest(MOST_SITES), OverviewRoutes::slow);
          objects(json, "loudest", history.loudest(now, steps, MOST_SITES), OverviewRoutes::loud);
          strings(json, "problems", wrong);
        });
  }

  private static String version() {
    @Nullable Package ours = OverviewRoutes.class.getPackage();
    return Optional.ofNullable(ours).map(Package::getImplementationVersion).orElse("unknown");
  }

  private void totals(JsonGenerator json, Moment moment) throws IOException {
    List<SiteStatus> sites = moment.sites();
    MailCounts mails = moment.mails();
    json.writeNumberField("waiting", sites.stream().mapToInt(SiteStatus::waiting).sum());
    json.writeNumberField("sending", sites.stream().mapToInt(SiteStatus::active).sum());
    json.writeNumberField("deferred", mails.deferred());
    json.writeNumberField("held", mails.held());
    json.writeNumberField("sites", sites.size());
    json.writeNumberField("suspended", count(sites, State.SUSPENDED));
    json.writeNumberField("down", count(sites, State.DOWN));
    json.writeNumberField("connections", operations.sites().connections());
  }

  private static long count(List<SiteStatus> sites, State state) {
    return sites.stream().filter(site -> site.state() == state).count();
  }

  private static void point(JsonGenerator json, Flow.Point point) throws IOException {
    Times.write(json, "t", point.from());
    json.writeNumberField("delivered", point.delivered());
    json.writeNumberField("deferred", point.deferred());
    json.writeNumberField("failed", point.failed());
    json.writeNumberField("waiting", point.waiting());
  }

  private static void cause(JsonGenerator json, CauseCount cause) throws IOException {
    json.writeStringField("cause", cause.cause().word());
    json.writeStringField("status", AttemptJson.codes(cause.example()));
    json.writeNumberField("count", cause.count());
    json.writeStringField("example", cause.example().text());
  }

  private static void slow(JsonGenerator json, History.SlowSite slow) throws IOException {
    json.writeStringField("site", slow.site().text());
    json.writeNumberField("medianMillis", slow.times().median().toMillis());
    json.writeNumberField("p95Millis", slow.times().p95().toMillis());
  }

  private static void loud(JsonGenerator json, History.LoudSite loud) throws IOException {
    json.writeStringField("site", loud.site().text());
    json.writeNumberField("count", loud.count());
  }
}
