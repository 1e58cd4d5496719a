// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import java.time.Clock;
import javax.inject.Inject;

/** Whether James takes what is to be tried again, or to go elsewhere. */
@ProvidedBy(DeferralHealthCheck.Door.class)
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
                Finding.degraded(
                    "%s%d mails could not be put where they are to go, the last one, %s of the queue %s,"
                            .formatted(
                                latest.mails() < DeferralTroubles.MOST ? "" : "more than ",
                                latest.mails(),
                                latest.mail(),
                                latest.queue())
                        + " at %s: %s. Each is tried again, every four minutes at the seldomest, and"
                            .formatted(latest.at(), latest.why())
                        + " has one of the places of maxInFlight until then; if James ends first, it"
                        + " may be delivered twice. Look for a full disk, or a database that is away"))
        .orElse(Finding.HEALTHY);
  }

  static final class Door extends Entrance<DeferralHealthCheck> {
    Door() {
      super(DeferralHealthCheck.class);
    }
  }
}
