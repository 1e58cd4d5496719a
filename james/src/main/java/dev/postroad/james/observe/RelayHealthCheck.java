// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;

/** Whether relays can be found, and take our login on the terms that are written for them. */
@ProvidedBy(RelayHealthCheck.Door.class)
public final class RelayHealthCheck extends Check {
  private static final int MOST_TOLD = 5;

  private final Observation observation;
  private final Clock clock;

  @Inject
  public RelayHealthCheck(Observation observation, Clock clock) {
    super("Postroad relays");
    this.observation = observation;
    this.clock = clock;
  }

  @Override
  Finding look() {
    List<RelayTroubles.Trouble> known = observation.relays().known(clock.instant());
    if (known.isEmpty()) {
      return Finding.HEALTHY;
    }
    String told =
        known.stream()
            .limit(MOST_TOLD)
            .map(RelayHealthCheck::words)
            .collect(Collectors.joining("; "));
    String more = known.size() > MOST_TOLD ? "; and " + (known.size() - MOST_TOLD) + " more" : "";
    return Finding.degraded(
        told
            + more
            + ". Mail for it waits, none is bounced. Mend the relay's line (auth, tls, host) or the"
            + " file of its login, which is read anew by itself; then flush its mail");
  }

  private static String words(RelayTroubles.Trouble trouble) {
    Instant since = trouble.since().truncatedTo(ChronoUnit.SECONDS);
    return trouble.relay() + " since " + since + ": " + trouble.words();
  }

  static final class Door extends Entrance<RelayHealthCheck> {
    Door() {
      super(RelayHealthCheck.class);
    }
  }
}
