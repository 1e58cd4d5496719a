// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.SessionPool.Lease;
import dev.postroad.core.smtp.Endpoint;
import dev.postroad.core.smtp.IoGuard;
import dev.postroad.core.smtp.SessionFailure;
import dev.postroad.core.smtp.SmtpClient;
import dev.postroad.core.smtp.SmtpSession;
import dev.postroad.core.smtp.SmtpSettings;
import dev.postroad.core.smtp.TlsSummary;
import dev.postroad.core.tls.TlsContexts;
import dev.postroad.core.tls.TlsDemand;
import dev.postroad.core.tls.TlsDemand.Level;
import dev.postroad.testing.smtp.RecordedSession;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionPoolTest {
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final ScriptedSmtpServer server = ScriptedSmtpServer.builder().start();
  private final AtomicLong now = new AtomicLong();
  private final SmtpClient client =
      new SmtpClient(
          SmtpSettings.STANDARD, TlsContexts.systemTrust(), new IoGuard(timers, System::nanoTime));

  @AfterEach
  void end() {
    server.close();
    threads.shutdownNow();
    timers.shutdownNow();
  }

  @Test
  void sessionGivenBackServesTheNextLease() throws Exception {
    try (SessionPool pool = pool(10)) {
      lease(pool, "us").close();

      try (Lease again = lease(pool, "us")) {
        assertThat(again.isReused()).isTrue();
      }
    }
    assertThat(server.connectionCount()).isEqualTo(1);
  }

  @Test
  void sessionsAreTakenAccountOfByWhereTheyLeadAndWhetherTheyAreInUse() throws Exception {
    SessionPool pool = pool(10);
    try (pool) {
      lease(pool, "them").close();
      try (Lease busy = lease(pool, "us");
          Lease another = lease(pool, "us")) {
        assertThat(List.of(busy, another)).doesNotHaveDuplicates();
        assertThat(pool.views())
            .extracting(ConnectionsView::busy, ConnectionsView::idle)
            .containsExactlyInAnyOrder(tuple(2, 0), tuple(0, 1));
        assertThat(pool.views())
            .allMatch(view -> view.port() == server.port() && view.tls().equals(TlsSummary.NONE));
      }
    }
    assertThat(pool.views()).isEmpty();
  }

  @Test
  void sessionOfAnotherKeyIsNotTaken() throws Exception {
    try (SessionPool pool = pool(10)) {
      lease(pool, "us").close();

      try (Lease other = lease(pool, "them")) {
        assertThat(other.isReused()).isFalse();
      }
    }
  }

  @Test
  void freshSessionIsFreshThoughOneIsIdle() throws Exception {
    try (SessionPool pool = pool(10)) {
      lease(pool, "us").close();

      try (Lease fresh = pool.lease(client, endpoint("us"), true, ConnectionGate.OPEN)) {
        assertThat(fresh.isReused()).isFalse();
      }
    }
  }

  @Test
  void forOneSessionTooManyTheLongestIdleIsLeft() throws Exception {
    try (SessionPool pool = pool(2)) {
      lease(pool, "us").close();
      now.incrementAndGet();
      lease(pool, "them").close();

      lease(pool, "others").close();

      assertThat(pool.openCount()).isEqualTo(2);
      await().until(() -> server.sessions().stream().filter(this::hasLeft).count() == 1);
      try (Lease kept = lease(pool, "them")) {
        assertThat(kept.isReused()).isTrue();
      }
    }
  }

  @Test
  void whereNoneIsIdleAMailIsHeldBackAndSaysWhy() throws Exception {
    try (SessionPool pool = pool(1);
        Lease first = lease(pool, "us")) {
      assertThatThrownBy(() -> lease(pool, "them"))
          .isInstanceOfSatisfying(
              HeldBackException.class,
              held -> {
                assertThat(held.why().reason()).isEqualTo(Hold.Reason.SOURCE_CONNECTIONS);
                assertThat(held.why().detail()).contains("1 connections", "connectionsPerSource");
              });
      assertThat(first.isReused()).isFalse();
    }
  }

  @Test
  void eachAddressOfOursHasConnectionsOfItsOwn() throws Exception {
    try (SessionPool pool = pool(new PoolSettings(Duration.ofSeconds(5), 100, 10, 1));
        Lease one = pool.lease(client, from("127.0.0.1", "us"), false, ConnectionGate.OPEN);
        Lease other = pool.lease(client, from("127.0.0.2", "us"), false, ConnectionGate.OPEN)) {
      assertThat(List.of(one, other)).noneMatch(Lease::isReused);
      assertThatThrownBy(
              () -> pool.lease(client, from("127.0.0.2", "them"), false, ConnectionGate.OPEN))
          .isInstanceOfSatisfying(
              HeldBackException.class,
              held ->
                  assertThat(held.why().detail())
                      .isEqualTo("1 connections from 127.0.0.2 (connectionsPerSource)"));
      assertThat(pool.openCount()).isEqualTo(2);
    }
    assertThat(server.connectionCount()).isEqualTo(2);
    assertThat(server.sessions())
        .extracting(session -> session.client().getAddress().getHostAddress())
        .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
  }

  @Test
  void withoutAnIdleTimeASessionIsLeftAfterItsMail() throws Exception {
    try (SessionPool pool = pool(new PoolSettings(Duration.ZERO, 100, 10, 10))) {
      lease(pool, "us").close();

      assertThat(pool.openCount()).isZero();
      await().until(() -> server.sessions().stream().allMatch(this::hasLeft));
      try (Lease next = lease(pool, "us")) {
        assertThat(next.isReused()).isFalse();
      }
    }
    assertThat(server.connectionCount()).isEqualTo(2);
  }

  @Test
  void hostThatTakesNoMoreConnectionsGetsNoMoreUntilOneIsClosed() throws Exception {
    server
        .on(Stage.GREETING)
        .matching(any -> server.openConnections() > 1)
        .reply("421 4.7.0 one at a time")
        .drop();
    try (SessionPool pool = pool(10)) {
      try (Lease first = lease(pool, "us")) {
        assertThat(first.isReused()).isFalse();
        for (int i = 0; i < 5; i++) {
          assertFull(pool);
        }
        assertThat(server.connectionCount()).as("asked once").isEqualTo(2);
      }
      assertFull(pool);
      server.awaitAllClosed(Duration.ofSeconds(10));

      await()
          .ignoreExceptionsInstanceOf(HeldBackException.class)
          .untilAsserted(() -> lease(pool, "them").close());
      assertThat(server.connectionCount()).isEqualTo(3);
    }
  }

  private void assertFull(SessionPool pool) {
    assertThatThrownBy(() -> lease(pool, "them"))
        .isInstanceOfSatisfying(
            HeldBackException.class,
            held -> assertThat(held.why().reason()).isEqualTo(Hold.Reason.HOST_CONNECTIONS));
  }

  @Test
  void gateIsToldOnceOfEachConnectionItLetPassThatItIsOpenOrNotToBeHad() throws Exception {
    Counting gate = new Counting();
    try (SessionPool pool = pool(10)) {
      pool.lease(client, endpoint("us"), false, gate).close();
      pool.lease(client, endpoint("us"), false, gate).close();
      assertThat(gate.passed).hasValue(1);
      assertThat(gate.settled).hasValue(1);

      server.close();

      assertThatThrownBy(() -> pool.lease(client, endpoint("us"), true, gate))
          .isInstanceOf(SessionFailure.class);
      assertThat(gate.passed).hasValue(2);
      assertThat(gate.settled).hasValue(2);
    }
  }

  @Test
  void gateThatIsShutHoldsBackNewSessionsAndLeavesRoomForOthers() throws Exception {
    Hold shut = new Hold(Hold.Reason.CONNECTION_RATE, "1/m", Duration.ofSeconds(1));
    try (SessionPool pool = pool(1)) {
      assertThatThrownBy(() -> pool.lease(client, endpoint("us"), false, () -> Optional.of(shut)))
          .isInstanceOf(HeldBackException.class);
      lease(pool, "us").close();

      try (Lease kept = pool.lease(client, endpoint("us"), false, () -> Optional.of(shut))) {
        assertThat(kept.isReused()).isTrue();
      }
    }
  }

  @Test
  void sessionThatCannotBeOpenedTakesNoRoom() throws Exception {
    server.close();
    try (SessionPool pool = pool(1)) {
      assertThatThrownBy(() -> lease(pool, "us")).isInstanceOf(SessionFailure.class);

      assertThat(pool.openCount()).isZero();
    }
  }

  @Test
  void sessionThatIsFoundDeadIsToldLostAndOneThatIsLeftIsNot() throws Exception {
    List<String> lost = new CopyOnWriteArrayList<>();
    DeliveryListener listener =
        new DeliveryListener() {
          @Override
          public void sessionLost(Endpoint endpoint) {
            lost.add(endpoint.ehloName());
          }
        };
    try (SessionPool pool = pool(10, timers, listener)) {
      lease(pool, "us").close();
      lease(pool, "them").session().close();
      assertThat(lost).isEmpty();

      Lease dead = lease(pool, "us");
      dead.session().close();
      dead.close();
    }

    assertThat(lost).containsExactly("us");
  }

  @Test
  void idleSessionsAreLeftWhenTheirTimeIsOver() throws Exception {
    try (SessionPool pool = pool(10)) {
      lease(pool, "us").close();

      now.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
      pool.closeIdle();
      assertThat(pool.idleCount()).isEqualTo(1);
      now.incrementAndGet();
      pool.closeIdle();

      assertThat(pool.idleCount()).isZero();
      await().until(() -> server.sessions().stream().allMatch(this::hasLeft));
    }
  }

  @Test
  void sessionGivenBackToAClosedPoolIsLeft() throws Exception {
    SessionPool pool = pool(10);
    Lease lease = lease(pool, "us");

    pool.close();
    lease.close();

    assertThat(pool.idleCount()).isZero();
    await().until(() -> server.sessions().stream().allMatch(this::hasLeft));
  }

  @Test
  void withoutAThreadForAFarewellTheSessionIsClosedAllTheSame() throws Exception {
    SessionPool pool =
        pool(
            10,
            task -> {
              throw new RejectedExecutionException("stopped");
            });
    Lease lease = lease(pool, "us");
    SmtpSession session = lease.session();
    lease.close();

    pool.close();

    assertThat(session.isUsable()).isFalse();
  }

  @Test
  void noSessionIsLeasedToTwoAtOnce() throws InterruptedException, ExecutionException {
    Set<SmtpSession> leased = ConcurrentHashMap.newKeySet();
    AtomicLong clashes = new AtomicLong();
    try (SessionPool pool = pool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    try (Lease lease = lease(pool, i % 7 == 0 ? "them" : "us")) {
                      clashes.addAndGet(leased.add(lease.session()) ? 0 : 1);
                      Thread.onSpinWait();
                      leased.remove(lease.session());
                    }
                    if (i % 10 == 0) {
                      now.addAndGet(Duration.ofSeconds(1).toNanos());
                      pool.closeIdle();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      assertThat(clashes).hasValue(0);
      assertThat(pool.idleCount()).isBetween(0, 8);
      assertThat(pool.openCount()).isEqualTo(pool.idleCount());
    }
  }

  private boolean hasLeft(RecordedSession session) {
    return session.commands().contains("QUIT");
  }

  private Lease lease(SessionPool pool, String ehloName) throws Exception {
    return pool.lease(client, endpoint(ehloName), false, ConnectionGate.OPEN);
  }

  private Endpoint endpoint(String ehloName) {
    return endpoint(Optional.empty(), ehloName);
  }

  private Endpoint from(String source, String ehloName) {
    return endpoint(Optional.of(IpAddresses.parse(source)), ehloName);
  }

  private Endpoint endpoint(Optional<InetAddress> source, String ehloName) {
    return new Endpoint(
        "mx.test",
        server.address().getAddress(),
        server.port(),
        false,
        TlsDemand.of(Level.NONE, "the test"),
        Optional.empty(),
        false,
        source,
        ehloName);
  }

  private SessionPool pool(int connections) {
    return pool(connections, timers);
  }

  private SessionPool pool(PoolSettings settings) {
    return new SessionPool(settings, now::get, timers, DeliveryListener.NONE);
  }

  private SessionPool pool(int connections, Executor closer) {
    return pool(connections, closer, DeliveryListener.NONE);
  }

  private SessionPool pool(int connections, Executor closer, DeliveryListener listener) {
    return new SessionPool(
        new PoolSettings(Duration.ofSeconds(5), 100, connections, connections),
        now::get,
        closer,
        listener);
  }

  /** Counts who passes. */
  private static final class Counting implements ConnectionGate {
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    @Override
    public Optional<Hold> pass() {
      passed.incrementAndGet();
      return Optional.empty();
    }

    @Override
    public void settled() {
      settled.incrementAndGet();
    }
  }
}
