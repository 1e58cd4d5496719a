// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.time.Duration;

/**
 * How long and how often a session is used, and how many there are.
 *
 * @param idleTimeout how long an unused session is kept; zero closes it after its mail
 * @param mailsPerConnection most transactions over one session, 1 or more
 * @param connections most sessions in all, idle ones included, 1 or more; for a new one beyond that
 *     the one that is idle for the longest is closed
 * @param connectionsPerSource the same for one address that they come from
 */
public record PoolSettings(
    Duration idleTimeout, int mailsPerConnection, int connections, int connectionsPerSource) {

  public PoolSettings {
    if (idleTimeout.isNegative()
        || mailsPerConnection < 1
        || connections < 1
        || connectionsPerSource < 1) {
      throw new IllegalArgumentException("out of range");
    }
  }
}
