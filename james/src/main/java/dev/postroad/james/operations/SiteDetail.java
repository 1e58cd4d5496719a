// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james.operations;

import dev.postroad.core.history.AttemptEntry;
import dev.postroad.core.history.Flow;
import dev.postroad.core.pool.ConnectionsView;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that is known of a site at a moment.
 *
 * @param status the same in short
 * @param queue mails in hand that wait for their turn, by priority from -9 to 9
 * @param connections sessions with its hosts
 * @param hosts its hosts by the plan that was used last, in the order to try them; empty if none
 *     has been used since the start, or for long
 * @param nextAttempt when some of its mail is tried next; empty if none waits for a time
 * @param replies what its hosts said last, newest first
 * @param limits what it may be sent
 * @param flow what became of its mail
 */
public record SiteDetail(
    SiteStatus status,
    SortedMap<Integer, Integer> queue,
    List<ConnectionsView> connections,
    List<Host> hosts,
    Optional<Instant> nextAttempt,
    List<AttemptEntry> replies,
    List<Limit> limits,
    Flow flow) {

  /**
   * A host of the plan.
   *
   * @param name its name
   * @param preference its MX preference; 0 where there is none
   * @param port where it listens
   * @param addresses in the order to try them
   */
  public record Host(String name, int preference, int port, List<Address> addresses) {}

  /**
   * One address of a host.
   *
   * @param address the address
   * @param state whether it is tried
   * @param until when it is tried as if nothing had been, or probed; empty if it is now
   * @param failures how often in a row it could not be talked to
   * @param words what it failed with last; empty text if nothing is held against it
   */
  public record Address(
      InetAddress address,
      AddressState state,
      Optional<Instant> until,
      int failures,
      String words) {}

  /** Whether an address is tried. */
  public enum AddressState {
    /** It is; after others if it failed lately. */
    UP,
    /** It is not. */
    DOWN,
    /** One mail finds out now whether it is back. */
    PROBING;

    /** As it is written for machines. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A limit.
   *
   * @param name the key by which it is configured
   * @param value as it is written there; {@code no limit} where there is none
   * @param from {@code default}, the place in the configuration, {@code relay NAME}, or {@code
   *     operator}, with the time it ends
   */
  public record Limit(String name, String value, String from) {}
}
