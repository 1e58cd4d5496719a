// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import com.google.inject.ProvidedBy;
import dev.postroad.james.Entrance;
import javax.inject.Inject;

/** Whether records can be written, as far as James' logging tells. */
@ProvidedBy(RecordsHealthCheck.Door.class)
public final class RecordsHealthCheck extends Check {
  private final Observation observation;

  @Inject
  public RecordsHealthCheck(Observation observation) {
    super("Postroad records");
    this.observation = observation;
  }

  @Override
  Finding look() {
    return observation
        .lostRecords()
        .trouble()
        .map(
            trouble ->
                Finding.degraded(
                    "James' logging cannot write since %s: %s. Records are lost, no mail is. Make room"
                            .formatted(trouble.since(), trouble.words())
                        + " on that disk, or see logback.xml"))
        .orElse(Finding.HEALTHY);
  }

  static final class Door extends Entrance<RecordsHealthCheck> {
    Door() {
      super(RecordsHealthCheck.class);
    }
  }
}
