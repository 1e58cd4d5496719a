// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.time.Duration;

/**
 * What is held against a place.
 *
 * @param standing how it stands
 * @param probing whether one mail is finding out now whether it is back
 * @param left how long until it is tried as if nothing had been, or probed; zero if it may be
 * @param failures how often in a row it could not be talked to
 * @param words what it failed with last; empty text if nothing is held against it
 */
public record HostState(
    HostHealth.Standing standing, boolean probing, Duration left, int failures, String words) {
  /** Nothing is. */
  public static final HostState GOOD =
      new HostState(HostHealth.Standing.GOOD, false, Duration.ZERO, 0, "");
}
