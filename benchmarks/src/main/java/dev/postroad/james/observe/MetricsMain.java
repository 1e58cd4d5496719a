// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.history.Rates;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.james.operations.MailCounts;
import dev.postroad.james.operations.SiteStatus;
import dev.postroad.james.operations.SiteStatus.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.reactivestreams.Publisher;

/**
 * How long the page for Prometheus takes with 5,000 sites that have 100,000 mails, and what
 * counting costs a delivery, James' own counters left out. Beside what it measures, which nobody
 * else may use. Connects nowhere.
 */
public final class MetricsMain {
  private static final int SITES = 5_000;
  private static final int MAILS_OF_A_SITE = 20;
  private static final int ROUNDS = 50;
  private static final int EVENTS = 2_000_000;
  private static final double MILLI = 1e6;

  private MetricsMain() {}

  /** Measures and tells. */
  public static void main(String[] arguments) throws IOException {
    Meters meters = new Meters(new Nothing(), Meters.NAMED_SITES);
    Instant now = Instant.now();
    List<SiteStatus> sites = IntStream.range(0, SITES).mapToObj(i -> site(i, now)).toList();
    MailCounts mails =
        new MailCounts(SITES * MAILS_OF_A_SITE, 0, Optional.of(now.minusSeconds(SITES)));
    Metrics metrics =
        new Metrics(meters, () -> new Levels(now, mails, sites, List.of()), Clock.systemUTC());
    count(new Metering(meters), now);
    write(metrics);
  }

  private static void count(Metering metering, Instant now) {
    AttemptEntry[] entries =
        IntStream.range(0, SITES).mapToObj(i -> entry(i, now)).toArray(AttemptEntry[]::new);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < EVENTS; i++) {
        metering.count(entries[i * 31 % SITES]);
      }
      best = Math.min(best, (System.nanoTime() - begun) / (double) EVENTS);
    }
    System.out.printf("counted: %.0f ns for each recipient of an attempt%n", best);
  }

  private static void write(Metrics metrics) throws IOException {
    double best = Double.MAX_VALUE;
    double worst = 0;
    double first = 0;
    int length = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder page = new StringBuilder();
      long begun = System.nanoTime();
      metrics.writeTo(page);
      double took = (System.nanoTime() - begun) / MILLI;
      first = round == 0 ? took : first;
      best = Math.min(best, took);
      worst = round == 0 ? 0 : Math.max(worst, took);
      length = page.length();
    }
    System.out.printf(
        "%,d sites: %,d characters in %.1f to %.1f ms, the first time %.1f ms%n",
        SITES, length, best, worst, first);
  }

  private static SiteStatus site(int i, Instant now) {
    return new SiteStatus(
        new SiteName("mx" + i + ".site.example"),
        State.WAITING,
        i % MAILS_OF_A_SITE,
        1,
        5,
        20,
        MAILS_OF_A_SITE - i % MAILS_OF_A_SITE,
        Optional.of(now.minusSeconds(i)),
        Optional.of(Rates.NONE),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static AttemptEntry entry(int i, Instant now) {
    return new AttemptEntry(
        now,
        "Mail" + i,
        "outgoing",
        "amy@corp.example",
        "bob@d" + i + ".example",
        Optional.of(new SiteName("mx" + i + ".site.example")),
        OptionalInt.of(1),
        Outcome.DEFERRED,
        DeliveryStatus.temporary("4.2.1", "greylisted"),
        Optional.of(Cause.RECIPIENT),
        Optional.empty(),
        Optional.of(now),
        Duration.ofSeconds(i % 100),
        Optional.empty());
  }

  /** James' counters cost what James' counters cost. */
  private static final class Nothing implements MetricFactory {
    @Override
    public Metric generate(String name) {
      return new Metric() {
        @Override
        public void increment() {}

        @Override
        public void decrement() {}

        @Override
        public void add(int value) {}

        @Override
        public void remove(int value) {}

        @Override
        public long getCount() {
          return 0;
        }
      };
    }

    @Override
    public TimeMetric timer(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public <T> Publisher<T> decoratePublisherWithTimerMetric(String name, Publisher<T> publisher) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    @SuppressWarnings("deprecation")
    public <T> Publisher<T> decoratePublisherWithTimerMetricLogP99(
        String name, Publisher<T> publisher) {
      throw new UnsupportedOperationException(name);
    }
  }
}
