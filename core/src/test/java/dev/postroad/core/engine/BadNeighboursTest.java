// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.delivery.Plans;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.report.DeliveryReport;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong at some sites holds up no mail to the others: over real sockets. */
class BadNeighboursTest {
  private static final int BAD_SITES = 20;
  private static final int HEALTHY_MAILS = 100;

  private final PostOffices world = new PostOffices();
  private final List<DeliveryReport> healthy = new CopyOnWriteArrayList<>();
  private final List<DeliveryReport> others = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    world.close();
  }

  static Stream<Named<Consumer<ScriptedSmtpServer>>> manners() {
    return Stream.of(
        manner("accepts and never answers", server -> server.on(Stage.GREETING).stall()),
        manner("answers a byte at a time", BadNeighboursTest::drip),
        manner("closes after each command", BadNeighboursTest::dropEverywhere),
        manner(
            "sends 421 after each mail",
            server -> server.on(Stage.MAIL).afterMails(1).reply("421 enough")),
        manner("takes no data", server -> server.on(Stage.DATA).stall()));
  }

  private static Named<Consumer<ScriptedSmtpServer>> manner(
      String name, Consumer<ScriptedSmtpServer> script) {
    return Named.of(name, script);
  }

  private static void drip(ScriptedSmtpServer server) {
    server.on(Stage.GREETING).drip("220 mx.example ready to be slow\r\n", Duration.ofMillis(400));
  }

  private static void dropEverywhere(ScriptedSmtpServer server) {
    for (Stage stage : List.of(Stage.EHLO, Stage.MAIL, Stage.RCPT)) {
      server.on(stage).drop();
    }
  }

  @ParameterizedTest
  @MethodSource("manners")
  void siteWithBadMannersHoldsUpNobodyElse(Consumer<ScriptedSmtpServer> manner) {
    for (int i = 0; i < BAD_SITES; i++) {
      manner.accept(world.open("mx.bad" + i + ".example"));
      world.dns.mx("bad" + i + ".example", 10, "mx.bad" + i + ".example");
    }

    submitToOthers("bad", BAD_SITES, 3);
    submitHealthy();

    awaitHealthy();
  }

  @Test
  void siteThatRefusesEverySecondConnectionStillGetsItsMail() {
    ScriptedSmtpServer server = world.open("mx.fickle.example");
    for (int number = 1; number < 200; number += 2) {
      server.on(Stage.GREETING).onConnection(number).drop();
    }
    server.on(Stage.MAIL).afterMails(1).reply("421 one each");
    world.dns.mx("fickle.example", 10, "mx.fickle.example");

    for (int i = 0; i < 10; i++) {
      world.transport().submit(Plans.request("f" + i, "bob@fickle.example"), others::add);
    }
    submitHealthy();

    awaitHealthy();
    await().until(() -> others.size() == 10);
    assertThat(server.mails()).isNotEmpty();
  }

  @Test
  void twoThousandDomainsWithDeadHostsAtOnceHoldUpNobody() {
    for (int i = 0; i < 2_000; i++) {
      world.closed("mx.dead" + i + ".example");
      world.dns.mx("dead" + i + ".example", 10, "mx.dead" + i + ".example");
    }

    makeKnown();
    submitToOthers("dead", 2_000, 1);
    submitHealthy();

    awaitHealthy();
  }

  @Test
  void vanityDomainsOfAHostThatTakesTwoConnectionsAllGetTheirMailAtTheFirstAttempt() {
    ScriptedSmtpServer server = world.open("mx.vanity.example");
    server
        .on(Stage.GREETING)
        .matching(any -> server.openConnections() > 2)
        .reply("421 4.7.0 too many connections")
        .drop();
    String address = server.address().getAddress().getHostAddress();
    for (int i = 0; i < 15; i++) {
      world.dns.mx("vanity" + i + ".example", 10, "mx.vanity" + i + ".example");
      world.dns.a("mx.vanity" + i + ".example", address);
    }

    for (int i = 0; i < 50; i++) {
      world.transport().submit(Plans.request("busy" + i, "bob@vanity0.example"), healthy::add);
    }
    submitToOthers("vanity", 15, 2);

    await().atMost(Duration.ofSeconds(40)).until(() -> others.size() == 30);
    assertThat(healthy).allSatisfy(BadNeighboursTest::delivered);
    assertThat(others).allSatisfy(BadNeighboursTest::delivered);
    assertThat(others)
        .allSatisfy(report -> assertThat(report.recipients().get(0).trail()).hasSize(1));
    assertThat(server.connectionCount()).as("not one for each mail").isLessThan(60);
  }

  /** One after the other, ten at a time, they would take half a minute. */
  @Test
  void hostsThatNeverGreetDoNotKeepANewSiteWaitingForAllOfThem() {
    for (int i = 0; i < 60; i++) {
      world.silent("mx.mute" + i + ".example");
      world.dns.mx("mute" + i + ".example", 10, "mx.mute" + i + ".example");
    }

    submitToOthers("mute", 60, 1);
    await().until(() -> world.engine().dispatcher().sites().size() == 60);
    submitHealthy();

    await().atMost(Duration.ofSeconds(12)).until(() -> healthy.size() == HEALTHY_MAILS);
    assertThat(healthy).allSatisfy(BadNeighboursTest::delivered);
    assertThat(others).as("most are still to be tried").hasSizeLessThan(40);
  }

  @Test
  void namesThatTheDnsNeverAnswersForHoldUpNoneThatItKnows() {
    makeKnown();

    submitToOthers("silent", 50, 1);
    submitHealthy();

    await().atMost(Duration.ofSeconds(2)).until(() -> healthy.size() == HEALTHY_MAILS);
    assertThat(healthy).allSatisfy(BadNeighboursTest::delivered);
  }

  @Test
  void namesThatTheDnsNeverAnswersForHoldUpNoneThatItIsAskedForAnew() {
    openHealthy();
    for (int i = 0; i < HEALTHY_MAILS; i++) {
      world.dns.mx("cold" + i + ".example", 10, "mx.good.example");
    }
    submitToOthers("silent", 2_000, 1);
    List<Duration> waited = new CopyOnWriteArrayList<>();

    for (int i = 0; i < HEALTHY_MAILS; i++) {
      long begun = System.nanoTime();
      world
          .transport()
          .submit(
              Plans.request("c" + i, "bob@cold" + i + ".example"),
              report -> {
                waited.add(Duration.ofNanos(System.nanoTime() - begun));
                healthy.add(report);
              });
    }

    awaitHealthy();
    assertThat(waited).allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(2)));
    assertThat(others)
        .as("those that gave way, of which no attempt is counted")
        .allSatisfy(report -> assertThat(report.postponed()).isPresent());
  }

  private void makeKnown() {
    openHealthy();
    List<DeliveryReport> first = new CopyOnWriteArrayList<>();
    world.transport().submit(Plans.request("first", "ann@good.example"), first::add);
    await().until(() -> first.size() == 1);
  }

  private void openHealthy() {
    world.open("mx.good.example");
    world.dns.mx("good.example", 10, "mx.good.example");
  }

  private void submitToOthers(String name, int sites, int mailsEach) {
    for (int mail = 0; mail < mailsEach; mail++) {
      for (int i = 0; i < sites; i++) {
        world
            .transport()
            .submit(
                Plans.request(name + i + "-" + mail, "bob@" + name + i + ".example"), others::add);
      }
    }
  }

  private void submitHealthy() {
    if (world.dns.requests().stream().noneMatch(asked -> asked.contains("good.example"))) {
      openHealthy();
    }
    for (int i = 0; i < HEALTHY_MAILS; i++) {
      world.transport().submit(Plans.request("g" + i, "bob@good.example"), healthy::add);
    }
  }

  private void awaitHealthy() {
    await().atMost(Duration.ofSeconds(20)).until(() -> healthy.size() == HEALTHY_MAILS);
    assertThat(healthy).allSatisfy(BadNeighboursTest::delivered);
  }

  private static void delivered(DeliveryReport report) {
    assertThat(report.with(Disposition.DELIVERED)).as(report.toString()).hasSize(1);
  }
}
