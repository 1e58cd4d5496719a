// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.AttemptEntry.Outcome;
import dev.postroad.core.history.Cause;
import dev.postroad.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.Test;

/** What an operator is told of relays in the log. */
class RelayTroublesTest {
  private final FakeClock clock = FakeClock.at(Entries.AT);
  private final List<String> told = new ArrayList<>();
  private final RelayTroubles troubles =
      new RelayTroubles(clock, (relay, words) -> told.add(relay + ": " + words));

  @Test
  void relayThatIsNotFoundIsToldOnceAnHour() {
    for (int i = 0; i < 3; i++) {
      decided(notFound());
    }
    assertThat(told).containsExactly("via hub: 451 4.3.5 relay not resolved: hub");

    decided(Entries.delivered("via hub"));
    decided(notFound());
    assertThat(told).as("a relay that comes and goes").hasSize(1);

    clock.advance(Duration.ofHours(1));
    decided(notFound());
    assertThat(told).hasSize(2);
  }

  /** That is told where it happens, with the login. */
  @Test
  void refusedLoginIsNotToldTwice() {
    decided(Entries.refusedLogin("via hub"));

    assertThat(told).isEmpty();
    assertThat(troubles.known(clock.instant())).hasSize(1);
  }

  @Test
  void hostOfTheWorldIsNotTold() {
    decided(Entries.deferred("mx.a.example", Cause.TLS));

    assertThat(told).isEmpty();
  }

  private static AttemptEntry notFound() {
    return Entries.untried(
        Optional.of("via hub"), Outcome.DEFERRED, Cause.CONFIGURATION, "relay not resolved: hub");
  }

  private void decided(AttemptEntry entry) {
    troubles.decided("outgoing", MailImpl.builder().name("Mail7").build(), List.of(entry));
  }
}
