// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import static dev.postroad.core.delivery.Plans.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.config.Rate;
import dev.postroad.core.delivery.DeliveryRequest;
import dev.postroad.core.delivery.NextHop;
import dev.postroad.core.delivery.Visit.Sign;
import dev.postroad.core.dispatch.Moves.TurnedAway;
import dev.postroad.core.dispatch.Moves.Work;
import dev.postroad.core.event.DeliveryListener;
import dev.postroad.core.event.DeliveryListener.Holder;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.Hold;
import dev.postroad.core.pool.ConnectionGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FloorTest {
  private static final Duration QUICK = Duration.ofMillis(100);

  /** Whose tasks all are, though it is never asked for anything here. */
  private final Dispatcher.Client client =
      new Dispatcher(
              new DispatchSettings(1, 1, new SiteLimits(1, 1, Optional.empty(), Optional.empty())),
              Runnable::run,
              () -> 0,
              DeliveryListener.NONE)
          .client(
              new DispatcherTest.Asking(
                  request -> {
                    throw new AssertionError(request.id());
                  }));

  private long now;
  private long arrivals;

  @Test
  void unknownSiteBeginsWithOneDeliveryThoughManyWait() {
    Floor floor = floor(8, 2_000, 5, 20);

    assertThat(starts(floor, "a", 10)).hasSize(1);
    assertThat(floor.waiting()).isEqualTo(9);
  }

  @Test
  void longQueueAtAKnownSiteIsWorthMoreConnections() {
    Floor floor = floor(20, 2_000, 5, 20);
    makeBrisk(floor, "a");

    assertThat(starts(floor, "a", 100)).as("five, and one for what went well").hasSize(6);
  }

  @Test
  void firstMailThatTookLongIsNoReasonForASecondConnection() {
    Floor floor = floor(20, 2_000, 5, 20);
    end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, Duration.ofSeconds(5));

    assertThat(starts(floor, "a", 50)).hasSize(1);
  }

  @Test
  void shortQueueAtAQuickSiteIsNotWorthASecondConnection() {
    Floor floor = floor(20, 2_000, 5, 20);
    Work first = starts(floor, "a", 1).get(0);
    end(floor, first, Sign.SERVED, Duration.ofMillis(1));

    assertThat(starts(floor, "a", 40)).hasSize(1);
  }

  /** At 30 mails a second they would wait for a second on the average. */
  @Test
  void quarterOfASecondsQueueIsWorthASecondConnection() {
    Floor floor = floor(20, 2_000, 5, 20);
    Duration usual = Duration.ofMillis(30);
    for (int i = 0; i < 3; i++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, usual);
    }

    assertThat(starts(floor, "a", 9)).as("eight wait").hasSize(1);
    assertThat(starts(floor, "a", 1)).hasSize(1);
  }

  @Test
  void queueThatIsLongForWantOfOurOwnMachineIsNotWorthASecondConnection() {
    Floor floor = floor(400, 2_000, 5, 20);
    for (int i = 0; i < 200; i++) {
      makeBrisk(floor, "other" + i);
      starts(floor, "other" + i, 1);
    }
    for (int i = 0; i < 3; i++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, Duration.ofMillis(20));
    }

    assertThat(starts(floor, "a", 40)).hasSize(1);
  }

  /**
   * The first mails tell how long they stood: nobody is known to be brisk yet, and all are busy.
   */
  @Test
  void afterAStandstillQueuesThatOurOwnMachineMakesLongAreNotWorthSecondConnectionsEither() {
    Floor floor = floor(1_000, 2_000, 5, 20);
    List<Work> stopped = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      stopped.addAll(starts(floor, "a" + i, 1));
    }
    Duration standstill = Duration.ofSeconds(15);
    pass(standstill);
    for (Work work : stopped) {
      floor.learn(work.site(), Sign.SERVED, standstill.toNanos());
      floor.next(work.site(), 1, new Moves());
    }
    for (int i = 1; i < 201; i++) {
      starts(floor, "a" + i, 1);
    }
    for (int i = 0; i < 2; i++) {
      end(floor, starts(floor, "a0", 1).get(0), Sign.SERVED, Duration.ofMillis(20));
    }

    assertThat(starts(floor, "a0", 40)).hasSize(1);
  }

  @Test
  void eachHundredMailsAreWorthAConnectionHoweverQuickTheSiteIs() {
    Floor floor = floor(20, 20_000, 5, 20);
    Work first = starts(floor, "a", 1).get(0);
    end(floor, first, Sign.SERVED, Duration.ofNanos(100_000));

    assertThat(starts(floor, "a", 350)).hasSize(4);
  }

  @Test
  void hundredsOfMailsAreNotWorthASecondConnectionBesideOneThatIsNotGreetedYet() {
    Floor floor = floor(20, 20_000, 5, 20);
    ConnectionGate gate = starts(floor, "a", 1).get(0).site().gate();
    assertThat(gate.pass()).isEmpty();

    assertThat(starts(floor, "a", 350)).isEmpty();
    gate.settled();

    assertThat(tick(floor).starts()).hasSize(3);
  }

  @Test
  void mailThatHasWaitedLongGetsAConnectionOfItsOwn() {
    Floor floor = floor(20, 2_000, 5, 20);
    starts(floor, "a", 3);
    pass(Duration.ofSeconds(6));

    assertThat(tick(floor).starts()).hasSize(1);
    assertThat(tick(floor).starts()).isEmpty();
  }

  @Test
  void siteThatHasNotGreetedYetOrJustNowGetsNoSecondConnectionForThoseWhoWait() {
    Floor floor = floor(20, 2_000, 5, 20);
    ConnectionGate gate = starts(floor, "a", 3).get(0).site().gate();
    assertThat(gate.pass()).isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(tick(floor).starts()).isEmpty();

    gate.settled();

    assertThat(tick(floor).starts()).as("it moves").isEmpty();
    pass(Duration.ofSeconds(6));
    assertThat(tick(floor).starts()).as("it has stopped again").hasSize(1);
  }

  /** One of the machines behind it hangs: the others may not. */
  @Test
  void siteThatTookMailGetsAnotherConnectionThoughOneIsNotGreeted() {
    Floor floor = floor(20, 2_000, 5, 20);
    makeBrisk(floor, "a");
    ConnectionGate gate = starts(floor, "a", 2).get(0).site().gate();
    assertThat(gate.pass()).isEmpty();
    assertThat(tick(floor).starts()).isEmpty();

    pass(Duration.ofSeconds(25));
    assertThat(tick(floor).starts()).as("it may greet yet").isEmpty();
    pass(Duration.ofSeconds(6));

    assertThat(tick(floor).starts()).hasSize(1);
  }

  @Test
  void windowGrowsWithWhatGoesWellAndShrinksWithWhatDoesNot() {
    ConcurrencyWindow window = new ConcurrencyWindow(5, 8);

    for (int i = 0; i < 10; i++) {
      window.learn(Sign.SERVED, window.size());
    }
    assertThat(window.size()).isEqualTo(8);
    window.learn(Sign.BUSY, 8);
    window.learn(Sign.OUT_OF_REACH, 8);
    assertThat(window.size()).isEqualTo(6);
    for (int i = 0; i < 10; i++) {
      window.learn(Sign.BUSY, 1);
    }
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void mailThatAHostHangsUpOnCostsOthersNothing() {
    Floor floor = floor(20, 2_000, 5, 20);
    makeBrisk(floor, "a");
    SiteView before = floor.views().get(0);

    for (int i = 0; i < 20; i++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.LOST, Duration.ofMillis(1));
    }

    assertThat(floor.views()).containsExactly(before);
    assertThat(starts(floor, "a", 100)).as("as if it had not been").hasSize(6);
  }

  @Test
  void windowThatIsNotUsedDoesNotGrow() {
    ConcurrencyWindow window = new ConcurrencyWindow(2, 20);

    for (int i = 0; i < 50; i++) {
      window.learn(Sign.SERVED, 1);
    }

    assertThat(window.size()).isEqualTo(3);
  }

  @Test
  void slowSitesLeaveAQuarterOfTheDeliveriesToTheOthers() {
    Floor floor = floor(8, 2_000, 1, 1);
    makeBrisk(floor, "quick");

    int slow = 0;
    for (int i = 0; i < 20; i++) {
      slow += starts(floor, "unknown" + i, 1).size();
    }

    assertThat(slow).isEqualTo(6);
    assertThat(starts(floor, "quick", 1)).hasSize(1);
  }

  @Test
  void floodToUnknownSitesLeavesHalfOfTheWindow() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "quick");
    List<TurnedAway> away = new ArrayList<>();

    for (int i = 0; i < 10_000; i++) {
      away.addAll(join(floor, "dead" + i, 1).turnedAway());
    }

    assertThat(floor.waiting()).isEqualTo(1_000);
    assertThat(away).hasSize(10_000 - 1_000 - 6);
    assertThat(away.get(0).why().reason()).isEqualTo(Hold.Reason.SHARE);
    assertThat(away.get(0).why().length()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    assertThat(join(floor, "quick", 1).turnedAway()).isEmpty();
  }

  @Test
  void floodToSitesThatTakeTheirTimeSaysWhoseShareItIs() {
    Floor floor = floor(8, 2_000, 5, 20);
    Hold last = Floor.RECALLED;
    for (int site = 0; site < 4; site++) {
      end(floor, starts(floor, "s" + site, 1).get(0), Sign.SERVED, Duration.ofSeconds(10));
    }
    for (int site = 0; site < 4; site++) {
      last = join(floor, "s" + site, 250).turnedAway().get(0).why();
    }

    assertThat(last.detail())
        .isEqualTo(
            "500 mails wait for sites that take mail in their own time, their share of"
                + " maxInFlight");
  }

  @Test
  void turnsThatAreExpectedFollowOneAnother() {
    Floor floor = floor(8, 2_000, 5, 20);
    List<Duration> lengths =
        join(floor, "a", 3_000).turnedAway().stream().map(away -> away.why().length()).toList();

    assertThat(lengths).hasSizeGreaterThan(1_500).isSorted();
    assertThat(lengths.get(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(lengths.get(lengths.size() - 1))
        .as("at 20 ms a mail: a site that nothing is known of is taken for a usual one")
        .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  @Test
  void siteMayHaveMoreThanItsShareWhileNobodyNeedsTheWindow() {
    Floor floor = floor(8, 2_000, 5, 20);

    assertThat(join(floor, "a", 1_000).turnedAway()).isEmpty();
    assertThat(join(floor, "a", 1).turnedAway()).hasSize(1);
    assertThat(join(floor, "b", 1).turnedAway()).as("it has none yet").isEmpty();
  }

  @Test
  void siteThatHangsKeepsItsMailWhileNobodyNeedsTheWindow() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "a");
    join(floor, "a", 400);
    pass(Duration.ofSeconds(30));

    assertThat(tick(floor).turnedAway()).isEmpty();
  }

  @Test
  void mailForASiteThatHangsComesBackAfterAsLongAsItHasHung() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "a");
    join(floor, "a", 1_500);
    pass(Duration.ofSeconds(80));
    tick(floor);

    assertThat(join(floor, "a", 500).turnedAway().get(0).why().length())
        .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(100));
  }

  @Test
  void siteThatIsBackIsQuickAtOnceHoweverLongItTookToGiveItUp() {
    Floor floor = floor(8, 2_000, 1, 1);
    Duration patience = Duration.ofMinutes(5);
    for (int i = 0; i < 5; i++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.OUT_OF_REACH, patience);
    }
    assertThat(floor.views().get(0).brisk()).isFalse();

    end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, QUICK);

    assertThat(floor.views().get(0).brisk()).isTrue();
  }

  @Test
  void slowSiteHasNoMoreThanWhatItEndsInAMinute() {
    Floor floor = floor(8, 2_000, 5, 20);
    Duration slow = Duration.ofSeconds(10);
    end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, slow);

    join(floor, "a", 1_000);

    assertThat(floor.waiting()).isEqualTo(200);
  }

  @Test
  void siteThatBecomesSlowKeepsItsShare() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "a");
    Duration instant = Duration.ofNanos(100_000);
    for (int i = 0; i < 60; i++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, instant);
    }
    join(floor, "a", 1_500);
    int before = floor.waiting();
    pass(Duration.ofSeconds(11));

    Moves moves = tick(floor);

    assertThat(before).isGreaterThan(1_000);
    assertThat(floor.waiting()).isLessThanOrEqualTo(200);
    assertThat(moves.turnedAway()).hasSizeGreaterThan(800);
    assertThat(moves.turnedAway())
        .as("or else they would come back at once, again and again")
        .allSatisfy(
            away -> assertThat(away.why().length()).isGreaterThanOrEqualTo(Duration.ofSeconds(10)));
  }

  @Test
  void slowSitesWithOneMailKeepItWhenThereAreTooMany() {
    Floor floor = floor(1, 2_000, 1, 1);
    makeBrisk(floor, "busy");
    starts(floor, "busy", 1);
    for (int i = 0; i < 600; i++) {
      String site = "was-quick" + i;
      floor.site(new SiteName(site)).learn(Sign.SERVED, 1_000, now);
      join(floor, site, 1);
      floor.site(new SiteName(site)).learn(Sign.SERVED, Duration.ofMinutes(1).toNanos(), now);
    }

    assertThat(tick(floor).turnedAway()).isEmpty();
    assertThat(floor.waiting()).isEqualTo(600);
  }

  @Test
  void sitesTakeTurnsWhenThereIsNotRoomForAll() {
    Floor floor = floor(1, 2_000, 1, 1);
    for (String site : List.of("a", "b")) {
      end(floor, starts(floor, site, 1).get(0), Sign.SERVED, Duration.ofMillis(1));
    }
    Work work = starts(floor, "a", 200).get(0);
    join(floor, "b", 200);

    List<String> order = new ArrayList<>();
    int inRow = 0;
    for (int i = 0; i < 200; i++) {
      order.add(work.site().name().text());
      inRow++;
      floor.learn(work.site(), Sign.SERVED, 1_000_000);
      Work next = floor.next(work.site(), inRow, new Moves()).orElseThrow();
      inRow = next.site() == work.site() ? inRow : 0;
      work = next;
    }

    assertThat(order.subList(0, 50)).containsOnly("a");
    assertThat(order.subList(50, 100)).containsOnly("b");
    assertThat(order.subList(100, 150)).containsOnly("a");
  }

  @Test
  void slowSiteGivesWayToANewOneAfterEachMail() {
    Floor floor = floor(1, 2_000, 1, 1);
    Work work = starts(floor, "hangs", 20).get(0);
    join(floor, "new", 1);
    pass(Duration.ofSeconds(30));
    floor.learn(work.site(), Sign.OUT_OF_REACH, Duration.ofSeconds(30).toNanos());

    assertThat(floor.next(work.site(), 1, new Moves()).orElseThrow().site().name().text())
        .isEqualTo("new");
  }

  @Test
  void siteThatIsDownGivesItsMailBackAndIsTriedByOneAlone() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "a");
    List<Work> works = starts(floor, "a", 100);
    Hold down = new Hold(Hold.Reason.DOWN, "refused", Duration.ofMinutes(1));
    Moves moves = new Moves();
    floor.heldBack(works.get(0).site(), works.get(0).task(), down, moves);
    works.forEach(work -> floor.next(work.site(), 1, new Moves()));

    assertThat(moves.turnedAway()).as("94 that wait and the one that found out").hasSize(95);
    assertThat(moves.turnedAway())
        .allSatisfy(away -> assertThat(away.why().length()).isGreaterThan(QUICK));
    assertThat(join(floor, "a", 1).turnedAway()).hasSize(1);
    pass(Duration.ofSeconds(61));
    Work probe = starts(floor, "a", 10).get(0);
    assertThat(floor.waiting()).isEqualTo(9);
    end(floor, probe, Sign.SERVED, QUICK);
    assertThat(floor.views().get(0).window()).isGreaterThan(1);
  }

  @Test
  void flushedMailGoesToASiteThatIsDown() {
    Floor floor = floor(8, 2_000, 5, 20);
    Work work = starts(floor, "a", 1).get(0);
    Hold down = new Hold(Hold.Reason.DOWN, "refused", Duration.ofMinutes(1));
    floor.heldBack(work.site(), work.task(), down, new Moves());
    floor.next(work.site(), 1, new Moves());
    Moves moves = new Moves();
    DeliveryRequest plain = request("flushed", "bob@a.example");
    DeliveryRequest flushed =
        new DeliveryRequest(plain.id(), plain.envelope(), plain.content(), plain.route(), 1, true);

    floor.join(site(floor, "a"), task(flushed), moves);

    assertThat(moves.starts()).hasSize(1);
  }

  @Test
  void relaysOwnLimitHoldsWhetherLowerOrHigherThanTheUsualOne() {
    Floor floor = floor(100, 2_000, 5, 20);

    follow(floor, OptionalInt.of(60));
    assertThat(floor.views().get(0).ceiling()).isEqualTo(60);
    follow(floor, OptionalInt.of(2));
    assertThat(floor.views().get(0).ceiling()).isEqualTo(2);
  }

  @Test
  void limitThatIsRaisedHoldsWhenNoPlanHasHadTheOldOneForAWhile() {
    Floor floor = floor(100, 2_000, 5, 20);
    follow(floor, OptionalInt.of(2));
    pass(Duration.ofSeconds(20));
    follow(floor, OptionalInt.of(40));
    assertThat(floor.views().get(0).ceiling()).as("both are in use").isEqualTo(2);
    pass(Duration.ofSeconds(20));
    follow(floor, OptionalInt.of(40));

    assertThat(floor.views().get(0).ceiling()).isEqualTo(40);
    pass(Duration.ofSeconds(40));
    follow(floor, OptionalInt.empty());
    assertThat(floor.views().get(0).ceiling()).as("no limit of its own any more").isEqualTo(20);
  }

  private static void follow(Floor floor, OptionalInt connections) {
    floor.site(new NextHop(new SiteName("via hub"), List.of(), connections));
  }

  @Test
  void rateHoldsMailUntilItsTimeAndSaysSo() {
    Floor floor =
        new Floor(
            new DispatchSettings(
                8,
                2_000,
                new SiteLimits(
                    5, 20, Optional.of(new Rate(2, Duration.ofSeconds(1))), Optional.empty())),
            () -> now);
    Work work = starts(floor, "a", 5).get(0);
    floor.learn(work.site(), Sign.SERVED, 1_000);
    work = floor.next(work.site(), 1, new Moves()).orElseThrow();
    floor.learn(work.site(), Sign.SERVED, 1_000);
    Moves moves = new Moves();

    assertThat(floor.next(work.site(), 2, moves)).isEmpty();
    assertThat(moves.heldBack()).hasSize(1);
    assertThat(moves.heldBack().get(0).why().detail()).contains("2/s", "messageRate");
    assertThat(tick(floor).starts()).isEmpty();
    pass(Duration.ofMillis(501));
    Moves later = tick(floor);
    assertThat(later.starts()).hasSize(1);
    floor.learn(work.site(), Sign.SERVED, 1_000);
    Moves again = new Moves();
    floor.next(work.site(), 1, again);
    assertThat(again.heldBack()).as("told once a minute, not at each mail").isEmpty();
    assertThat(again.starts()).isEmpty();
  }

  @Test
  void rateMakesNobodyElseWaitForAPlaceInTheWindow() {
    Floor floor = paced(new Rate(60, Duration.ofMinutes(1)), Optional.empty());
    end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, Duration.ofMillis(1));

    Moves flood = join(floor, "a", 2_000);

    assertThat(floor.waiting()).as("what may go in a minute").isLessThanOrEqualTo(60);
    assertThat(flood.turnedAway()).hasSizeGreaterThan(1_900);
    assertThat(flood.turnedAway().get(0).why().detail()).contains("messageRate");
    assertThat(flood.turnedAway().stream().map(away -> away.why().length()).distinct())
        .as("turn after turn")
        .hasSizeGreaterThan(200);
  }

  @Test
  void rateIsNotForgottenBeforeItHoldsNothingAgainstAnybody() {
    Floor floor = paced(new Rate(2, Duration.ofDays(1)), Optional.empty());
    for (int mail = 0; mail < 2; mail++) {
      end(floor, starts(floor, "a", 1).get(0), Sign.SERVED, QUICK);
    }

    pass(Duration.ofHours(1));
    tick(floor);

    assertThat(starts(floor, "a", 1)).isEmpty();
  }

  @Test
  void mailThatIsHeldBackHasNotGone() {
    Floor floor = paced(new Rate(1, Duration.ofHours(1)), Optional.empty());
    Work work = starts(floor, "a", 1).get(0);
    heldBack(floor, work, Hold.Reason.CONNECTIONS);
    pass(Duration.ofSeconds(1));

    assertThat(tick(floor).starts()).as("the rate still has one").hasSize(1);
  }

  @Test
  void mailGoesOnOverOpenConnectionsWhereThereMayBeNoFurtherOne() {
    Floor floor = floor(20, 2_000, 5, 20);
    makeBrisk(floor, "a");
    List<Work> works = starts(floor, "a", 100);

    heldBack(floor, works.get(0), Hold.Reason.CONNECTION_RATE);

    assertThat(tick(floor).starts()).as("no further one").isEmpty();
    floor.learn(works.get(1).site(), Sign.SERVED, QUICK.toNanos());
    assertThat(floor.next(works.get(1).site(), 1, new Moves())).isPresent();
    pass(Duration.ofMillis(300));
    assertThat(tick(floor).starts()).as("asks again").isNotEmpty();
  }

  @Test
  void whoeverFoundNoConnectionLeavesTheMailToThoseWhoHaveOne() {
    Floor floor = floor(20, 2_000, 5, 20);
    Work work = starts(floor, "a", 3).get(0);
    Moves moves = new Moves();
    Hold hold = new Hold(Hold.Reason.CONNECTION_RATE, "1/m", Duration.ofMinutes(1));
    floor.heldBack(work.site(), work.task(), hold, moves);

    assertThat(floor.next(work.site(), 0, moves)).isEmpty();
    assertThat(moves.starts()).isEmpty();
  }

  @Test
  void openingsHurryWhereManyHangAtSitesThatNeverServedUs() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "known");
    for (int i = 0; i < 4; i++) {
      starts(floor, "silent" + i, 1);
    }
    assertThat(site(floor, "silent0").gate().isHurried()).as("half of all").isFalse();

    starts(floor, "silent4", 1);

    assertThat(site(floor, "silent5").gate().isHurried()).isTrue();
    assertThat(site(floor, "known").gate().isHurried()).isFalse();
  }

  @Test
  void sitesThatTakeMailInTheirOwnTimeFindRoomBesideACrowdThatHangs() {
    Floor floor = floor(16, 2_000, 1, 1);
    end(floor, starts(floor, "steady", 1).get(0), Sign.SERVED, Duration.ofSeconds(5));
    int hanging = 0;
    for (int i = 0; i < 40; i++) {
      hanging += starts(floor, "hangs" + i, 1).size();
    }
    pass(Duration.ofSeconds(4));
    tick(floor);

    assertThat(hanging).isEqualTo(12);
    assertThat(starts(floor, "new", 1)).isEmpty();
    assertThat(starts(floor, "steady", 1)).hasSize(1);
  }

  @Test
  void sitesThatTakeMailInTheirOwnTimeLeaveRoomForNewOnes() {
    Floor floor = floor(16, 2_000, 1, 1);
    for (int i = 0; i < 20; i++) {
      end(floor, starts(floor, "steady" + i, 1).get(0), Sign.SERVED, Duration.ofSeconds(5));
    }
    int steady = 0;
    for (int i = 0; i < 20; i++) {
      steady += starts(floor, "steady" + i, 1).size();
    }

    assertThat(steady).isEqualTo(8);
    assertThat(starts(floor, "new", 1)).hasSize(1);
  }

  @Test
  void sharesAreOfTheConnectionsWhereThoseAreFewer() {
    Floor floor =
        new Floor(
            new DispatchSettings(
                100, 8, 2_000, new SiteLimits(1, 1, Optional.empty(), Optional.empty())),
            () -> now);
    makeBrisk(floor, "known");
    int hanging = 0;
    for (int i = 0; i < 20; i++) {
      hanging += starts(floor, "hangs" + i, 1).size();
    }

    assertThat(hanging).isEqualTo(6);
    assertThat(site(floor, "hangs1").gate().isHurried()).isTrue();
    assertThat(starts(floor, "known", 1)).hasSize(1);
  }

  @Test
  void whoHasAllThatOthersWaitForIsToldOnceAMinute() {
    Floor floor = floor(8, 2_000, 1, 1);
    for (int i = 0; i < 10; i++) {
      starts(floor, "hangs" + i, 1);
    }

    assertThat(tick(floor).crowd())
        .hasSize(6)
        .contains(new Holder(new SiteName("hangs0"), 1))
        .doesNotContain(new Holder(new SiteName("hangs9"), 1));
    pass(Duration.ofSeconds(30));
    assertThat(tick(floor).crowd()).isEmpty();
    pass(Duration.ofSeconds(31));
    assertThat(tick(floor).crowd()).hasSize(6);
  }

  @Test
  void newSitesHaveEverySecondTurnBeforeACrowdThatCameEarlier() {
    Floor floor = floor(8, 2_000, 5, 20);
    List<Work> hanging = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      hanging.addAll(starts(floor, "silent" + i, 1));
    }
    assertThat(hanging).hasSize(6);
    starts(floor, "new", 1);

    List<String> served = new ArrayList<>();
    for (Work work : hanging.subList(0, 2)) {
      floor.learn(work.site(), Sign.OUT_OF_REACH, QUICK.toNanos());
      floor
          .next(work.site(), 1, new Moves())
          .ifPresent(next -> served.add(next.site().name() + ""));
    }

    assertThat(served).anyMatch(name -> name.contains("new"));
  }

  @Test
  void oneMailThatTookLongDoesNotMakeAQuickSiteSlow() {
    Floor floor = floor(8, 2_000, 5, 20);
    makeBrisk(floor, "a");

    Work work = starts(floor, "a", 1).get(0);
    floor.learn(work.site(), Sign.SERVED, Duration.ofSeconds(20).toNanos());
    floor.next(work.site(), 1, new Moves());

    assertThat(floor.views()).allMatch(SiteView::brisk);
  }

  @Test
  void probeOfAHostThatFailedKeepsNoConnectionFromTheOthers() {
    Floor floor = floor(20, 2_000, 5, 20);
    ConnectionGate gate = starts(floor, "a", 1).get(0).site().gate();
    assertThat(gate.ofProbe().pass()).isEmpty();

    assertThat(starts(floor, "a", 350)).isNotEmpty();
  }

  @Test
  void urgentMailHasThePlaceOfTheLastThatIsNot() {
    Floor floor = floor(8, 40, 1, 1);
    Site slow = site(floor, "a");
    Moves moves = new Moves();
    for (int i = 0; i < 100; i++) {
      floor.join(slow, task(request("m" + i, "bob@a.example")), moves);
    }
    int turnedAway = moves.turnedAway().size();
    assertThat(turnedAway).isPositive();
    Moves later = new Moves();

    floor.join(slow, task(request("urgent", 9, "bob@a.example")), later);
    floor.join(slow, task(request("as usual", "bob@a.example")), later);
    floor.checkBooks();

    assertThat(later.turnedAway().stream().map(away -> away.task().request.id()))
        .containsExactly("m" + (99 - turnedAway), "as usual");
  }

  private static void heldBack(Floor floor, Work work, Hold.Reason reason) {
    Hold hold = new Hold(reason, "no room", Duration.ofMillis(200));
    floor.heldBack(work.site(), work.task(), hold, new Moves());
    floor.next(work.site(), 0, new Moves());
  }

  private Floor paced(Rate messages, Optional<Rate> connections) {
    return new Floor(
        new DispatchSettings(8, 2_000, new SiteLimits(5, 20, Optional.of(messages), connections)),
        () -> now);
  }

  private Floor floor(int deliveries, int window, int start, int connections) {
    return new Floor(
        new DispatchSettings(
            deliveries,
            window,
            new SiteLimits(start, connections, Optional.empty(), Optional.empty())),
        () -> now);
  }

  private void makeBrisk(Floor floor, String site) {
    for (int mail = 0; mail < 3; mail++) {
      end(floor, starts(floor, site, 1).get(0), Sign.SERVED, QUICK);
    }
  }

  private void end(Floor floor, Work work, Sign sign, Duration took) {
    pass(took);
    floor.learn(work.site(), sign, took.toNanos());
    floor.next(work.site(), 1, new Moves());
  }

  private List<Work> starts(Floor floor, String site, int mails) {
    return join(floor, site, mails).starts();
  }

  private Moves join(Floor floor, String site, int mails) {
    Moves moves = new Moves();
    for (int i = 0; i < mails; i++) {
      floor.join(site(floor, site), task(request("m", "bob@a.example")), moves);
    }
    floor.checkBooks();
    return moves;
  }

  private Moves tick(Floor floor) {
    Moves moves = new Moves();
    floor.tick(moves);
    floor.checkBooks();
    return moves;
  }

  private static Site site(Floor floor, String name) {
    return floor.site(new SiteName(name));
  }

  private Task task(DeliveryRequest request) {
    return new Task(client, request, report -> {}, arrivals++, now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
