// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.history;

import dev.postroad.core.mx.SiteName;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.report.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an attempt came to for one recipient, or an operator who ended the mail by hand, or a rule
 * that did not let it leave, and what was decided by it.
 *
 * @param at when that was decided
 * @param mail the host's name of the mail
 * @param queue the host's name of the queue it came from; empty text if it was in none yet
 * @param sender the reverse-path; empty text for {@code <>}
 * @param recipient the forward-path
 * @param site where it was tried, or was to be; empty if there was nowhere to go
 * @param attempt which attempt it was, from 1; empty if the mail was held back and it was none
 * @param outcome what becomes of the mail for this recipient
 * @param status in whose words
 * @param cause the same in one word; empty if it was delivered
 * @param decisive the try that decided it; empty if none did
 * @param next when the recipient is tried again; empty if not
 * @param age since the mail's first attempt, or since it came here if there was none; not negative
 * @param by on whose word it was ended by hand, or the rule that did not let it leave; else empty
 */
public record AttemptEntry(
    Instant at,
    String mail,
    String queue,
    String sender,
    String recipient,
    Optional<SiteName> site,
    OptionalInt attempt,
    Outcome outcome,
    DeliveryStatus status,
    Optional<Cause> cause,
    Optional<Attempt> decisive,
    Optional<Instant> next,
    Duration age,
    Optional<By> by) {

  /** What becomes of a mail for a recipient. */
  public enum Outcome {
    DELIVERED("delivered"),
    /** Tried in vain, and tried again later. */
    DEFERRED("deferred"),
    /** Held back, which is no attempt. */
    POSTPONED("postponed"),
    FAILED("failed"),
    /** Time or attempts have run out. */
    GIVEN_UP("given-up"),
    /** Ended by an operator, and its sender told. */
    BOUNCED("bounced"),
    /** Ended by an operator, and nobody told. */
    DELETED("deleted"),
    /** Put aside by a rule of the policy, until an operator sends it on. */
    HELD("held"),
    /** Ended by a rule of the policy, and its sender told. */
    REFUSED("refused"),
    /** Ended by a rule of the policy, and nobody told. */
    DISCARDED("discarded");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** As it is written for machines. */
    public String word() {
      return word;
    }

    /** Whether the mail is tried again for this recipient. */
    public boolean isKept() {
      return this == DEFERRED || this == POSTPONED;
    }

    /** Whether a rule of the policy has decided it, before the mail came into a queue. */
    public boolean isByRule() {
      return this == HELD || this == REFUSED || this == DISCARDED;
    }
  }
}
