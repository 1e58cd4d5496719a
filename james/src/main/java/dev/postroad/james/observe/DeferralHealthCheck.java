// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import java.time.Clock;
import javax.inject.Inject;

/** Whether James keeps what is to be tried again. */
public final class DeferralHealthCheck extends Check {
  private final Observation observation;
  private final Clock clock;

  @Inject
  public DeferralHealthCheck(Observation observation, Clock clock) {
    super("Postroad deferral");
    this.observation = observation;
    this.clock = clock;
  }

  @Override
  Finding look() {
    return observation
        .deferral()
        .latest(clock.instant())
        .map(
            latest ->
                Finding.unhealthy(
                    "%d mails could not be put where deferred mail waits, the last one, %s of the queue"
                            .formatted(latest.mails(), latest.mail())
                        + " %s, at %s. They stay in the queue and may be delivered twice. Look for"
                            .formatted(latest.queue(), latest.at())
                        + " ERROR in James' log: a full disk, or a database that is away"))
        .orElse(Finding.HEALTHY);
  }
}
