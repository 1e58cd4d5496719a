// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.webadmin;

import static dev.postroad.core.json.JsonLine.objects;

import dev.postroad.core.config.ValueType;
import dev.postroad.core.config.ValueTypes;
import dev.postroad.core.history.By;
import dev.postroad.core.json.JsonLine;
import dev.postroad.core.mx.SiteName;
import dev.postroad.james.operations.Change;
import dev.postroad.james.operations.LimitChange;
import dev.postroad.james.operations.Moment;
import dev.postroad.james.operations.Page;
import dev.postroad.james.operations.SiteDetail;
import dev.postroad.james.operations.SiteFilter;
import dev.postroad.james.operations.SiteSort;
import dev.postroad.james.operations.SiteStatus;
import dev.postroad.james.operations.Sites;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where mail goes, and what operators order of it. */
final class SiteRoutes {
  private static final String ROOT = "/postroad/sites";
  private static final String ONE = ROOT + "/:name";
  private static final String SUSPENDED = "suspended";
  private static final String LIMITS = "limits";
  private static final String FOR = "for";
  private static final String CONNECTIONS = "connections";
  private static final String MESSAGE_RATE = "messageRate";
  private static final String CONNECTION_RATE = "connectionRate";
  private static final ValueType<Integer> COUNT = ValueTypes.integer(1, 1_000);

  private final Sites sites;
  private final Supplier<Moment> moment;

  SiteRoutes(Sites sites, Supplier<Moment> moment) {
    this.sites = sites;
    this.moment = moment;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ROOT, List.of("state", "name", "sort", "limit", "offset"), this::list),
        Endpoint.get(ONE, List.of(), this::show),
        new Endpoint(
            Endpoint.Method.PATCH,
            ONE,
            List.of(),
            List.of(SUSPENDED, LIMITS, FOR, "reason"),
            this::change));
  }

  private Object list(Call call) {
    Query query = call.query();
    SiteFilter filter =
        new SiteFilter(
            query.word("state", SiteStatus.State.values(), SiteStatus.State::word),
            query.text("name"));
    SiteSort sort = query.word("sort", SiteSort.values(), SiteSort::word).orElse(SiteSort.DEPTH);
    Page<SiteStatus> page = moment.get().find(filter, sort, query.offset(), query.limit());
    return JsonLine.of(
        json -> {
          json.writeNumberField("total", page.total());
          objects(json, "sites", page.items(), SiteJson::write);
        });
  }

  private Object show(Call call) {
    SiteName name = name(call);
    SiteDetail detail =
        sites
            .get(name)
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "nothing is known of a site "
                            + Refusal.shown(name.text())
                            + ": it has no mail, had none lately, and nothing is ordered of it"));
    return JsonLine.of(json -> SiteJson.write(json, detail));
  }

  private static SiteName name(Call call) {
    String name = call.name();
    try {
      return SiteName.parse(name);
    } catch (IllegalArgumentException e) {
      throw Refusal.field("the name of the site", String.valueOf(e.getMessage()), name);
    }
  }

  private Object change(Call call) throws IOException {
    SiteName site = name(call);
    Body body = call.body();
    By by = call.by();
    if (body.has(SUSPENDED) == body.has(LIMITS)) {
      throw Refusal.badRequest(
          "the body has either suspended (true or false) or limits (an object, or null)");
    }
    try {
      SiteStatus status =
          body.has(SUSPENDED) ? suspendOrResume(site, body, by) : limit(site, body, by);
      return JsonLine.of(
          json -> {
            SiteJson.write(json, status);
            MailRoutes.writeBook(json, sites.known());
          });
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private SiteStatus suspendOrResume(SiteName site, Body body, By by) throws IOException {
    boolean suspended =
        body.flag(SUSPENDED).orElseThrow(() -> Refusal.field(SUSPENDED, "is true or false"));
    Optional<Duration> length = length(body, suspended);
    return suspended ? sites.suspend(site, length, by) : sites.resume(site, by);
  }

  private SiteStatus limit(SiteName site, Body body, By by) throws IOException {
    if (body.isNull(LIMITS)) {
      Optional<Duration> unused = length(body, false);
      return sites.unlimit(site, by);
    }
    Body limits =
        body.object(LIMITS, List.of(CONNECTIONS, MESSAGE_RATE, CONNECTION_RATE))
            .orElseThrow(IllegalStateException::new);
    return sites.limit(
        site,
        new LimitChange(
            change(limits, CONNECTIONS, COUNT),
            change(limits, MESSAGE_RATE, ValueTypes.RATE),
            change(limits, CONNECTION_RATE, ValueTypes.RATE),
            change(body, FOR, ValueTypes.DURATION)),
        by);
  }

  private static <T> Change<T> change(Body body, String field, ValueType<T> type) {
    return body.isNull(field)
        ? Change.none()
        : read(body, field, type).map(Change::to).orElseGet(Change::keep);
  }

  private static Optional<Duration> length(Body body, boolean mayBe) {
    if (!mayBe && body.has(FOR)) {
      throw Refusal.field(FOR, "is for what is ordered, and nothing is");
    }
    return read(body, FOR, ValueTypes.DURATION);
  }

  private static <T> Optional<T> read(Body body, String field, ValueType<T> type) {
    return body.text(field).map(text -> Query.Values.read(body.nameOf(field), text, type));
  }
}
