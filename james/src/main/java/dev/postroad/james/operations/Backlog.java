// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.mx.SiteName;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Mail that waits for its next attempt, outside of the engine. Thread-safe. */
public interface Backlog {

  /**
   * What waits for one site: the one where its last attempt was, or was to be.
   *
   * @param deferred how many mails, 1 or more
   * @param oldest since when the oldest of them has been here
   * @param nextAttempt when the first of them is due
   */
  record Load(int deferred, Instant oldest, Optional<Instant> nextAttempt) {}

  /** What waits for one site; empty if nothing does. */
  Optional<Load> of(SiteName site);

  /** How much of what is open is known, and so may be brought back. */
  Known known();

  /**
   * Has the mail tried, as soon as there is room, that is known and waits for what holds it back no
   * longer; does not wait for it.
   */
  void bringBack(Collection<Lifted> lifted);
}
