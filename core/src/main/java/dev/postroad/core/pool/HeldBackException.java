// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.outcome.Hold;

/** A connection would be needed, and may not be opened now. Says nothing of the peer. */
public final class HeldBackException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Hold why;

  /** For a reason that whoever leases sessions has of its own, or the pool has. */
  public HeldBackException(Hold why) {
    super(why.detail(), null, false, false);
    this.why = why;
  }

  public Hold why() {
    return why;
  }
}
