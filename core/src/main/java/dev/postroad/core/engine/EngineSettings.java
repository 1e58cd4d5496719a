// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.engine;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.dispatch.DispatchSettings;
import dev.postroad.core.dispatch.SiteLimits;
import dev.postroad.core.pool.PoolSettings;

/**
 * How much an engine does at once, whoever it delivers for.
 *
 * @param pool how many sessions there are, and how long they are kept
 * @param dispatch how much is under way, in all and at each site
 */
public record EngineSettings(PoolSettings pool, DispatchSettings dispatch) {

  /** What holds when nothing is written. */
  public static final EngineSettings STANDARD = of(DeliverySettings.STANDARD, false);

  /**
   * What mailets that share an engine agree on, as the engine takes it.
   *
   * @param settings of any of them
   * @param threadsAreFree whether the host's workers are as many as there are deliveries, so that
   *     only the number of connections is a limit
   */
  public static EngineSettings of(DeliverySettings settings, boolean threadsAreFree) {
    return new EngineSettings(settings.pool(), dispatch(settings, threadsAreFree));
  }

  private static DispatchSettings dispatch(DeliverySettings settings, boolean threadsAreFree) {
    DeliverySettings.Limits limits = settings.limits();
    int connections = settings.pool().connections();
    return new DispatchSettings(
        threadsAreFree ? connections : Math.min(connections, settings.queue().threads()),
        Math.min(connections, settings.pool().connectionsPerSource()),
        settings.queue().maxInFlight(),
        new SiteLimits(
            limits.initialConnections(),
            limits.connections(),
            limits.messageRate(),
            limits.connectionRate()));
  }
}
