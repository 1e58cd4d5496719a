// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.pool.HostHealth.Place;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Places that offer STARTTLS and cannot do it. Mail that may go in clear does so there at once for
 * five minutes, or each would pay a connection to find out the same; mail that must be encrypted
 * never asks. One failure may be an accident of the network: only two in a row are known.
 */
public final class HandshakeFailures {
  private static final int KNOWN = 2;
  private static final Duration MEMORY = Duration.ofMinutes(5);

  private final ConcurrentMap<Place, Failures> places = new ConcurrentHashMap<>();
  private final LongSupplier nanoTicker;

  public HandshakeFailures(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /** Whether handshakes with a place are known to fail. */
  public boolean areKnownAt(Place place) {
    Failures failures = places.get(place);
    return failures != null
        && failures.inRow >= KNOWN
        && !failures.isForgotten(nanoTicker.getAsLong());
  }

  /** A handshake failed that the mail could do without. */
  public void failed(Place place) {
    long now = nanoTicker.getAsLong();
    places.values().removeIf(failures -> failures.isForgotten(now));
    places.merge(
        place,
        new Failures(1, now + MEMORY.toNanos()),
        (before, latest) -> new Failures(before.inRow + 1, latest.until));
  }

  /** A handshake went well, or the place takes nothing in clear: the next mail tries TLS. */
  public void forget(Place place) {
    places.remove(place);
  }

  private record Failures(int inRow, long until) {
    boolean isForgotten(long now) {
      return now - until >= 0;
    }
  }
}
