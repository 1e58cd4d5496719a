// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.engine.DeliveryEngine;
import dev.postroad.james.Outbound;
import dev.postroad.james.observe.Instrument.Kind;
import dev.postroad.james.operations.Moment;
import dev.postroad.james.operations.Operations;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.inject.Inject;
import javax.inject.Singleton;
import org.apache.james.metrics.api.GaugeRegistry;

/**
 * The metrics of outbound delivery: counted here from the start of the process on, shown to James
 * under bounded names, and written for Prometheus.
 */
@Singleton
public final class Metrics {
  /** The content type of {@link #writeTo}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** James asks gauge by gauge. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final double HALF = 0.5;
  private static final double MOST = 0.95;

  private final Meters meters;
  private final Clock clock;
  private final Supplier<Levels> levels;
  private Optional<Levels> latest = Optional.empty();

  @Inject
  public Metrics(
      Observation observation,
      GaugeRegistry gauges,
      Operations operations,
      Outbound outbound,
      Clock clock) {
    this(observation.meters(), () -> levels(operations.now(), outbound, clock), clock);
    register(gauges);
  }

  private static Levels levels(Moment seen, Outbound outbound, Clock clock) {
    return new Levels(
        clock.instant(),
        seen.mails(),
        seen.sites(),
        outbound.engine().map(DeliveryEngine::connections).orElse(List.of()));
  }

  Metrics(Meters meters, Supplier<Levels> levels, Clock clock) {
    this.meters = meters;
    this.levels = levels;
    this.clock = clock;
  }

  /** Gives James what it can show: gauges of whose series there are always the same. */
  void register(GaugeRegistry gauges) {
    for (Instrument instrument : Instrument.values()) {
      if (instrument.kind() == Kind.GAUGE && instrument.isBounded()) {
        for (List<String> values : Meters.combinations(instrument.labels())) {
          gauges.register(
              instrument.jamesName(values),
              () -> recent().of(instrument, Set.of()).getOrDefault(values, 0L));
        }
      } else if (instrument.kind() == Kind.HISTOGRAM) {
        Histogram histogram = meters.histogram(instrument);
        gauges.register(
            instrument.jamesName(List.of("median-millis")), () -> histogram.latest(HALF));
        gauges.register(instrument.jamesName(List.of("p95-millis")), () -> histogram.latest(MOST));
      }
    }
  }

  private synchronized Levels recent() {
    Instant now = clock.instant();
    Levels seen = latest.filter(old -> isFresh(old, now)).orElseGet(levels);
    latest = Optional.of(seen);
    return seen;
  }

  private static boolean isFresh(Levels seen, Instant now) {
    return !now.isBefore(seen.now()) && now.isBefore(seen.now().plus(FRESH));
  }

  /** Writes everything in the text format of Prometheus. */
  public void writeTo(Appendable out) throws IOException {
    Levels seen = levels.get();
    Set<String> named = meters.sites().rank(seen.waiting());
    Exposition text = new Exposition(out);
    for (Instrument instrument : Instrument.values()) {
      text.begin(instrument);
      switch (instrument.kind()) {
        case HISTOGRAM -> text.histogram(instrument, meters.histogram(instrument).snapshot());
        case GAUGE -> write(text, instrument, gauge(instrument, seen, named));
        case COUNTER -> write(text, instrument, counter(instrument));
      }
    }
  }

  private static void write(Exposition text, Instrument instrument, Map<List<String>, Long> series)
      throws IOException {
    for (Map.Entry<List<String>, Long> own : series.entrySet()) {
      text.sample(instrument, own.getKey(), own.getValue());
    }
  }

  private static Map<List<String>, Long> gauge(
      Instrument instrument, Levels seen, Set<String> named) {
    return instrument == Instrument.BUILD
        ? Map.of(List.of(version()), 1L)
        : seen.of(instrument, named);
  }

  private Map<List<String>, Long> counter(Instrument instrument) {
    return instrument == Instrument.SITE_RECIPIENTS
        ? meters.sites().series()
        : meters.sums(instrument);
  }

  private static String version() {
    Package own = Metrics.class.getPackage();
    return Optional.ofNullable(own).map(Package::getImplementationVersion).orElse("unknown");
  }
}
