// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.delivery;

import dev.postroad.core.outcome.Hold;
import java.util.Optional;

/**
 * What one visit of a {@link Journey} at a next hop came to, as far as others' mail is concerned.
 */
public sealed interface Visit {

  /** The mail has been tried there and goes on to its next hop or its end. */
  record Made(Sign sign) implements Visit {}

  /** The mail could not be tried there yet, and still is to be. */
  record NotYet(Hold why) implements Visit {}

  /** What the next hop showed of itself. */
  enum Sign {
    /** It asked for less: 421, or a refusal by policy that concerns more than a recipient. */
    BUSY,
    /** It talked to us, whatever it said of the mail. */
    SERVED,
    /** It hung up on this mail, which may be for this mail alone: others learn nothing of it. */
    LOST,
    /** None of its hosts could be talked to, or they fell silent. */
    OUT_OF_REACH;

    /** Of two hosts of one next hop: a plea for less is heard, and one that talks is enough. */
    Sign or(Optional<Sign> other) {
      return other.isPresent() && other.get().compareTo(this) < 0 ? other.get() : this;
    }
  }
}
