// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.HostHealth;
import dev.postroad.core.pool.HostState;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is under way when the time to stop is over: all of it has one ending when that is done. */
@Timeout(60)
class StopTest {
  private static final LocalIdentity SAME = new LocalIdentity("us.example.org", List.of());

  private final PostOffices world =
      new PostOffices(
          DeliverySettings.STANDARD.pool(),
          new SiteLimits(20, 20, Optional.empty(), Optional.empty()));
  private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "FINAL_DOT"})
  void whoeverWaitsForAPeerIsCutAndHasAnsweredWhenTheStopIsOver(Stage stage) {
    ScriptedSmtpServer server = world.open("mx1.x.example");
    ScriptedSmtpServer next = world.open("mx2.x.example");
    server.on(stage).stall();
    world.dns.mx("x.example", 10, "mx1.x.example");
    world.dns.mx("x.example", 20, "mx2.x.example");
    submit(world.transport(), "m");
    await().until(() -> stalled(server) == 1);

    world.transport().stop(Duration.ZERO);

    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).with(Disposition.DEFERRED)).hasSize(1);
    assertThat(reports.get(0).postponed()).isEmpty();
    assertThat(next.connectionCount()).as("tries after the stop").isZero();
    assertThat(state(server))
        .as("what is held against a host that we have left")
        .isEqualTo(HostState.GOOD);
  }

  /** A peer that has the message and answers the final dot when nobody listens any more. */
  @Test
  void mailWhoseFinalDotIsAnsweredTooLateIsNotDeliveredAfterAll() {
    ScriptedSmtpServer server = world.open("mx.x.example");
    server.on(Stage.FINAL_DOT).stall(Duration.ofMillis(300)).defaultReply();
    world.dns.mx("x.example", 10, "mx.x.example");
    submit(world.transport(), "m");
    await().until(() -> stalled(server) == 1);

    world.transport().stop(Duration.ZERO);
    List<DeliveryReport> atTheStop = List.copyOf(reports);
    server.awaitAllClosed(Duration.ofSeconds(10));

    assertThat(atTheStop).hasSize(1);
    assertThat(atTheStop.get(0).with(Disposition.DEFERRED)).hasSize(1);
    assertThat(reports).isEqualTo(atTheStop);
  }

  @Test
  void whateverMomentTheStopComesAtEachMailHasOneEndingThatPeersKnowOf() {
    ScriptedSmtpServer server =
        world.open("mx.x.example", builder -> builder.lingerBeforeReply(Duration.ofMillis(3)));
    world.dns.mx("x.example", 10, "mx.x.example");
    for (int i = 0; i < 300; i++) {
      submit(world.transport(), "m" + i);
    }
    await().until(() -> reports.size() > 40);

    world.engine().stop(Duration.ZERO);

    assertThat(reports).extracting(DeliveryReport::id).doesNotHaveDuplicates().hasSize(300);
    long delivered =
        reports.stream().filter(own -> !own.with(Disposition.DELIVERED).isEmpty()).count();
    // A peer may have taken one more on each connection, whose answer we did not wait for.
    assertThat(server.mailCount()).isBetween(delivered, delivered + 8);
    assertThat(delivered).isBetween(40L, 299L);
    assertThat(world.engine().dispatcher().inFlight()).isZero();
  }

  @Test
  void mailOfOthersGoesOnWhileOneIsCut() {
    ScriptedSmtpServer hangs = world.open("mx.x.example");
    ScriptedSmtpServer slow = world.open("mx.y.example");
    hangs.on(Stage.RCPT).times(1).stall();
    slow.on(Stage.RCPT).stall(Duration.ofSeconds(1)).defaultReply();
    world.dns.mx("x.example", 10, "mx.x.example");
    world.dns.mx("y.example", 10, "mx.y.example");
    Transport other = world.another(SAME);
    submit(world.transport(), "m");
    other.submit(Plans.request("o", "bob@y.example"), reports::add);
    await().until(() -> stalled(hangs) == 1 && stalled(slow) == 1);

    world.transport().stop(Duration.ZERO);
    submit(other, "p");

    await().until(() -> reports.size() == 3);
    assertThat(reports)
        .extracting(report -> report.id() + " " + report.with(Disposition.DELIVERED).size())
        .containsExactlyInAnyOrder("m 0", "o 1", "p 1");
  }

  private void submit(Transport transport, String id) {
    transport.submit(Plans.request(id, "bob@x.example"), reports::add);
  }

  private HostState state(ScriptedSmtpServer server) {
    return world
        .engine()
        .host(
            new HostHealth.Place(
                Optional.empty(), server.address().getAddress(), server.address().getPort()));
  }

  /** How many of its connections wait in vain. */
  private static long stalled(ScriptedSmtpServer server) {
    return server.sessions().stream()
        .filter(own -> own.transcript().stream().anyMatch(line -> line.text().equals("stalls")))
        .count();
  }
}
