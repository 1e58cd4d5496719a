// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that happened to a mail.
 *
 * @param at when
 * @param mail the name under which: the mail's own, or one derived from it
 * @param what it was
 * @param recipient whom it concerned; empty for all
 * @param site where; empty if it happened here
 * @param text in words
 */
public record TraceEvent(
    Instant at,
    String mail,
    What what,
    Optional<String> recipient,
    Optional<String> site,
    String text) {

  /** What may happen. */
  public enum What {
    ACCEPTED,
    PLANNED,
    ATTEMPT,
    DEFERRED,
    POSTPONED,
    DELIVERED,
    FAILED,
    GIVEN_UP,
    HELD,
    RELEASED,
    FLUSHED,
    REQUEUED,
    DELETED,
    BOUNCED,
    REFUSED,
    DISCARDED;

    /** As it stands in answers: {@code given-up}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
