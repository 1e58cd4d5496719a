// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dns.DnsAnswer;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Evidence.Failure;
import dev.postroad.core.smtp.Reply;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.james.Watch;
import dev.postroad.james.book.MailState;
import dev.postroad.james.operations.MailPage;
import dev.postroad.james.operations.OpenMail;
import dev.postroad.testing.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.core.healthcheck.ResultStatus;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is degraded and what unhealthy, and what makes it well again. */
class HealthTest {
  private static final Evidence REFUSED =
      new Evidence.Replied(Stage.AUTH, new Reply(535, Optional.empty(), List.of("who are you?")));

  private final FakeClock clock = FakeClock.at(Entries.AT);
  private final Watch watch = new Watch();
  private final Observation observation =
      new Observation(watch, new RecordingMetricFactory(), clock);

  @Test
  void jamesIsToldTheStatusAndTheWords() {
    Check check =
        new Check("Postroad something") {
          @Override
          Finding look() {
            return Finding.degraded("so and so");
          }
        };

    Result result = result(check);

    assertThat(result.getComponentName().getName()).isEqualTo("Postroad something");
    assertThat(result.isDegraded()).isTrue();
    assertThat(result.getCause()).contains("so and so");
  }

  @Test
  void aCheckThatBreaksIsUnhealthyAndBreaksNothingElse() {
    Check check =
        new Check("Postroad something") {
          @Override
          Finding look() {
            throw new IllegalStateException("broken");
          }
        };

    assertThat(result(check).isUnHealthy()).isTrue();
  }

  @Test
  void relayThatRefusesOurLoginIsDegradedUntilItTakesIt() {
    RelayHealthCheck check = new RelayHealthCheck(observation, clock);
    Endpoint relay = relay();
    assertHealthy(check.look());

    watch.sessionFailed(relay, REFUSED);
    clock.advance(Duration.ofMinutes(5));
    watch.sessionFailed(relay, REFUSED);

    assertThat(check.look().status()).isEqualTo(ResultStatus.DEGRADED);
    assertThat(check.look().words())
        .contains("mx.a.example:25", "since 2026-03-01T10:00:00Z", "535 who are you?")
        .doesNotContain("s3cret");
    watch.sessionOpened(relay, TlsSummary.NONE);
    assertHealthy(check.look());
  }

  @Test
  void relayThatIsOnlySlowIsNoFaultOfOurs() {
    watch.sessionFailed(
        relay(), new Evidence.Failed(Stage.CONNECT, Failure.TIMED_OUT, "no answer"));

    assertHealthy(new RelayHealthCheck(observation, clock).look());
  }

  @Test
  void relayByWhichMailWasRefusedIsDegradedUntilMailGoesByIt() {
    RelayHealthCheck check = new RelayHealthCheck(observation, clock);

    watch.decided("outgoing", mail(), List.of(Entries.refusedLogin("via hub")));
    assertThat(check.look().words()).contains("via hub since", "refused our credentials");

    watch.decided("outgoing", mail(), List.of(Entries.delivered("mx.a.example")));
    assertThat(check.look().status()).isEqualTo(ResultStatus.DEGRADED);
    watch.decided("outgoing", mail(), List.of(Entries.delivered("via hub")));
    assertHealthy(check.look());
  }

  @Test
  void relayThatIsNowhereIsDegradedAndForgottenAfterHoursWithoutAWord() {
    RelayHealthCheck check = new RelayHealthCheck(observation, clock);
    watch.decided(
        "outgoing",
        mail(),
        List.of(
            Entries.untried(
                Optional.empty(),
                Outcome.DEFERRED,
                Cause.CONFIGURATION,
                "relay not resolved: hub (smtp://hub.gone.example)")));
    assertThat(check.look().words()).contains("hub.gone.example");

    clock.advance(Duration.ofHours(7));

    assertHealthy(check.look());
  }

  @Test
  void hostOfTheWorldThatHasNoTlsIsNoRelay() {
    watch.decided("outgoing", mail(), List.of(Entries.refusedLogin("mx.a.example")));

    assertHealthy(new RelayHealthCheck(observation, clock).look());
  }

  @Test
  void silentNameServersAreUnhealthyAndHalfOfThemDegraded() {
    ResolverHealthCheck check = new ResolverHealthCheck(observation, clock);
    assertHealthy(check.look());

    answers(4, new DnsAnswer.TryAgain<>("192.0.2.53 does not answer"));
    assertHealthy(check.look());
    answers(1, new DnsAnswer.TryAgain<>("192.0.2.53 does not answer"));
    assertThat(check.look().status()).isEqualTo(ResultStatus.UNHEALTHY);
    assertThat(check.look().words()).contains("5 of 5", "192.0.2.53 does not answer");

    answers(20, new DnsAnswer.TryAgain<>("SERVFAIL"));
    answers(10, new DnsAnswer.NxDomain<>(Duration.ZERO, false));
    assertThat(check.look().status()).isEqualTo(ResultStatus.DEGRADED);
    answers(20, new DnsAnswer.NxDomain<>(Duration.ZERO, false));
    assertHealthy(check.look());
  }

  @Test
  void whatNameServersSaidLongAgoDoesNotCount() {
    answers(9, new DnsAnswer.TryAgain<>("silence"));
    clock.advance(Duration.ofMinutes(6));

    assertHealthy(new ResolverHealthCheck(observation, clock).look());
  }

  @Test
  void mailThatNothingTakesIsDegradedUntilItIsDealtWith() {
    DeferralHealthCheck check = new DeferralHealthCheck(observation, clock);

    watch.stuck("outgoing", "Mail7", new IOException("No space left on device"));
    watch.ended("outgoing", "Mail7", true);
    assertThat(check.look().status()).isEqualTo(ResultStatus.DEGRADED);
    assertThat(check.look().words())
        .contains("1 mails", "Mail7 of the queue outgoing", "No space left on device");

    watch.ended("outgoing", "Mail7", false);
    assertHealthy(check.look());
  }

  @Test
  void mailOfADayIsDegraded() {
    Instant now = Entries.AT.plus(Duration.ofHours(25));
    OpenMail late =
        mail(
            "Mail2",
            MailState.DEFERRED,
            Optional.of(new OpenMail.Why("451 4.2.1", "greylisted", Cause.RECIPIENT)));

    assertHealthy(OldestMailHealthCheck.of(new MailPage(0, true, List.of()), now));
    Finding old = OldestMailHealthCheck.of(new MailPage(2, true, List.of(late)), now);
    assertThat(old.status()).isEqualTo(ResultStatus.DEGRADED);
    assertThat(old.words())
        .startsWith(
            "Mail2 from amy@corp.example to bob@x.example has been on its way for 25 hours, with 7"
                + " attempts, the last: 451 4.2.1 greylisted; 2 mails are as old.");
  }

  private static OpenMail mail(String id, MailState state, Optional<OpenMail.Why> why) {
    return new OpenMail(
        id,
        "outgoing",
        state,
        "amy@corp.example",
        List.of("bob@x.example"),
        Optional.of("mx1.x.example"),
        0,
        1_000,
        7,
        Entries.AT,
        Optional.empty(),
        why,
        Optional.empty());
  }

  @Test
  void ordersThatWereLostAtTheStartAreToldOf() {
    Finding lost =
        OrdersHealthCheck.of(List.of("site-orders.properties: order.1: its by is missing"));

    assertHealthy(OrdersHealthCheck.of(List.of()));
    assertThat(lost.status()).isEqualTo(ResultStatus.DEGRADED);
    assertThat(lost.words())
        .contains("order.1: its by is missing", "may be sent mail", "sites list --state suspended");
  }

  @Test
  void loggingThatCannotWriteIsDegradedUntilItCan() {
    RecordsHealthCheck check = new RecordsHealthCheck(observation);

    observation.lostRecords().failed("file [records.jsonl]: No space left on device");
    observation.lostRecords().failed("file [records.jsonl]: No space left on device");
    assertThat(check.look().status()).isEqualTo(ResultStatus.DEGRADED);
    assertThat(check.look().words()).contains("No space left on device", "no mail is");
    assertThat(observation.meters().counter(Instrument.RECORDS_LOST).sum()).isEqualTo(2);

    observation.lostRecords().recovered();
    assertHealthy(check.look());
  }

  private void answers(int count, DnsAnswer<?> answer) {
    for (int i = 0; i < count; i++) {
      watch.dnsAnswered(answer);
    }
  }

  private static Endpoint relay() {
    Endpoint plain = MetricsTest.endpoint(Level.REQUIRE);
    return new Endpoint(
        plain.hostName(),
        plain.address(),
        plain.port(),
        false,
        plain.tls(),
        Optional.of(new Credentials("us", "s3cret")),
        false,
        Optional.empty(),
        plain.ehloName());
  }

  private static Result result(Check check) {
    return Objects.requireNonNull(Mono.from(check.check()).block());
  }

  private static void assertHealthy(Finding finding) {
    assertThat(finding.status()).as(finding.words()).isEqualTo(ResultStatus.HEALTHY);
  }

  private static Mail mail() {
    return MailImpl.builder().name("Mail7").build();
  }
}
