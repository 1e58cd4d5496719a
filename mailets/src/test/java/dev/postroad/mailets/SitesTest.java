// SPDX-License-Identifier: Apache-2.0
package dev.postroad.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.postroad.core.config.Rate;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.By;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.pool.ConnectionsView;
import dev.postroad.james.operations.Change;
import dev.postroad.james.operations.LimitChange;
import dev.postroad.james.operations.Operations;
import dev.postroad.james.operations.SiteDetail;
import dev.postroad.james.operations.SiteDetail.AddressState;
import dev.postroad.james.operations.SiteDetail.Limit;
import dev.postroad.james.operations.SiteFilter;
import dev.postroad.james.operations.SiteSort;
import dev.postroad.james.operations.SiteStatus;
import dev.postroad.james.operations.SiteStatus.State;
import dev.postroad.james.operations.Sites;
import dev.postroad.testing.smtp.ScriptedSmtpServer;
import dev.postroad.testing.smtp.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of sites, and order of them, over a delivery that runs. */
class SitesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final SiteName SITE = new SiteName("mx1.x.example");
  private static final int MANY = 60;
  private static final By AMY = new By("amy", "they asked for it");

  private final FakeServer james;
  private final Path directory;
  private final ScriptedSmtpServer peer = ScriptedSmtpServer.start();

  SitesTest(@TempDir Path directory) {
    this.directory = directory;
    james = new FakeServer(directory);
    james.dns.mx("x.example", "mx1.x.example");
  }

  @AfterEach
  void stop() {
    james.close();
    peer.close();
  }

  @Test
  void aSiteShowsWhatWentThereAndOnWhichTerms() throws Exception {
    MxRemoteDelivery delivery = delivery("messageRate", "600/m", "idleTimeout", "1h");
    delivery.service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);
    await()
        .until(
            () ->
                sites()
                    .get(SITE)
                    .filter(own -> !own.replies().isEmpty())
                    .filter(own -> own.status().active() == 0)
                    .isPresent());

    SiteDetail site = sites().get(SITE).orElseThrow();

    assertThat(site.status().state()).isEqualTo(State.IDLE);
    assertThat(site.status().rates().orElseThrow().delivered()).isEqualTo(0.2);
    assertThat(site.status().times()).isPresent();
    AttemptEntry reply = site.replies().get(0);
    assertThat(reply.outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(reply.site()).contains(SITE);
    assertThat(reply.sender()).isEqualTo("amy@corp.example");
    assertThat(site.status().lastReply()).contains(reply);
    assertThat(site.hosts())
        .singleElement()
        .satisfies(
            host -> {
              assertThat(host.name()).isEqualTo("mx1.x.example");
              assertThat(host.addresses()).allMatch(own -> own.state() == AddressState.UP);
            });
    assertThat(site.connections())
        .extracting(ConnectionsView::busy, ConnectionsView::idle)
        .containsExactly(tuple(0, 1));
    assertThat(site.limits())
        .contains(
            new Limit("connections", "20", "default"),
            new Limit(
                "messageRate",
                "600/m",
                "mailetcontainer.xml MxRemoteDelivery (queue outgoing)/messageRate"),
            new Limit("connectionRate", "no limit", "default"));
    assertThat(site.flow().points()).hasSize(180);
  }

  @Test
  void aSuspendedSiteIsSentNothingUntilItIsResumed() throws Exception {
    MxRemoteDelivery delivery = delivery();
    sites().suspend(SITE, Optional.of(Duration.ofHours(2)), AMY);

    delivery.service(FakeServer.mail("ann@x.example"));
    await().until(() -> operations().history().kept().entries() == 1);
    SiteStatus suspended = sites().get(SITE).orElseThrow().status();
    assertThat(suspended.state()).isEqualTo(State.SUSPENDED);
    assertThat(suspended.suspension())
        .hasValueSatisfying(order -> assertThat(order.by()).isEqualTo("amy"));
    assertThat(peer.connectionCount()).isZero();
    assertThat(operations().history().find(entry -> true, 0, 1).page())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.outcome()).isEqualTo(Outcome.POSTPONED);
              assertThat(entry.attempt()).isEmpty();
              assertThat(entry.cause()).map(cause -> cause.word()).contains("suspended");
              assertThat(entry.next()).isPresent();
            });

    assertThat(sites().resume(SITE, AMY).state()).isNotEqualTo(State.SUSPENDED);

    assertThat(peer.awaitMails(1, PATIENCE).get(0).to()).containsExactly("ann@x.example");
    assertThat(operations().actionLog().newest(0, 10))
        .extracting(action -> action.what() + " " + action.target() + " by " + action.by())
        .containsExactly("resume mx1.x.example by amy", "suspend mx1.x.example by amy");
  }

  @Test
  void aSuspensionOutlivesARestart() throws Exception {
    delivery();
    sites().suspend(SITE, Optional.empty(), AMY);
    james.close();

    try (FakeServer again = new FakeServer(directory)) {
      again.dns.mx("x.example", "mx1.x.example");
      MxRemoteDelivery delivery = delivery(again);
      delivery.service(FakeServer.mail("ann@x.example"));
      Operations operations = again.instance(Operations.class);
      await().until(() -> operations.history().kept().entries() == 1);

      assertThat(peer.connectionCount()).isZero();
      assertThat(operations.sites().get(SITE).orElseThrow().status().state())
          .isEqualTo(State.SUSPENDED);
    }
  }

  @Test
  void aTemporaryLimitIsShownWithItsEnd() throws Exception {
    MxRemoteDelivery delivery = delivery();
    delivery.service(FakeServer.mail("ann@x.example"));
    peer.awaitMails(1, PATIENCE);

    SiteStatus limited =
        sites()
            .limit(
                SITE,
                new LimitChange(
                    Change.to(3),
                    Change.to(new Rate(10, Duration.ofMinutes(1))),
                    Change.keep(),
                    Change.to(Duration.ofHours(1))),
                AMY);

    assertThat(limited.ceiling()).isEqualTo(3);
    String until = limited.limits().orElseThrow().order().until().orElseThrow().toString();
    assertThat(sites().get(SITE).orElseThrow().limits())
        .contains(
            new Limit("connections", "3", "operator until " + until),
            new Limit("messageRate", "10/m", "operator until " + until));
    assertThat(sites().unlimit(SITE, AMY).ceiling()).isEqualTo(20);
  }

  @Test
  void aTemporaryLimitIsShownOfASiteThatHasNoMailToo() throws Exception {
    delivery();
    LimitChange change =
        new LimitChange(
            Change.to(3),
            Change.to(new Rate(10, Duration.ofMinutes(1))),
            Change.to(new Rate(1, Duration.ofSeconds(1))),
            Change.keep());

    sites().limit(SITE, change, AMY);

    assertThat(sites().get(SITE).orElseThrow().limits())
        .contains(
            new Limit("connections", "3", "operator"),
            new Limit("messageRate", "10/m", "operator"),
            new Limit("connectionRate", "1/s", "operator"));
  }

  @Test
  void theSiteWhereMostWaitsIsFirstThoughNoneOfItIsInHand() throws Exception {
    peer.on(Stage.RCPT).matching("@y.example").reply("450 4.2.1 later");
    james.dns.mx("y.example", "mx1.y.example");
    MxRemoteDelivery delivery = delivery();
    sites().suspend(SITE, Optional.empty(), AMY);
    for (String recipient : List.of("a@x.example", "b@y.example", "c@y.example")) {
      delivery.service(FakeServer.mail(recipient));
    }

    await().until(() -> operations().mails().counts().deferred() == 3);
    assertThat(
            operations()
                .now()
                .find(new SiteFilter(Optional.empty(), Optional.empty()), SiteSort.DEPTH, 0, 2)
                .items())
        .extracting(site -> site.name().text(), SiteStatus::deferred)
        .containsExactly(tuple("mx1.y.example", 2), tuple("mx1.x.example", 1));
  }

  @Test
  void whatALimitPostponedGoesWhenItIsTakenBack() throws Exception {
    MxRemoteDelivery delivery = delivery();
    sites()
        .limit(
            SITE,
            new LimitChange(
                Change.keep(),
                Change.to(new Rate(1, Duration.ofHours(1))),
                Change.keep(),
                Change.keep()),
            AMY);
    for (int i = 0; i < MANY; i++) {
      delivery.service(FakeServer.mail("ann" + i + "@x.example"));
    }
    // One has gone, and those that wait in memory are as many as a site may have there.
    await().until(() -> peer.mailCount() == 1 && postponed() > 0 && postponed() == settled());

    sites().unlimit(SITE, AMY);

    peer.awaitMails(MANY, PATIENCE);
  }

  private int postponed() {
    return operations().mails().counts().deferred();
  }

  private int settled() {
    return MANY - 1 - sites().get(SITE).orElseThrow().status().waiting();
  }

  @Test
  void aSecondLimitLeavesTheFirstAsItWasAndItsEnd() throws Exception {
    delivery();
    Rate rate = new Rate(10, Duration.ofMinutes(1));
    Change<Duration> hour = Change.to(Duration.ofHours(1));
    sites().limit(SITE, new LimitChange(Change.to(3), Change.keep(), Change.keep(), hour), AMY);
    Limits first = sites().get(SITE).orElseThrow().status().limits().orElseThrow();

    sites()
        .limit(
            SITE,
            new LimitChange(Change.keep(), Change.to(rate), Change.keep(), Change.keep()),
            AMY);
    Limits second = sites().get(SITE).orElseThrow().status().limits().orElseThrow();
    assertThat(second.connections()).isEqualTo(first.connections());
    assertThat(second.messageRate()).contains(rate);
    assertThat(second.order().until()).isEqualTo(first.order().until());

    sites()
        .limit(
            SITE, new LimitChange(Change.none(), Change.keep(), Change.keep(), Change.none()), AMY);
    Limits third = sites().get(SITE).orElseThrow().status().limits().orElseThrow();
    assertThat(third.connections()).isEmpty();
    assertThat(third.messageRate()).contains(rate);
    assertThat(third.order().until()).isEmpty();

    sites()
        .limit(
            SITE, new LimitChange(Change.keep(), Change.none(), Change.keep(), Change.keep()), AMY);
    assertThat(sites().get(SITE)).isEmpty();
    String until = first.order().until().orElseThrow().toString();
    assertThat(operations().actionLog().newest(0, 10))
        .extracting(action -> action.result())
        .containsExactly(
            "none is left",
            "messageRate 10/m; until it is taken back",
            "connections 3, messageRate 10/m; until " + until,
            "connections 3; until " + until);
  }

  @Test
  void aSiteNobodyHasMailForMayBeSuspendedAndIsListed() throws Exception {
    SiteName other = new SiteName("mx.y.example");
    delivery();

    assertThat(sites().get(other)).isEmpty();
    sites().suspend(other, Optional.empty(), AMY);

    assertThat(
            operations()
                .now()
                .find(
                    new SiteFilter(Optional.of(State.SUSPENDED), Optional.of("Y.EX")),
                    SiteSort.NAME,
                    0,
                    10)
                .items())
        .extracting(SiteStatus::name)
        .containsExactly(other);
    sites().resume(other, AMY);
    assertThat(sites().get(other)).isEmpty();
  }

  @Test
  void ordersThatMakeNoSenseAreRefused() throws Exception {
    delivery();

    assertThatThrownBy(() -> sites().suspend(SITE, Optional.of(Duration.ZERO), AMY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("for:");
    assertThatThrownBy(() -> sites().suspend(SITE, Optional.of(Duration.ofDays(5_000)), AMY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ten years");
    assertThatThrownBy(
            () ->
                sites()
                    .limit(
                        SITE,
                        new LimitChange(Change.keep(), Change.keep(), Change.keep(), Change.none()),
                        AMY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("limits:");
    assertThat(operations().now().sites()).isEmpty();
  }

  private Operations operations() {
    return james.instance(Operations.class);
  }

  private Sites sites() {
    return operations().sites();
  }

  private MxRemoteDelivery delivery(String... parameters) throws MessagingException {
    return delivery(james, parameters);
  }

  private MxRemoteDelivery delivery(FakeServer server, String... parameters)
      throws MessagingException {
    String[] all = new String[parameters.length + 4];
    all[0] = "port";
    all[1] = Integer.toString(peer.port());
    all[2] = "allowNetwork";
    all[3] = "127.0.0.0/8";
    System.arraycopy(parameters, 0, all, 4, parameters.length);
    return server.mailet(MxRemoteDelivery.class, all);
  }
}
