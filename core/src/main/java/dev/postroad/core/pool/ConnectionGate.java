// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.outcome.Hold;
import java.util.Optional;

/** Asked each time before a new connection is opened at a next hop. */
@FunctionalInterface
public interface ConnectionGate {

  /** Lets everything pass. */
  ConnectionGate OPEN = Optional::empty;

  /** Takes leave to open one connection; why not, if it is not given. */
  Optional<Hold> pass();

  /** The connection that was let pass is ready for mail, or has failed; called once for each. */
  default void settled() {}

  /**
   * Whether so much is under way to hosts that nobody knows anything of that one which takes its
   * time, until the message is asked for, keeps others from their turn.
   */
  default boolean isHurried() {
    return false;
  }

  /** The same for a host that is tried although it failed lately: nobody waits for that one. */
  default ConnectionGate ofProbe() {
    return this;
  }
}
