// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static dev.postroad.core.engine.PostOffices.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.Plans;
import dev.postroad.core.dispatch.SiteView;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.pool.PoolSettings;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.core.report.RecipientReport;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many mails go over a session, and what a peer that has enough of them is spared. */
class SessionUseTest {

  @Test
  void sessionThatHasHadItsMailsIsLeftForAnother() {
    try (PostOffices world = new PostOffices(new PoolSettings(Duration.ofMinutes(1), 3, 10, 10))) {
      ScriptedSmtpServer server = open(world);

      for (int mail = 0; mail < 4; mail++) {
        assertThat(only(world.deliver("bob@x.example")).disposition())
            .isEqualTo(Disposition.DELIVERED);
      }

      assertThat(server.connectionCount()).isEqualTo(2);
      await().until(() -> server.sessions().get(0).commands().contains("QUIT"));
      assertThat(server.sessions().get(0).mails()).isEqualTo(3);
    }
  }

  /** The mail may be there: it comes again at its time, and no sooner. */
  @Test
  void reusedSessionThatDiesAfterTheFinalDotIsNotFollowedByAnother() {
    try (PostOffices world = new PostOffices()) {
      ScriptedSmtpServer server = world.open("mx.x.example", it -> it.without("CHUNKING"));
      server.on(Stage.FINAL_DOT).onConnection(1).skipping(1).drop();
      world.dns.mx("x.example", 10, "mx.x.example");
      world.deliver("bob@x.example");

      RecipientReport report = only(world.deliver("bob@x.example"));

      assertThat(report.disposition()).isEqualTo(Disposition.DEFERRED);
      assertThat(report.status().text()).contains("may be there");
      assertThat(report.trail()).hasSize(1);
      assertThat(world.events).containsExactly("opened mx.x.example", "reused mx.x.example");

      assertThat(only(world.deliver("bob@x.example")).disposition())
          .isEqualTo(Disposition.DELIVERED);
      assertThat(server.connectionCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING,  421 4.7.0 too many connections",
    "MAIL,      450 4.7.1 too much mail",
    "FINAL_DOT, 421 4.3.2 later",
  })
  void siteThatAsksForLessGetsAConnectionLess(Stage stage, String reply) {
    try (PostOffices world = new PostOffices()) {
      open(world).on(stage).times(1).reply(reply);

      List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
      world.transport().submit(Plans.request("mail", "bob@x.example"), reports::add);

      await().until(() -> reports.size() == 1);
      assertThat(only(reports.get(0)).disposition()).isEqualTo(Disposition.DEFERRED);
      await().untilAsserted(() -> assertThat(windows(world)).containsExactly(4));
    }
  }

  private static List<Integer> windows(PostOffices world) {
    return world.engine().dispatcher().sites().stream().map(SiteView::window).toList();
  }

  private static ScriptedSmtpServer open(PostOffices world) {
    world.dns.mx("x.example", 10, "mx.x.example");
    return world.open("mx.x.example");
  }
}
