// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.time.Duration;

/**
 * How long and how often a session is used.
 *
 * @param idleTimeout how long an unused session is kept; zero closes it after its mail
 * @param mailsPerConnection most transactions over one session, 1 or more
 * @param maxIdle most idle sessions kept in all; beyond that a session is closed after its mail
 */
public record PoolSettings(Duration idleTimeout, int mailsPerConnection, int maxIdle) {
  public static final PoolSettings STANDARD = new PoolSettings(Duration.ofSeconds(5), 100, 1_000);

  public PoolSettings {
    if (idleTimeout.isNegative() || mailsPerConnection < 1 || maxIdle < 0) {
      throw new IllegalArgumentException("out of range");
    }
  }
}
