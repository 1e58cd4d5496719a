// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.pool;

import dev.postroad.core.pool.HostHealth.Place;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Hosts that offer STARTTLS and cannot do it. Mail that may go in clear does so there at once for
 * five minutes, or each would pay a connection to find out the same; mail that must be encrypted
 * never asks. One failure may be an accident of the network: only two in a row are known.
 *
 * <p>A host is a place and the name it was asked for by: servers that know names only which are
 * theirs break off when they hear another, and anybody may give the address of such a server to a
 * name of their own. That must not take TLS from mail to the names that it knows.
 */
public final class HandshakeFailures {
  private static final int KNOWN = 2;
  private static final Duration MEMORY = Duration.ofMinutes(5);

  private final ConcurrentMap<Host, Failures> hosts = new ConcurrentHashMap<>();
  private final LongSupplier nanoTicker;

  public HandshakeFailures(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /** Whether handshakes with a host are known to fail. */
  public boolean areKnownAt(Place place, String hostName) {
    Failures failures = hosts.get(new Host(place, hostName));
    return failures != null
        && failures.inRow >= KNOWN
        && !failures.isForgotten(nanoTicker.getAsLong());
  }

  /** A handshake failed that the mail could do without. */
  public void failed(Place place, String hostName) {
    long now = nanoTicker.getAsLong();
    hosts.values().removeIf(failures -> failures.isForgotten(now));
    hosts.merge(
        new Host(place, hostName),
        new Failures(1, now + MEMORY.toNanos()),
        (before, latest) -> new Failures(before.inRow + 1, latest.until));
  }

  /** A handshake went well, or the host takes nothing in clear: the next mail tries TLS. */
  public void forget(Place place, String hostName) {
    hosts.remove(new Host(place, hostName));
  }

  /**
   * Whom a handshake is made with.
   *
   * @param name as it is said in SNI
   */
  private record Host(Place place, String name) {}

  private record Failures(int inRow, long until) {
    boolean isForgotten(long now) {
      return now - until >= 0;
    }
  }
}
