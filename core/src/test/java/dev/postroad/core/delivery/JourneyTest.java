// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mail on its way while what is known of the places changes under its feet. */
class JourneyTest {
  private static final int DOWN = 5;
  private static final Duration PENALTY = Duration.ofMinutes(1);

  private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong now = new AtomicLong();
  private final RandomGenerator noJitter = () -> 0;
  private boolean ticking;
  private final HostHealth health = new HostHealth(this::tick, noJitter);
  private final Place place =
      new Place(Optional.empty(), server.address().getAddress(), server.port());

  @AfterEach
  void close() {
    server.close();
    timers.shutdownNow();
  }

  @Test
  void hostThatComesBackBetweenTwoLooksIsTriedAtOnce() {
    shut();
    now.set(PENALTY.toNanos() - 2);
    ticking = true;
    Journey journey = deliverer().begin(Plans.request("m", "bob@a.example"), plan());

    Visit visit = journey.visit(ConnectionGate.OPEN);
    DeliveryReport report = journey.end();

    assertThat(visit).isInstanceOf(Visit.Made.class);
    assertThat(report.with(Disposition.DELIVERED)).hasSize(1);
  }

  @Test
  void mailForAHostThatIsDownStaysUntriedUntilItIsBack() {
    shut();
    Journey journey = deliverer().begin(Plans.request("m", "bob@a.example"), plan());

    assertThat(journey.visit(ConnectionGate.OPEN)).isInstanceOf(Visit.NotYet.class);
    now.set(PENALTY.toNanos());

    assertThat(journey.visit(ConnectionGate.OPEN)).isInstanceOf(Visit.Made.class);
    assertThat(journey.end().with(Disposition.DELIVERED)).hasSize(1);
  }

  private void shut() {
    for (int i = 0; i < DOWN; i++) {
      health.failed(place, true, "refused");
    }
  }

  /** Each look at the clock takes a nanosecond, if it is ticking. */
  private long tick() {
    return ticking ? now.getAndIncrement() : now.get();
  }

  private Deliverer deliverer() {
    return new Deliverer(
        new SessionPool(
            new PoolSettings(Duration.ofSeconds(1), 10, 10, 10),
            System::nanoTime,
            Runnable::run,
            DeliveryListener.NONE),
        new SmtpClient(
            SmtpSettings.STANDARD,
            TlsContexts.systemTrust(),
            new IoGuard(timers, System::nanoTime)),
        health,
        new HandshakeFailures(System::nanoTime),
        new MailTransaction(),
        new TryLimits(5, 2),
        new LocalIdentity("us.example.org", List.of()),
        System::nanoTime,
        DeliveryListener.NONE);
  }

  private DeliveryPlan plan() {
    return Plans.plan(
        "a",
        new PlannedHost(
            new MxHost(
                "mx.a.example",
                10,
                List.of(server.address().getAddress()),
                false,
                MxHost.State.USABLE,
                ""),
            server.port(),
            false,
            TlsDemand.of(Level.NONE, "the test"),
            Optional.empty()));
  }
}
