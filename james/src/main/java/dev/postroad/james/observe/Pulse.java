// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.observe;

import dev.postroad.core.mx.SiteName;
import dev.postroad.james.Watcher;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** When the engine was last heard of. */
final class Pulse implements Watcher {
  private final Clock clock;
  private volatile Instant lastTick;
  private volatile Instant lastBegun;

  Pulse(Clock clock) {
    this.clock = clock;
    lastTick = clock.instant();
    lastBegun = lastTick;
  }

  @Override
  public void waiting(Map<SiteName, Integer> mails) {
    lastTick = clock.instant();
  }

  @Override
  public void begun(String id, SiteName site) {
    lastBegun = clock.instant();
  }

  /** When it last looked after its deliveries; when this began if it never has. */
  Instant lastTick() {
    return lastTick;
  }

  /** When a mail was last tried; when this began if none was. */
  Instant lastBegun() {
    return lastBegun;
  }
}
