// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.History.Found;
import dev.postroad.core.history.History.LoudSite;
import dev.postroad.core.history.History.SiteSummary;
import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.outcome.Verdict;
import dev.postroad.core.outcome.Verdict.Continuation;
import dev.postroad.core.outcome.Verdict.Disposition;
import dev.postroad.core.outcome.Verdict.Scope;
import dev.postroad.core.report.Attempt;
import dev.postroad.core.smtp.EnhancedStatus;
import dev.postroad.core.smtp.Stage;
import dev.postroad.core.smtp.TlsSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final DeliveryStatus OK =
      new DeliveryStatus(250, EnhancedStatus.parse("2.0.0"), "queued");
  private static final DeliveryStatus LATER =
      new DeliveryStatus(450, EnhancedStatus.parse("4.2.1"), "greylisted");

  private final History history = new History(NOON);

  @Test
  void theNewestAttemptsAreFoundFirst() {
    add("m1", "a", Outcome.DEFERRED, NOON);
    add("m2", "b", Outcome.DELIVERED, NOON.plusSeconds(1));
    add("m1", "a", Outcome.DELIVERED, NOON.plusSeconds(2));

    Found found = history.find(entry -> entry.mail().equals("m1"), 0, 50);

    assertThat(found.total()).isEqualTo(2);
    assertThat(found.page())
        .extracting(AttemptEntry::outcome)
        .containsExactly(Outcome.DELIVERED, Outcome.DEFERRED);
    assertThat(history.find(entry -> true, 1, 1).page())
        .singleElement()
        .matches(entry -> entry.mail().equals("m2"));
    assertThat(history.kept()).isEqualTo(new History.Kept(3, NOON));
  }

  @Test
  void onlySoManyAttemptsAreKept() {
    for (int i = 0; i < History.ATTEMPTS + 7; i++) {
      add("m" + i, "a", Outcome.DELIVERED, NOON.plusSeconds(i));
    }

    assertThat(history.find(entry -> true, 0, 1).total()).isEqualTo(History.ATTEMPTS);
    assertThat(history.kept()).isEqualTo(new History.Kept(History.ATTEMPTS, NOON.plusSeconds(7)));
  }

  @Test
  void whoeverAddsWhileOthersLookLosesNothing() throws InterruptedException {
    List<Thread> adding = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String mail = "m" + i;
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 2_000; n++) {
                  add(mail, "a", Outcome.DELIVERED, NOON.plusMillis(n));
                }
              });
      thread.start();
      adding.add(thread);
    }
    while (adding.stream().anyMatch(Thread::isAlive)) {
      List<AttemptEntry> seen = history.find(entry -> entry.mail().equals("m0"), 0, 9_999).page();
      assertThat(seen)
          .isSortedAccordingTo((one, other) -> other.at().compareTo(one.at()))
          .doesNotHaveDuplicates();
    }
    for (Thread thread : adding) {
      thread.join();
    }

    assertThat(history.find(entry -> true, 0, 1).total()).isEqualTo(8_000);
    assertThat(history.site(new SiteName("a"), NOON).rates()).contains(new Rates(1_600, 0, 0));
  }

  @Test
  void whatIsLongPastIsNotCountedAnyMore() {
    for (int minute = 0; minute < 40; minute++) {
      add("m", "a", Outcome.FAILED, NOON.plus(Duration.ofMinutes(minute)));
    }
    Instant end = NOON.plus(Duration.ofMinutes(39));

    Flow flow = history.flow(end, History.STEPS);

    assertThat(flow.points()).hasSize(History.STEPS);
    assertThat(flow.points().stream().mapToInt(Flow.Point::failed).sum()).isEqualTo(30);
    assertThat(flow.points().get(History.STEPS - 1).from()).isEqualTo(end);
    assertThat(history.causes(end, 60)).extracting(CauseCount::count).containsExactly(10);
    assertThat(history.site(new SiteName("a"), end).rates()).contains(new Rates(0, 0, 1));
    assertThat(history.site(new SiteName("a"), end.plus(Duration.ofHours(2))).rates())
        .contains(Rates.NONE);
  }

  @Test
  void aClockThatIsSetBackEndsTheCountingOfNothing() {
    add("m1", "a", Outcome.DELIVERED, NOON.plus(Duration.ofDays(1)));
    add("m2", "a", Outcome.DELIVERED, NOON);

    assertThat(history.flow(NOON, 1).points().get(0).delivered()).isEqualTo(1);
  }

  @Test
  void beingHeldBackIsNoAttempt() {
    add("m1", "a", Outcome.POSTPONED, NOON);

    assertThat(history.flow(NOON, 1).points().get(0)).isEqualTo(new Flow.Point(NOON, 0, 0, 0, 0));
    assertThat(history.causes(NOON, 1)).hasSize(1);
  }

  @Test
  void mailThatWaitsIsCountedBySiteAndInAll() {
    history.waiting(NOON, Map.of(new SiteName("a"), 3, new SiteName("b"), 4));
    history.waiting(NOON.plusSeconds(5), Map.of(new SiteName("a"), 2));

    assertThat(history.flow(NOON, 1).points().get(0).waiting()).isEqualTo(2);
    assertThat(lastWaiting("a")).isEqualTo(2);
  }

  private int lastWaiting(String site) {
    List<Flow.Point> points = history.flow(new SiteName(site), NOON).points();
    return points.get(points.size() - 1).waiting();
  }

  @Test
  void onlySitesLastHeardOfAreRemembered() {
    for (int i = 0; i < History.SITES; i++) {
      add("m", "site" + i, Outcome.DELIVERED, NOON);
    }
    add("m", "site0", Outcome.DELIVERED, NOON);
    assertThat(history.site(new SiteName("new"), NOON)).isEqualTo(SiteSummary.NONE);
    add("m", "new", Outcome.DELIVERED, NOON);

    assertThat(history.sites(NOON))
        .hasSize(History.SITES)
        .containsKeys(new SiteName("site0"), new SiteName("new"))
        .doesNotContainKey(new SiteName("site1"));
    assertThat(history.site(new SiteName("site1"), NOON))
        .as("it is not known any more whether something went there")
        .isEqualTo(SiteSummary.FORGOTTEN)
        .isEqualTo(history.ofOthers());
  }

  @Test
  void theLastRepliesOfASiteAreKeptWhateverOthersSay() {
    for (int i = 0; i < 25; i++) {
      add("quiet" + i, "quiet", Outcome.DEFERRED, NOON);
    }
    for (int i = 0; i < History.ATTEMPTS; i++) {
      add("m", "loud", Outcome.DELIVERED, NOON);
    }

    assertThat(history.replies(new SiteName("quiet")))
        .hasSize(History.REPLIES)
        .first()
        .matches(entry -> entry.mail().equals("quiet24"));
    assertThat(history.loudest(NOON, 1, 1))
        .containsExactly(new LoudSite(new SiteName("loud"), History.ATTEMPTS));
  }

  @Test
  void howLongTriesTakeIsToldOfTheLastOnes() {
    for (int i = 1; i <= 1_000; i++) {
      add("m", "slow", Outcome.DELIVERED, NOON, Duration.ofMillis(i));
    }
    add("m", "quick", Outcome.DELIVERED, NOON, Duration.ofMillis(3));

    assertThat(history.slowest(5))
        .containsExactly(
            new History.SlowSite(
                new SiteName("slow"),
                new TimesTaken(Duration.ofMillis(968), Duration.ofMillis(997))),
            new History.SlowSite(
                new SiteName("quick"), new TimesTaken(Duration.ofMillis(3), Duration.ofMillis(3))));
  }

  @Test
  void causesAreToldApartByCodeAndTheirNumberIsBounded() {
    add("m1", "a", Outcome.DEFERRED, NOON);
    add("m2", "a", Outcome.DEFERRED, NOON);
    IntStream.range(0, 150)
        .forEach(
            i ->
                history.add(
                    entry("m", "a", Outcome.FAILED, NOON, permanent("5.7." + i), Duration.ZERO)));

    List<CauseCount> causes = history.causes(NOON, 1);

    assertThat(causes).hasSize(151).first().isEqualTo(new CauseCount(Cause.RECIPIENT, LATER, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "bob@x.example, bob@x.example, true",
    "Bob@X.example, bob@x.EXAMPLE, true",
    "@x.example, bob@x.example, true",
    "@x.example, bob@sub.x.example, false",
    "@x.example, x.example, false",
    "bob@x.example, robob@x.example, false",
    "<>, '', true",
    "<>, bob@x.example, false",
    "@bücher.example, bob@xn--bcher-kva.example, true",
    "@xn--bcher-kva.example, bob@bücher.example, true",
    "@BÜCHER.example, bob@bücher.example, true",
    "Bob@bücher.example, bob@xn--bcher-kva.example, true",
    "bob@xn--bcher-kva.example, bob@bücher.example, true",
    "böb@bücher.example, böb@xn--bcher-kva.example, true",
    "@cher.example, bob@bücher.example, false",
    "@x_y.example, bob@x_y.example, true",
    "@a b.example, bob@a b.example, true",
    "bob@[192.0.2.1], bob@[192.0.2.1], true",
    "bob@x.example, böb@bücher.example, false",
    "'@x.example', '', false",
    "'@bücher.example', '', false",
  })
  void addressesAreFound(String wanted, String address, boolean found) {
    assertThat(AddressFilter.parse(wanted).test(address)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bob", "bob@", "@"})
  void whatIsNoAddressIsToldToBeNone(String text) {
    assertThatThrownBy(() -> AddressFilter.parse(text)).hasMessageContaining("@domain.example");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4.2.1, true",
    "4.2, 4.2.1, true",
    "4.2.1, 4.2.1, true",
    "4.2.1, 4.2.10, false",
    "4.2, 4.22.1, false",
    "5, 4.2.1, false",
  })
  void statusesAreFoundByTheirBeginning(String wanted, String status, boolean found) {
    assertThat(new StatusFilter(wanted).test(EnhancedStatus.parse(status))).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4.", "4.2.1.1", "3", "four", "421"})
  void whatIsNoStatusIsToldToBeNone(String text) {
    assertThatThrownBy(() -> new StatusFilter(text)).hasMessageContaining("4.2.1");
  }

  @Test
  void aFilterWantsAllThatItSays() {
    AttemptEntry entry = entry("m1", "a", Outcome.DEFERRED, NOON, LATER, Duration.ZERO);

    assertThat(filter("m1", "@x.example", "a", "recipient", "4.2", NOON).test(entry)).isTrue();
    assertThat(filter("m1", "@x.example", "a", "4.2", "4.2", NOON).test(entry)).isTrue();
    assertThat(filter("m1", "@x.example", "a", "4.7", "4.2", NOON).test(entry)).isFalse();
    assertThat(filter("m2", "@x.example", "a", "recipient", "4.2", NOON).test(entry)).isFalse();
    assertThat(filter("m1", "@y.example", "a", "recipient", "4.2", NOON).test(entry)).isFalse();
    assertThat(filter("m1", "@x.example", "b", "recipient", "4.2", NOON).test(entry)).isFalse();
    assertThat(filter("m1", "@x.example", "a", "policy", "4.2", NOON).test(entry)).isFalse();
    assertThat(filter("m1", "@x.example", "a", "recipient", "4.3", NOON).test(entry)).isFalse();
    assertThat(filter("m1", "@x.example", "a", "recipient", "4.2", NOON.plusNanos(1)).test(entry))
        .isFalse();
  }

  private static AttemptFilter filter(
      String mail, String recipient, String site, String cause, String status, Instant since) {
    return new AttemptFilter(
        Optional.of(mail),
        Optional.empty(),
        Optional.of(AddressFilter.parse(recipient)),
        Optional.of(new SiteName(site)),
        Optional.of(Outcome.DEFERRED),
        Optional.of(CauseFilter.parse(cause)),
        Optional.of(new StatusFilter(status)),
        Optional.of(since));
  }

  private void add(String mail, String site, Outcome outcome, Instant at) {
    add(mail, site, outcome, at, Duration.ofMillis(5));
  }

  private void add(String mail, String site, Outcome outcome, Instant at, Duration took) {
    DeliveryStatus status =
        switch (outcome) {
          case DELIVERED -> OK;
          case DEFERRED, POSTPONED, HELD -> LATER;
          case FAILED, GIVEN_UP, BOUNCED, DELETED, REFUSED, DISCARDED -> permanent("5.1.1");
        };
    history.add(entry(mail, site, outcome, at, status, took));
  }

  private static DeliveryStatus permanent(String enhanced) {
    return DeliveryStatus.permanent(550, enhanced, "no");
  }

  private static AttemptEntry entry(
      String mail, String site, Outcome outcome, Instant at, DeliveryStatus status, Duration took) {
    Disposition disposition =
        switch (outcome) {
          case DELIVERED -> Disposition.DELIVERED;
          case DEFERRED, POSTPONED, HELD -> Disposition.DEFERRED;
          case FAILED, GIVEN_UP, BOUNCED, DELETED, REFUSED, DISCARDED -> Disposition.FAILED;
        };
    Attempt attempt =
        new Attempt(
            new SiteName(site),
            "mx." + site,
            "192.0.2.1",
            25,
            Stage.RCPT,
            TlsSummary.NONE,
            Optional.empty(),
            new Verdict(Scope.RECIPIENT, disposition, Continuation.NONE, status),
            took);
    return new AttemptEntry(
        at,
        mail,
        "outgoing",
        "amy@corp.example",
        "bob@x.example",
        Optional.of(new SiteName(site)),
        OptionalInt.of(1),
        outcome,
        status,
        outcome == Outcome.DELIVERED
            ? Optional.empty()
            : Optional.of(Cause.of(status, Optional.of(attempt))),
        outcome == Outcome.POSTPONED ? Optional.empty() : Optional.of(attempt),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty());
  }
}
