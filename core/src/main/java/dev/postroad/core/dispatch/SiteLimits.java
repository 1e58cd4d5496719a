// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dispatch;

import dev.postroad.core.config.Rate;
import java.util.Optional;

/**
 * How much one site may be sent, where nothing else is said of it.
 *
 * @param start deliveries at once to begin with; 1 to {@code connections}
 * @param connections most deliveries at once, however well it goes; 1 or more
 * @param messageRate most mails in a time; empty for no limit
 * @param connectionRate most new connections in a time; empty for no limit
 */
public record SiteLimits(
    int start, int connections, Optional<Rate> messageRate, Optional<Rate> connectionRate) {

  public SiteLimits {
    if (start < 1 || connections < start) {
      throw new IllegalArgumentException("from " + start + " to " + connections + " connections");
    }
  }
}
