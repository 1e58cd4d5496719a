// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.history.Cause;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.mx.MxHost;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.pool.HandshakeFailures;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.HostHealth.Place;
import dev.postroad.core.pool.HostHealth.Standing;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.pool.SessionPool;
import dev.postroad.core.relay.CredentialSource;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.MailTransaction;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail for a relay that does not take our login. */
@Timeout(60)
class RefusedLoginTest {
  private static final Credentials WRONG = new Credentials("us", "wrong");
  private static final Credentials RIGHT = new Credentials("us", "right");
  private static final Credentials OTHER = new Credentials("them", "theirs");

  private final ScriptedSmtpServer server =
      ScriptedSmtpServer.builder().user("us", "right").user("them", "theirs").requireAuth().start();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong now = new AtomicLong();
  private final HostHealth health = new HostHealth(now::get, () -> 0);
  private final List<String> told = new ArrayList<>();
  private final SessionPool sessions =
      new SessionPool(
          new PoolSettings(Duration.ZERO, 10, 10, 10), now::get, Runnable::run, listener());
  private final Deliverer deliverer =
      new Deliverer(
          sessions,
          new SmtpClient(
              SmtpSettings.STANDARD,
              TlsContexts.systemTrust(),
              new IoGuard(timers, System::nanoTime)),
          health,
          new HandshakeFailures(now::get),
          new MailTransaction(),
          new TryLimits(5, 2),
          new LocalIdentity("us.example.org", List.of()),
          now::get,
          DeliveryListener.NONE);

  @AfterEach
  void close() {
    server.close();
    timers.shutdownNow();
  }

  @Test
  void aRefusedLoginIsTriedOnceHoweverMuchMailThereIs() {
    for (int i = 0; i < 300; i++) {
      RecipientReport report = deliver(WRONG);

      assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
      assertThat(report.status().enhanced()).hasToString("4.3.5");
      assertThat(report.status().text()).contains("535").doesNotContain("wrong");
    }

    assertThat(server.connectionCount()).isOne();
    assertThat(told).containsExactly("us refused for 60");
  }

  @Test
  void mailThatIsNotTriedSaysWhyAndForHowLong() {
    deliver(WRONG);
    now.addAndGet(Duration.ofSeconds(20).toNanos());

    RecipientReport report = deliver(WRONG);

    assertThat(report.status().text())
        .contains("refused lately (the relay refused our credentials: 535", "for another 40 s");
    assertThat(Cause.of(report.status(), Optional.of(report.trail().get(0)))).isEqualTo(Cause.AUTH);
  }

  @Test
  void anotherLoginAtTheSameHostGoesOn() {
    deliver(WRONG);

    assertThat(deliver(OTHER).disposition()).isEqualTo(Disposition.DELIVERED);
    deliver(WRONG);
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void aLoginThatWasChangedIsTriedAtOnce() {
    deliver(WRONG);

    assertThat(deliver(RIGHT).disposition()).isEqualTo(Disposition.DELIVERED);
  }

  @Test
  void afterAWhileOneMailProbesAndTheWhileDoublesWithEachRefusal() {
    for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 32}) {
      long before = server.connectionCount();
      deliver(WRONG);
      now.addAndGet(Duration.ofMinutes(minutes).toNanos() - 1);
      deliver(WRONG);
      assertThat(server.connectionCount()).isEqualTo(before + 1);
      now.incrementAndGet();
    }

    assertThat(told).hasSize(7).last().isEqualTo("us refused for 1920");
  }

  @Test
  void aLoginThatIsTakenAgainIsForgotten() {
    server.on(Stage.AUTH).times(1).reply("535 5.7.8 locked");
    deliver(RIGHT);
    assertThat(deliver(RIGHT).disposition()).isEqualTo(Disposition.DEFERRED);
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(deliver(RIGHT).disposition()).isEqualTo(Disposition.DELIVERED);
    assertThat(deliver(RIGHT).disposition()).isEqualTo(Disposition.DELIVERED);
  }

  @Test
  void aProbeThatFindsNoRoomLeavesItsTurnToTheNext() {
    deliver(WRONG);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    Hold full = new Hold(Hold.Reason.CONNECTION_RATE, "1/m", Duration.ofSeconds(1));
    Journey held = begin(WRONG);
    assertThat(held.visit(() -> Optional.of(full))).isInstanceOf(Visit.NotYet.class);

    deliver(WRONG);

    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void aRelayThatOffersNoMechanismOfOursIsLeftAloneToo() {
    Credentials token = new Credentials("us", "token", Optional.of("XOAUTH2"));
    deliver(token);

    assertThat(deliver(token).status().enhanced()).hasToString("4.3.5");
    assertThat(server.connectionCount()).isOne();
  }

  @Test
  void aTemporaryRefusalIsTheHostsAndClosesNoLogin() {
    server.on(Stage.AUTH).times(1).reply("454 4.7.0 later");
    deliver(RIGHT);

    assertThat(deliver(RIGHT).disposition()).isEqualTo(Disposition.DELIVERED);
  }

  /** Or else it would keep other logins from seeing whether the host is back. */
  @Test
  void mailThatIsNotTriedDoesNotCountAsTheProbeOfAHostThatIsDown() {
    deliver(WRONG);
    Place place = new Place(Optional.empty(), server.address().getAddress(), server.port());
    for (int i = 0; i < 5; i++) {
      health.failed(place, true, "refused");
    }
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    deliver(WRONG);
    health.withdraw(place);

    deliver(WRONG);

    assertThat(health.standing(place)).isEqualTo(Standing.GOOD);
    assertThat(deliver(OTHER).disposition()).isEqualTo(Disposition.DELIVERED);
  }

  private DeliveryListener listener() {
    return new DeliveryListener() {
      @Override
      public void loginRefused(Endpoint endpoint, Duration length) {
        told.add(endpoint.credentials().orElseThrow() + " refused for " + length.toSeconds());
      }
    };
  }

  private RecipientReport deliver(Credentials login) {
    Journey journey = begin(login);
    journey.visit(ConnectionGate.OPEN);
    return journey.end().recipients().get(0);
  }

  private Journey begin(Credentials login) {
    return deliverer.begin(Plans.request("m", "bob@a.example"), plan(login));
  }

  private DeliveryPlan plan(Credentials login) {
    TlsDemand clear = TlsDemand.of(Level.NONE, "the test");
    InetAddress address = server.address().getAddress();
    RelayHost hub =
        new RelayHost(
            "hub",
            "hub.example.net",
            false,
            server.port(),
            false,
            clear,
            Optional.of(new Known(login)),
            true,
            OptionalInt.empty());
    MxHost host =
        new MxHost("hub.example.net", 0, List.of(address), false, MxHost.State.USABLE, "");
    return Plans.plan(
        "via hub", new PlannedHost(host, server.port(), false, clear, Optional.of(hub)));
  }

  private record Known(Credentials login) implements CredentialSource {
    @Override
    public String reference() {
      return "the test";
    }

    @Override
    public Credentials read(Optional<Mailbox> sender) {
      return login;
    }
  }
}
