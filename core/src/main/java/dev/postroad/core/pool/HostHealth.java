// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Places that lately failed. Such a place is tried after others for a while: a minute after its
 * first failure, doubling to half an hour at the most each time it fails again when that is over.
 * The memory of a failure always expires, since hosts come back.
 */
public final class HostHealth {
  private static final Duration FIRST_PENALTY = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 5;

  private final ConcurrentMap<Place, Penalty> penalties = new ConcurrentHashMap<>();
  private final LongSupplier nanoTicker;

  /** A health book on the given clock. */
  public HostHealth(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /** Whether a place failed lately. */
  public boolean isKnownBad(InetAddress address, int port) {
    Penalty penalty = penalties.get(new Place(address, port));
    return penalty != null && nanoTicker.getAsLong() - penalty.until < 0;
  }

  /** A place failed. What fails while it is already known to be bad says nothing new. */
  public void failed(InetAddress address, int port) {
    long now = nanoTicker.getAsLong();
    penalties.compute(
        new Place(address, port),
        (place, penalty) -> {
          if (penalty != null && now - penalty.until < 0) {
            return penalty;
          }
          int failures = penalty == null ? 0 : Math.min(penalty.failures + 1, MAX_DOUBLINGS);
          return new Penalty(failures, now + (FIRST_PENALTY.toNanos() << failures));
        });
    forgetLongExpired(now);
  }

  /** A place served us well: all is forgotten. */
  public void succeeded(InetAddress address, int port) {
    if (!penalties.isEmpty()) {
      penalties.remove(new Place(address, port));
    }
  }

  /** Keeps the book as small as the trouble is; a place twice its penalty past starts anew. */
  private void forgetLongExpired(long now) {
    penalties.values().removeIf(penalty -> now - penalty.until > penalty.length());
  }

  private record Place(InetAddress address, int port) {}

  private record Penalty(int failures, long until) {
    long length() {
      return FIRST_PENALTY.toNanos() << failures;
    }
  }
}
