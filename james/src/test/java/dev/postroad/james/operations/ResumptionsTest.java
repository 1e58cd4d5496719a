// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.dispatch.SiteOrders;
import dev.postroad.core.dispatch.SiteOrders.Limits;
import dev.postroad.core.dispatch.SiteOrders.Order;
import dev.postroad.core.mx.SiteName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ResumptionsTest {
  private static final SiteName ONE = new SiteName("one");
  private static final SiteName TWO = new SiteName("two");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Instant now = NOON;
  private Known known = new Known(5, 5);
  private final List<List<String>> broughtBack = new ArrayList<>();
  private SiteOrders orders = SiteOrders.NONE;
  private Resumptions resumptions = resumptionsAfter(SiteOrders.NONE);

  @Test
  void whatIsOnItsWayToItsRestComesBackForAWhile() {
    follow(orders.suspend(ONE, order()).suspend(TWO, order()));
    follow(orders.resume(ONE));
    pass(Duration.ofSeconds(5));
    follow(orders.resume(TWO));
    pass(Duration.ofSeconds(26));
    pass(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack)
        .containsExactly(
            List.of("suspended at one"),
            List.of("suspended at one"),
            List.of("suspended at two"),
            List.of("suspended at one", "suspended at two"),
            List.of("suspended at two"));
  }

  @Test
  void whileTheBookIsReadAllThatAppearsComesBack() {
    known = new Known(1, 5);
    follow(orders.suspend(ONE, order()));
    follow(orders.resume(ONE));
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(broughtBack).hasSize(10);

    known = new Known(5, 5);
    pass(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(broughtBack).hasSize(11).containsOnly(List.of("suspended at one"));
  }

  @Test
  void whatIsSuspendedAgainIsLeftAlone() {
    known = new Known(1, 5);
    follow(orders.suspend(ONE, order()));
    follow(orders.resume(ONE));
    follow(orders.suspend(ONE, order()));
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack).containsExactly(List.of("suspended at one"));
  }

  /** A mail that is being postponed at that moment is seen a little later. */
  @Test
  void limitsWhoseTimeIsOverBringMailBackNowAndForAWhile() {
    follow(orders.limit(ONE, limits(10)));
    pass(Duration.ofMinutes(9));
    assertThat(broughtBack).isEmpty();

    pass(Duration.ofMinutes(1));
    pass(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(26));
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack).hasSizeBetween(3, 4).containsOnly(List.of("limit at one"));
  }

  @Test
  void otherLimitsBringBackWhatThoseBeforePostponed() {
    follow(orders.limit(ONE, limits(10)));
    follow(orders.limit(ONE, limits(20)));
    follow(orders.unlimit(ONE));

    assertThat(broughtBack).containsExactly(List.of("limit at one"), List.of("limit at one"));
  }

  @Test
  void ordersThatStayAsTheyAreBringNothingBack() {
    follow(orders.limit(ONE, limits(10)).suspend(TWO, order()));
    follow(orders.suspend(ONE, order()));
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack).isEmpty();
  }

  @Test
  void whatEndedWhileJamesWasDownBringsMailBackAtTheStart() {
    SiteOrders before = SiteOrders.NONE.limit(ONE, limits(10)).limit(TWO, limits(60));
    resumptions = resumptionsAfter(before);
    orders = before;
    known = new Known(0, 5);

    pass(Duration.ofMinutes(30));
    pass(Duration.ofMinutes(1));

    assertThat(broughtBack).hasSize(3).containsOnly(List.of("limit at one"));
  }

  private Resumptions resumptionsAfter(SiteOrders before) {
    return new Resumptions(new Told(), before, new Hands());
  }

  private Order order() {
    return new Order("amy", "", NOON, Optional.empty());
  }

  private static Limits limits(int minutes) {
    return new Limits(
        new Order("amy", "", NOON, Optional.of(NOON.plus(Duration.ofMinutes(minutes)))),
        OptionalInt.of(3),
        Optional.empty(),
        Optional.empty());
  }

  private void follow(SiteOrders given) {
    orders = given;
    resumptions.follow(orders.inForce(now));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    resumptions.follow(orders.inForce(now));
    resumptions.tick();
  }

  /** Remembers what is asked of it. */
  private final class Told implements Backlog {
    @Override
    public Optional<Load> of(SiteName site) {
      return Optional.empty();
    }

    @Override
    public Known known() {
      return known;
    }

    @Override
    public void bringBack(Collection<Lifted> lifted) {
      broughtBack.add(lifted.stream().map(Lifted::toString).sorted().toList());
    }
  }

  /** A clock whose hands are moved by the test. */
  private final class Hands extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
