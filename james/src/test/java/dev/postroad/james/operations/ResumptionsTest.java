// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.Cause;
import dev.postroad.core.mx.SiteName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResumptionsTest {
  private static final SiteName ONE = new SiteName("mx.one.example");
  private static final SiteName TWO = new SiteName("mx.two.example");

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private Known known = new Known(5, 5);
  private final List<Set<SiteName>> broughtBack = new ArrayList<>();
  private final Resumptions resumptions = new Resumptions(new Told(), new Hands());

  @Test
  void whatIsOnItsWayToItsRestComesBackForAWhile() {
    resumptions.resumed(ONE);
    pass(Duration.ofSeconds(5));
    resumptions.resumed(TWO);
    pass(Duration.ofSeconds(26));
    pass(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack)
        .containsExactly(Set.of(ONE), Set.of(ONE), Set.of(TWO), Set.of(ONE, TWO), Set.of(TWO));
  }

  @Test
  void whileTheBookIsReadAllThatAppearsComesBack() {
    known = new Known(1, 5);
    resumptions.resumed(ONE);
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(broughtBack).hasSize(10);

    known = new Known(5, 5);
    pass(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    assertThat(broughtBack).hasSize(11).containsOnly(Set.of(ONE));
  }

  @Test
  void whatIsSuspendedAgainIsLeftAlone() {
    known = new Known(1, 5);
    resumptions.resumed(ONE);
    resumptions.suspended(ONE);
    pass(Duration.ofSeconds(5));

    assertThat(broughtBack).containsExactly(Set.of(ONE));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    resumptions.tick();
  }

  /** Remembers what is asked of it. */
  private final class Told implements Backlog {
    @Override
    public Optional<Load> of(SiteName site) {
      return Optional.empty();
    }

    @Override
    public Map<SiteName, Load> bySite() {
      return Map.of();
    }

    @Override
    public Known known() {
      return known;
    }

    @Override
    public void bringBack(Set<SiteName> sites, Cause cause) {
      assertThat(cause).isEqualTo(Cause.SUSPENDED);
      broughtBack.add(sites);
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
