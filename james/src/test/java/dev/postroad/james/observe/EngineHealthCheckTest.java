// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.operations.SiteStatus;
import dev.postroad.james.operations.SiteStatus.State;
import dev.postroad.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.core.healthcheck.ResultStatus;
import org.junit.jupiter.api.Test;

class EngineHealthCheckTest {
  private final FakeClock clock = FakeClock.at(Entries.AT);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Pulse pulse = new Pulse(clock, nanos::get);

  @Test
  void anEngineThatIsNotHeardOfIsUnhealthyUntilItIs() {
    pass(Duration.ofSeconds(30));
    assertHealthy(look());

    pass(Duration.ofSeconds(1));

    assertUnhealthy(look(), "not looked after its deliveries since " + Entries.AT, "jstack");
    pulse.waiting(Map.of());
    assertHealthy(look());
  }

  @Test
  void aClockThatIsSetMakesNobodyIll() {
    clock.advance(Duration.ofHours(1));
    assertHealthy(look(free(3)));

    clock.advance(Duration.ofHours(-2));
    pass(Duration.ofMinutes(2));
    assertUnhealthy(look(), "not looked after its deliveries");
  }

  @Test
  void aQueueThatGivesNothingIsUnhealthy() {
    assertUnhealthy(
        EngineHealthCheck.of(pulse, List.of("bulk", "outgoing"), List.of()),
        "no mail is taken from bulk, outgoing");
  }

  @Test
  void mailThatNothingHoldsBackAndNobodyTriesIsUnhealthy() {
    pass(Duration.ofMinutes(2));
    pulse.waiting(Map.of());

    assertUnhealthy(look(free(3)), "3 mails wait that nothing holds back", Entries.AT.toString());
    assertHealthy(look());
    assertHealthy(look(site(State.SUSPENDED, 3, 0)));
    assertHealthy(look(free(3), site(State.SENDING, 0, 1)));
    pulse.begun("m", new SiteName("mx1.x.example"));
    assertHealthy(look(free(3)));
  }

  private void pass(Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
  }

  private Finding look(SiteStatus... sites) {
    return EngineHealthCheck.of(pulse, List.of(), List.of(sites));
  }

  private static SiteStatus free(int waiting) {
    return site(State.WAITING, waiting, 0);
  }

  private static SiteStatus site(State state, int waiting, int active) {
    return Statuses.site("mx1.x.example", state, waiting, active, 0, Entries.AT);
  }

  private static void assertHealthy(Finding finding) {
    assertThat(finding.status()).as(finding.words()).isEqualTo(ResultStatus.HEALTHY);
  }

  private static void assertUnhealthy(Finding finding, String... words) {
    assertThat(finding.status()).isEqualTo(ResultStatus.UNHEALTHY);
    assertThat(finding.words()).contains(words);
  }
}
