// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.james.operations.SiteStatus.State;
import dev.postroad.testing.Promtool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.james.metrics.api.Gauge;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String HOSTILE = "mx\\\"} 1\n# HELP evil {\u00e4\u2028\u0007.example";

  private final RecordingMetricFactory james = new RecordingMetricFactory();
  private final Meters meters = new Meters(james, 3);
  private final Metering metering = new Metering(meters);
  private Levels levels = new Levels(Entries.AT, Statuses.mails(0, 0), List.of(), List.of());
  private final Metrics metrics =
      new Metrics(meters, () -> levels, Clock.fixed(Entries.AT, ZoneOffset.UTC));

  @Test
  void whatIsDecidedIsCountedByOutcomeAndCause() throws Exception {
    metering.decided(
        "outgoing",
        mail(),
        List.of(
            Entries.delivered("mx.a.example"),
            Entries.deferred("mx.a.example", Cause.MAILBOX_FULL),
            Entries.failed("mx.b.example", Cause.POLICY)));

    assertThat(page())
        .contains(
            "postroad_attempts_total 3",
            "postroad_deliveries_total 1",
            "postroad_deferrals_total{cause=\"mailbox-full\"} 1",
            "postroad_deferrals_total{cause=\"dns\"} 0",
            "postroad_failures_total{cause=\"policy\"} 1",
            "postroad_site_recipients_total{site=\"mx.a.example\",outcome=\"delivered\"} 1",
            "postroad_site_recipients_total{site=\"mx.b.example\",outcome=\"failed\"} 1",
            "postroad_delivery_latency_seconds_bucket{le=\"5\"} 0",
            "postroad_delivery_latency_seconds_bucket{le=\"10\"} 1",
            "postroad_delivery_latency_seconds_bucket{le=\"+Inf\"} 1",
            "postroad_delivery_latency_seconds_sum 7",
            "postroad_delivery_latency_seconds_count 1",
            "postroad_attempt_duration_seconds_bucket{le=\"0.05\"} 3");
    assertThat(james.countFor("postroadDeferralsMailboxFull")).isEqualTo(1);
  }

  @Test
  void mailThatWasHeldBackIsNoAttempt() throws Exception {
    metering.decided(
        "outgoing",
        mail(),
        List.of(
            Entries.untried(
                Optional.of("mx.a.example"), Outcome.POSTPONED, Cause.LIMIT, "20 connections")));

    assertThat(page())
        .contains("postroad_attempts_total 0", "postroad_postponements_total{cause=\"limit\"} 1");
  }

  @Test
  void sessionsAreCountedByWhatTlsHadToProveAndDid() throws Exception {
    metering.sessionOpened(endpoint(Level.VERIFY), new TlsSummary("TLSv1.3", "X", true));
    metering.sessionOpened(endpoint(Level.OPPORTUNISTIC), TlsSummary.NONE);
    metering.sessionFailed(
        endpoint(Level.REQUIRE), new Evidence.Failed(Stage.EHLO, Failure.TLS_NOT_OFFERED, "no"));
    metering.sessionFailed(
        endpoint(Level.REQUIRE), new Evidence.Failed(Stage.CONNECT, Failure.TIMED_OUT, "late"));
    metering.sessionReused(endpoint(Level.VERIFY));
    metering.sessionLost(endpoint(Level.VERIFY));
    metering.hostDown(new InetSocketAddress(InetAddress.getLoopbackAddress(), 25), "refused");

    assertThat(page())
        .contains(
            "postroad_connections_opened_total 2",
            "postroad_connections_failed_total{stage=\"ehlo\"} 1",
            "postroad_connections_failed_total{stage=\"connect\"} 1",
            "postroad_tls_sessions_total{demand=\"verify\",result=\"verified\"} 1",
            "postroad_tls_sessions_total{demand=\"opportunistic\",result=\"clear\"} 1",
            "postroad_tls_sessions_total{demand=\"require\",result=\"failed\"} 1",
            "postroad_connections_reused_total 1",
            "postroad_leases_lost_total 1",
            "postroad_breaker_trips_total 1");
  }

  @Test
  void lookUpsReloadsAndErrorsAreCounted() throws Exception {
    metering.dnsKnown();
    metering.dnsAnswered(new DnsAnswer.NxDomain<>(Duration.ZERO, false));
    metering.dnsAnswered(new DnsAnswer.TryAgain<>("silence"));
    metering.reloaded("RelayPolicy", false);
    metering.unexpected("a try", new IllegalStateException());

    assertThat(page())
        .contains(
            "postroad_dns_cache_hits_total 1",
            "postroad_dns_lookups_total{answer=\"no-name\"} 1",
            "postroad_dns_lookups_total{answer=\"unanswered\"} 1",
            "postroad_reloads_total{result=\"rejected\"} 1",
            "postroad_unexpected_errors_total 1");
  }

  @Test
  void gaugesShowWhatIsNowAndOthersAreAddedUp() throws Exception {
    levels =
        new Levels(
            Entries.AT,
            Statuses.mails(9, 90),
            List.of(
                Statuses.site("a", State.SENDING, 50, 3, 0, Entries.AT.minusSeconds(9)),
                Statuses.site("b", State.WAITING, 40, 0, 7, Entries.AT.minusSeconds(90)),
                Statuses.site("c", State.SUSPENDED, 30, 0, 0, Entries.AT.minusSeconds(5)),
                Statuses.site("d", State.DOWN, 2, 0, 1, Entries.AT.minusSeconds(1)),
                Statuses.site("e", State.DOWN, 1, 0, 1, Entries.AT.minusSeconds(2))),
            List.of(connections(2, 1), connections(0, 4)));

    assertThat(page())
        .contains(
            "postroad_waiting_mails 123",
            "postroad_in_flight_mails 3",
            "postroad_deferred_mails 9",
            "postroad_held_mails 2",
            "postroad_oldest_mail_seconds 90",
            "postroad_connections{state=\"busy\"} 2",
            "postroad_connections{state=\"idle\"} 5",
            "postroad_suspended_sites 1",
            "postroad_sites{state=\"down\"} 2",
            "postroad_sites{state=\"idle\"} 0",
            "postroad_site_waiting_mails{site=\"a\"} 50",
            "postroad_site_waiting_mails{site=\"other\"} 3",
            "postroad_site_deferred_mails{site=\"other\"} 2",
            "postroad_site_oldest_seconds{site=\"other\"} 2")
        .doesNotContain("postroad_site_waiting_mails{site=\"d\"} 2");
  }

  @Test
  void jamesHasEveryGaugeWithoutSitesUnderANameOfItsOwn() {
    Map<String, Gauge<?>> gauges = new LinkedHashMap<>();
    metrics.register(
        new GaugeRegistry() {
          @Override
          public <T> GaugeRegistry register(String name, Gauge<T> gauge) {
            gauges.put(name, gauge);
            return this;
          }

          @Override
          public <T> SettableGauge<T> settableGauge(String name) {
            throw new UnsupportedOperationException(name);
          }
        });
    levels =
        new Levels(
            Entries.AT,
            Statuses.mails(9, 90),
            List.of(Statuses.site("a", State.SENDING, 50, 3, 0, Entries.AT.minusSeconds(9))),
            List.of(connections(2, 1)));
    metering.decided("outgoing", mail(), List.of(Entries.delivered("mx.a.example")));

    assertThat(shown(gauges, "postroadWaitingMails")).isEqualTo(50L);
    assertThat(shown(gauges, "postroadConnectionsBusy")).isEqualTo(2L);
    assertThat(shown(gauges, "postroadDeliveryLatencyMedianMillis")).isEqualTo(7_000L);
    assertThat(gauges.keySet()).noneMatch(name -> name.contains("Site") && name.contains("Mails"));
  }

  @Test
  void prometheusReadsItWhateverSitesAreCalled() throws Exception {
    metering.decided("outgoing", mail(), List.of(Entries.delivered(HOSTILE)));
    levels =
        new Levels(
            Entries.AT,
            Statuses.mails(9, 90),
            List.of(Statuses.site(HOSTILE, State.SENDING, 1, 1, 1, Entries.AT)),
            List.of());
    String text = text();

    assertThat(text)
        .contains("{site=\"mx\\\\\\\"} 1\\n# HELP evil {\u00e4\u2028\u0007.example\",outcome=");
    Optional<Promtool> promtool = Promtool.find(Path.of("target", "promtool"));
    assumeTrue(promtool.isPresent(), "promtool cannot be had here");
    assertThat(promtool.get().problemsOfMetrics(text)).isEmpty();
  }

  @Test
  void theRulesForAlertsAreThoseThatPrometheusTakes() throws Exception {
    Optional<Promtool> promtool = Promtool.find(Path.of("target", "promtool"));
    assumeTrue(promtool.isPresent(), "promtool cannot be had here");

    assertThat(promtool.get().problemsOfRules(Tree.file("conf-samples/prometheus/alerts.yml")))
        .isEmpty();
  }

  /** By the grammar that Prometheus documents, for where its own tool cannot be had. */
  @Test
  void everyLineIsOfTheTextFormatAndEachMetricStandsInOnePlace() throws Exception {
    metering.decided("outgoing", mail(), List.of(Entries.delivered(HOSTILE)));
    String label = "[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    String sample = "[a-z_]+(?:\\{" + label + "(?:," + label + ")*\\})? -?[0-9.E+]+";

    List<String> lines = List.of(text().split("\n", -1));
    assertThat(lines.get(lines.size() - 1)).isEmpty();
    assertThat(lines.subList(0, lines.size() - 1))
        .allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+|" + sample));
    assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")))
        .doesNotHaveDuplicates()
        .hasSize(Instrument.values().length);
    assertThat(lines).doesNotHaveDuplicates();
  }

  @Test
  void histogramHasTheLatestForJamesAndAllForPrometheus() {
    Histogram histogram = new Histogram(1, 2);
    assertThat(histogram.latest(0.5)).isZero();

    IntStream.rangeClosed(1, 3_000).forEach(i -> histogram.add(Duration.ofMillis(i)));

    assertThat(histogram.snapshot().counts()).containsExactly(1_000L, 1_000L, 1_000L);
    assertThat(histogram.snapshot().sum()).isEqualTo(4_501.5);
    assertThat(histogram.latest(1)).isEqualTo(3_000);
    assertThat(histogram.latest(0.5)).isBetween(2_480L, 2_500L);
  }

  private static Object shown(Map<String, Gauge<?>> gauges, String name) {
    return Objects.requireNonNull(gauges.get(name)).get();
  }

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    metrics.writeTo(text);
    return text.toString();
  }

  private List<String> page() throws IOException {
    return List.of(text().split("\n", -1));
  }

  private static ConnectionsView connections(int busy, int idle) {
    return new ConnectionsView(
        "mx.a.example",
        InetAddress.getLoopbackAddress(),
        25,
        Optional.empty(),
        TlsSummary.NONE,
        busy,
        idle);
  }

  static Endpoint endpoint(Level level) {
    return new Endpoint(
        "mx.a.example",
        InetAddress.getLoopbackAddress(),
        25,
        false,
        TlsDemand.of(level, "the test"),
        Optional.empty(),
        false,
        Optional.empty(),
        "us.example");
  }

  private static Mail mail() {
    return MailImpl.builder().name("Mail7").build();
  }
}
