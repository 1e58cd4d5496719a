// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.LocalIdentity;
import dev.postroad.core.delivery.Plans;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.dispatch.SiteView;
import dev.postroad.core.domain.IpAddresses;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Several ways to deliver over one engine: what they share, and what they do not. */
class TransportTest {
  private static final LocalIdentity SAME = new LocalIdentity("us.example.org", List.of());
  private static final LocalIdentity OTHER = new LocalIdentity("them.example.org", List.of());

  @Test
  void transportsThatAreAlikeShareSessions() {
    try (PostOffices world = new PostOffices()) {
      world.open("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");

      world.deliver("bob@x.example");
      world.another(SAME).deliver(Plans.request("other", "bob@x.example"));

      assertThat(world.events).containsExactly("opened mx.x.example", "reused mx.x.example");
    }
  }

  @Test
  void theirCeilingIsOneThoughTheyShareNoSession() {
    PoolSettings one = new PoolSettings(Duration.ofMinutes(1), 100, 1, 1);
    try (PostOffices world = new PostOffices(one)) {
      ScriptedSmtpServer server = world.open("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");

      world.deliver("bob@x.example");
      world.another(OTHER).deliver(Plans.request("other", "bob@x.example"));

      assertThat(world.events).containsExactly("opened mx.x.example", "opened mx.x.example");
      await().until(() -> server.sessions().get(0).commands().contains("QUIT"));
    }
  }

  @Test
  void whatOneLearnsOfAHostThatIsDownAllKnow() {
    try (PostOffices world = new PostOffices()) {
      world.closed("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");
      for (int i = 0; i < 5; i++) {
        world.deliver("bob@x.example");
      }
      int failures = world.events.size();

      DeliveryReport other = world.another(OTHER).deliver(Plans.request("other", "bob@x.example"));

      assertThat(other.postponed().map(Hold::reason)).contains(Hold.Reason.DOWN);
      assertThat(world.events).hasSize(failures);
    }
  }

  /** Who has shut out one of our addresses may well talk to another. */
  @Test
  void fromAnotherAddressAHostAndItsSiteAreOthers() {
    LocalIdentity bound =
        new LocalIdentity("us.example.org", List.of(IpAddresses.parse("127.0.0.1")));
    try (PostOffices world = new PostOffices()) {
      world.closed("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");
      for (int i = 0; i < 5; i++) {
        world.deliver("bob@x.example");
      }
      int failures = world.events.size();
      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

      world.transport().submit(Plans.request("one", "bob@x.example"), reports::add);
      world.another(bound).submit(Plans.request("other", "bob@x.example"), reports::add);

      await().until(() -> reports.size() == 2);
      assertThat(reports).filteredOn(report -> report.postponed().isPresent()).hasSize(1);
      assertThat(world.events).hasSize(failures + 1);
      assertThat(world.engine().dispatcher().sites())
          .extracting(SiteView::name)
          .contains(new SiteName("mx.x.example"), new SiteName("mx.x.example from 127.0.0.1"));
    }
  }

  @Test
  void mailsOfAllMeetAtOneSite() {
    try (PostOffices world = new PostOffices()) {
      world.open("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");
      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

      world.transport().submit(Plans.request("one", "bob@x.example"), reports::add);
      world.another(OTHER).submit(Plans.request("other", "bob@x.example"), reports::add);

      await().until(() -> reports.size() == 2);
      assertThat(world.engine().dispatcher().sites())
          .extracting(SiteView::name)
          .containsExactly(new SiteName("mx.x.example"));
    }
  }

  @Test
  void oneStopsAndTheOthersGoOn() {
    try (PostOffices world = new PostOffices()) {
      world.open("mx.x.example");
      world.dns.mx("x.example", 10, "mx.x.example");
      Transport other = world.another(SAME);
      List<DeliveryReport> late = new CopyOnWriteArrayList<>();
      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

      world.transport().stop(Duration.ofSeconds(10));
      world.transport().submit(Plans.request("late", "bob@x.example"), late::add);
      other.submit(Plans.request("other", "bob@x.example"), reports::add);

      assertThat(late).hasSize(1);
      assertThat(late.get(0).with(Disposition.DEFERRED)).hasSize(1);
      await().until(() -> reports.size() == 1);
      assertThat(reports.get(0).with(Disposition.DELIVERED)).hasSize(1);
    }
  }

  @Test
  void mailGoesOnOverTheOnlyConnectionThatTheRateOfConnectionsAllows() {
    SiteLimits hourly =
        new SiteLimits(5, 20, Optional.empty(), Optional.of(new Rate(1, Duration.ofHours(1))));
    try (PostOffices world = new PostOffices(DeliverySettings.STANDARD.pool(), hourly)) {
      ScriptedSmtpServer server = world.open("mx.example.com");
      world.dns.mx("example.com", 10, "mx.example.com");
      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();

      for (int i = 0; i < 95; i++) {
        world.transport().submit(Plans.request("m" + i, "bob@example.com"), reports::add);
      }

      await().until(() -> reports.size() == 95);
      assertThat(server.mails()).hasSize(95);
      assertThat(server.connectionCount()).isOne();
    }
  }
}
