// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.host;
import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.Journey;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit;
import dev.postroad.core.dispatch.SiteDetails.Limit;
import dev.postroad.core.dispatch.SiteDetails.Source;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import dev.postroad.core.report.DeliveryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What operators order of sites, as the dispatcher follows it. On one thread and its own clock. */
class SiteOrdersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final SiteName A = new SiteName("a");
  private static final DeliveryStatus DONE = DeliveryStatus.temporary("4.0.0", "answered");

  private final List<Runnable> toRun = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final List<DeliveryReport> reports = new ArrayList<>();
  private final Map<String, NextHop> hops =
      Map.of(
          "a", hop("a", OptionalInt.empty(), Optional.empty()),
          "b", hop("b", OptionalInt.empty(), Optional.empty()),
          "relay", hop("via hub", OptionalInt.of(2), Optional.of(new Rate(7, MINUTE))));
  private long now = Long.MAX_VALUE - 1_000_000_000L;
  private Instant time = NOON;
  private SiteOrders orders = SiteOrders.NONE;
  private boolean plansAtOnce = true;
  private List<Runnable> whileVisiting = List.of();

  private final Dispatcher dispatcher =
      new Dispatcher(
          new DispatchSettings(
              20, 2_000, new SiteLimits(5, 20, Optional.empty(), Optional.empty())),
          toRun::add,
          () -> now,
          DeliveryListener.NONE);
  private final Dispatcher.Client client = dispatcher.client(new Planning());

  @Test
  void aSuspendedSiteIsSentNothing() {
    suspend("a", Optional.empty());

    submit("m1", "a");
    submit("m2", "b");
    runAll();

    assertThat(sent).containsExactly("m2 at b");
    assertThat(reports.get(0).postponed())
        .hasValueSatisfying(
            why -> {
              assertThat(why.reason()).isEqualTo(Hold.Reason.SUSPENDED);
              assertThat(why.status()).hasToString("451 4.3.2 mail to a is suspended");
            });
  }

  @Test
  void mailWhosePlanNeedsTheDnsIsHeldBackAllTheSame() {
    plansAtOnce = false;
    suspend("a", Optional.empty());

    submit("m1", "a");
    runAll();

    assertThat(sent).isEmpty();
    assertThat(reports).singleElement().matches(report -> report.postponed().isPresent());
  }

  @Test
  void mailThatIsPostponedComesAgainWhenTheSuspensionEnds() {
    suspend("a", Optional.of(Duration.ofHours(2)));
    pass(Duration.ofMinutes(30));

    submit("m1", "a");
    submit("m2", "a");

    assertThat(reports.get(0).postponed().map(Hold::length)).contains(Duration.ofMinutes(90));
    assertThat(reports.get(1).postponed().map(Hold::length))
        .hasValueSatisfying(
            later -> assertThat(later).isBetween(Duration.ofMinutes(90), Duration.ofMinutes(91)));
  }

  @Test
  void mailOfASuspensionWithoutEndIsLookedAtAgain() {
    suspend("a", Optional.empty());

    submit("m1", "a");

    assertThat(reports.get(0).postponed().map(Hold::length)).contains(Duration.ofMinutes(30));
  }

  @Test
  void mailThatWaitsIsGivenBackWhenItsSiteIsSuspendedAndWhatIsUnderWayIsNot() {
    submit("m1", "a");
    runOne(() -> submit("m2", "a"), () -> suspend("a", Optional.empty()));
    runAll();

    assertThat(sent).containsExactly("m1 at a");
    assertThat(reports).extracting(DeliveryReport::id).containsExactly("m2", "m1");
    assertThat(dispatcher.waiting()).isZero();
    assertThat(dispatcher.inFlight()).isZero();
  }

  @Test
  void mailThatHasAThreadAndHasNotBegunIsNotSentEither() {
    submit("m1", "a");
    suspend("a", Optional.empty());

    runAll();

    assertThat(sent).isEmpty();
    assertThat(reports).singleElement().matches(report -> report.postponed().isPresent());
    assertThat(dispatcher.inFlight()).isZero();
  }

  @Test
  void aFlushDoesNotOvercomeASuspension() {
    suspend("a", Optional.empty());

    submit(new DeliveryRequest("m1", some().envelope(), some().content(), some().route(), 1, true));
    runAll();

    assertThat(sent).isEmpty();
    assertThat(reports).hasSize(1);
  }

  @Test
  void aResumedSiteIsSentMailAtOnce() {
    suspend("a", Optional.of(Duration.ofDays(1)));
    submit("m1", "a");

    follow(orders.resume(A));
    submit("m2", "a");
    runAll();

    assertThat(sent).containsExactly("m2 at a");
  }

  @Test
  void mailThatWasStartedInVainIsSentAfterAResumption() {
    submit("m1", "a");
    suspend("a", Optional.empty());
    runAll();

    follow(orders.resume(A));
    submit("m1", "a");
    runAll();

    assertThat(sent).containsExactly("m1 at a");
  }

  @Test
  void aSuspensionEndsByItself() {
    suspend("a", Optional.of(Duration.ofMinutes(10)));
    pass(Duration.ofMinutes(10).minusNanos(1));
    submit("m1", "a");
    assertThat(reports).hasSize(1);

    pass(Duration.ofNanos(1));
    submit("m2", "a");
    runAll();

    assertThat(sent).containsExactly("m2 at a");
  }

  @Test
  void aSuspensionIsRememberedThoughItsSiteIsForgotten() {
    suspend("a", Optional.empty());
    submit("m1", "a");
    for (int i = 0; i < 100; i++) {
      pass(MINUTE);
      dispatcher.tick();
    }

    submit("m2", "a");
    runAll();

    assertThat(sent).isEmpty();
  }

  @Test
  void aSuspensionForLongerThanNanosecondsReachHasNoEnd() {
    suspend("a", Optional.of(Duration.ofDays(400_000)));
    pass(Duration.ofDays(3650));

    submit("m1", "a");
    runAll();

    assertThat(sent).isEmpty();
  }

  @Test
  void theNextRelayIsNotTriedInPlaceOfASuspendedOne() {
    suspend("a", Optional.empty());

    submit("m1", "a b");
    runAll();

    assertThat(sent).isEmpty();
    assertThat(reports).singleElement().matches(report -> report.postponed().isPresent());
  }

  @Test
  void fewerConnectionsThanThereAreEndAsTheirMailsEnd() {
    for (int i = 0; i < 300; i++) {
      submit("m" + i, "a");
    }
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(6));
      dispatcher.tick();
    }
    assertThat(view("a").active()).isGreaterThan(2);

    limit("a", OptionalInt.of(1), Optional.empty(), Optional.empty());
    while (view("a").active() > 1) {
      toRun.remove(0).run();
      assertThat(view("a").waiting()).as("nothing else begins").isGreaterThan(0);
    }
    runAll();

    assertThat(reports).hasSize(300);
    assertThat(view("a").ceiling()).isEqualTo(1);
  }

  @Test
  void anOperatorMayAllowMoreConnectionsThanTheSettings() {
    limit("a", OptionalInt.of(30), Optional.empty(), Optional.empty());

    submit("m1", "a");

    assertThat(view("a").ceiling()).isEqualTo(30);
    assertThat(details("a").connections()).isEqualTo(new Limit<>(30, Source.ORDER));
  }

  @Test
  void theUsualLimitsAreBackWhenTheTimeIsOver() {
    submit("m1", "relay");
    runAll();
    limit("via hub", OptionalInt.of(9), Optional.of(new Rate(1, MINUTE)), Optional.of(MINUTE));
    assertThat(details("via hub").messageRate())
        .isEqualTo(new Limit<>(Optional.of(new Rate(1, MINUTE)), Source.ORDER));

    pass(MINUTE);
    dispatcher.tick();

    assertThat(details("via hub").connections()).isEqualTo(new Limit<>(2, Source.RELAY));
    assertThat(details("via hub").messageRate())
        .isEqualTo(new Limit<>(Optional.of(new Rate(7, MINUTE)), Source.RELAY));
    assertThat(details("via hub").connectionRate())
        .isEqualTo(new Limit<>(Optional.empty(), Source.SETTINGS));
  }

  @Test
  void anOrderedRateHoldsMailBackUntilItIsTakenBack() {
    limit("a", OptionalInt.empty(), Optional.of(new Rate(1, MINUTE)), Optional.empty());

    submit("m1", "a");
    runAll();
    submit("m2", "a");
    runAll();
    assertThat(sent).containsExactly("m1 at a");

    follow(orders.unlimit(A));
    runAll();

    assertThat(sent).containsExactly("m1 at a", "m2 at a");
  }

  @Test
  void whatAnOrderedRateHeldBackGoesWhenTheTimeOfTheOrderIsOver() {
    limit(
        "a",
        OptionalInt.empty(),
        Optional.of(new Rate(1, Duration.ofHours(1))),
        Optional.of(MINUTE));
    submit("m1", "a");
    runAll();
    submit("m2", "a");

    pass(MINUTE);
    dispatcher.tick();
    runAll();

    assertThat(sent).containsExactly("m1 at a", "m2 at a");
  }

  @Test
  void anOrderForASiteNobodyHasMailForIsFollowedWhenThereIsSome() {
    limit("b", OptionalInt.of(3), Optional.empty(), Optional.empty());
    suspend("a", Optional.empty());

    submit("m1", "a");
    submit("m2", "b");
    runAll();

    assertThat(sent).containsExactly("m2 at b");
    assertThat(view("b").ceiling()).isEqualTo(3);
  }

  @Test
  void theDetailsOfASiteSayWhatWaitsThere() {
    limit("a", OptionalInt.empty(), Optional.of(new Rate(2, MINUTE)), Optional.empty());
    submit("first", "a");
    submit("second", "a");
    runAll();
    submit(request("m1", 5, "bob@a.example"));
    pass(Duration.ofSeconds(3));
    submit(request("m2", -1, "bob@a.example"));
    pass(Duration.ofSeconds(2));

    SiteDetails details = details("a");

    assertThat(details.byPriority()).isEqualTo(Map.of(-1, 1, 5, 1));
    assertThat(details.view().waitOfNext()).contains(Duration.ofSeconds(5));
    assertThat(details.lastHop().map(NextHop::site)).contains(A);
    assertThat(dispatcher.waitingBySite()).isEqualTo(Map.of(A, 2));
    assertThat(dispatcher.site(new SiteName("nobody"))).isEmpty();
  }

  @Test
  void ordersThatAreOverAreNotInForce() {
    SiteOrders all =
        SiteOrders.NONE
            .suspend(A, order(Optional.of(MINUTE)))
            .limit(
                A,
                new Limits(
                    order(Optional.empty()),
                    OptionalInt.of(1),
                    Optional.empty(),
                    Optional.empty()));

    assertThat(all.inForce(NOON.plus(MINUTE).minusNanos(1))).isEqualTo(all);
    assertThat(all.inForce(NOON.plus(MINUTE))).isEqualTo(all.resume(A));
    assertThat(all.resume(A).unlimit(A)).isEqualTo(SiteOrders.NONE);
  }

  @Test
  void noConnectionAtAllIsNoLimit() {
    assertThatThrownBy(
            () ->
                new Limits(
                    order(Optional.empty()), OptionalInt.of(0), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void suspend(String site, Optional<Duration> length) {
    follow(orders.suspend(new SiteName(site), order(length)));
  }

  private void limit(
      String site, OptionalInt connections, Optional<Rate> rate, Optional<Duration> length) {
    follow(
        orders.limit(
            new SiteName(site), new Limits(order(length), connections, rate, Optional.empty())));
  }

  private Order order(Optional<Duration> length) {
    return new Order("amy", "a test", time, length.map(time::plus));
  }

  private void follow(SiteOrders given) {
    orders = given;
    dispatcher.follow(orders, time);
    dispatcher.checkBooks();
  }

  private void pass(Duration length) {
    now += length.toNanos();
    time = time.plus(length);
  }

  private SiteDetails details(String site) {
    return dispatcher.site(new SiteName(site)).orElseThrow();
  }

  private SiteView view(String site) {
    return details(site).view();
  }

  private static DeliveryRequest some() {
    return request("m1", "bob@a.example");
  }

  /** A mail along some sites. */
  private void submit(String id, String sites) {
    submit(request(id, "bob@" + sites.replace(' ', '.') + ".example"));
  }

  private void submit(DeliveryRequest request) {
    client.submit(request, reports::add);
  }

  /** Runs one delivery, and meanwhile something else. */
  private void runOne(Runnable... meanwhile) {
    whileVisiting = List.of(meanwhile);
    toRun.remove(0).run();
  }

  private void runAll() {
    while (!toRun.isEmpty()) {
      toRun.remove(0).run();
    }
    dispatcher.checkBooks();
  }

  private static NextHop hop(String site, OptionalInt connections, Optional<Rate> rate) {
    return new NextHop(
        new SiteName(site),
        List.of(host("mx.example", 10, "192.0.2.1")),
        connections,
        rate,
        Optional.empty());
  }

  private final class Planning implements Courier {
    @Override
    public Optional<Journey> beginAtOnce(DeliveryRequest request) {
      return plansAtOnce ? Optional.of(new Way(request)) : Optional.empty();
    }

    @Override
    public CompletionStage<Supplier<Journey>> begin(DeliveryRequest request) {
      return CompletableFuture.completedStage(() -> new Way(request));
    }
  }

  private final class Way implements Journey {
    private final DeliveryRequest request;
    private final List<NextHop> left = new ArrayList<>();

    Way(DeliveryRequest request) {
      this.request = request;
      String domain = request.envelope().recipients().get(0).mailbox().domain().canonical();
      for (String site : domain.replace(".example", "").split("\\.", -1)) {
        left.add(hops.get(site));
      }
    }

    @Override
    public Optional<NextHop> nextHop() {
      return left.stream().findFirst();
    }

    @Override
    public Visit visit(ConnectionGate gate) {
      sent.add(request.id() + " at " + left.remove(0).site());
      List<Runnable> now = whileVisiting;
      whileVisiting = List.of();
      now.forEach(Runnable::run);
      return new Visit.Made(Visit.Sign.SERVED);
    }

    @Override
    public DeliveryReport end() {
      return request.undelivered(DONE);
    }

    @Override
    public DeliveryReport abandon(DeliveryStatus why) {
      return request.undelivered(why);
    }

    @Override
    public DeliveryReport postpone(Hold why) {
      return request.postponed(why);
    }
  }
}
