// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import java.time.Clock;
import java.time.Duration;
import javax.inject.Inject;

/**
 * Whether name servers answer, by what delivery asked them lately: it asks nothing itself, so
 * without mail it knows nothing against them.
 */
@ProvidedBy(ResolverHealthCheck.Door.class)
public final class ResolverHealthCheck extends Check {
  private static final Duration LATELY = Duration.ofMinutes(5);
  private static final int FEW = 5;
  private static final int SOME = 20;

  private final Observation observation;
  private final Clock clock;

  @Inject
  public ResolverHealthCheck(Observation observation, Clock clock) {
    super("Postroad resolver");
    this.observation = observation;
    this.clock = clock;
  }

  @Override
  Finding look() {
    Lookups.Sums seen = observation.lookups().since(clock.instant().minus(LATELY));
    String what =
        "%d of %d look-ups of the last %d minutes had no answer, the last one: %s. Mail for these"
                .formatted(seen.unanswered(), seen.asked(), LATELY.toMinutes(), seen.words())
            + " domains waits. See whether this machine reaches its name servers (<dns> of"
            + " MxRemoteDelivery, or dnsservice.xml): postroad route ADDRESS shows what they say";
    if (seen.asked() >= FEW && seen.unanswered() == seen.asked()) {
      return Finding.unhealthy(what);
    }
    return seen.asked() >= SOME && seen.unanswered() * 2 > seen.asked()
        ? Finding.degraded(what)
        : Finding.HEALTHY;
  }

  static final class Door extends Entrance<ResolverHealthCheck> {
    Door() {
      super(ResolverHealthCheck.class);
    }
  }
}
