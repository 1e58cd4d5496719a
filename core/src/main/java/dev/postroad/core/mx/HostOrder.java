// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.mx;

import dev.postroad.core.dns.MxRecord;
import dev.postroad.core.dns.SrvRecord;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The order in which hosts and their addresses are tried: by preference, at random within every
 * tier of equal preference (RFC 5321 §5.1), and for each host its address families in turn, so that
 * a limit on tries never starves one.
 */
final class HostOrder {
  private final RandomGenerator random;
  private final AddressPreference preference;

  /**
   * An order.
   *
   * @param random the dice; the same seed gives the same order
   */
  HostOrder(RandomGenerator random, AddressPreference preference) {
    this.random = random;
    this.preference = preference;
  }

  /**
   * Best first; an exchange named twice counts once, at its best preference. Where there are more
   * than enough, always the same are taken: or else such a domain would be another site each time.
   *
   * @param most how many are enough
   */
  List<MxRecord> hosts(Collection<MxRecord> records, int most) {
    Map<String, Integer> best = new TreeMap<>();
    records.forEach(mx -> best.merge(mx.exchange(), mx.preference(), Math::min));
    Map<Integer, List<MxRecord>> tiers = new TreeMap<>();
    best.forEach(
        (exchange, value) ->
            tiers
                .computeIfAbsent(value, tier -> new ArrayList<>())
                .add(new MxRecord(value, exchange)));
    List<MxRecord> ordered = new ArrayList<>();
    for (List<MxRecord> tier : tiers.values()) {
      int room = Math.min(tier.size(), most - ordered.size());
      ordered.addAll(shuffled(tier.subList(0, room)));
    }
    return ordered;
  }

  /** By priority, and within one at random by weight (RFC 2782). */
  List<SrvRecord> services(Collection<SrvRecord> records) {
    Map<SrvRecord, Double> turns = new HashMap<>();
    for (SrvRecord each : records) {
      // Of weight 0 only now and then, as the RFC wants it.
      turns.put(each, -Math.log1p(-random.nextDouble()) / Math.max(each.weight(), 0.1));
    }
    return records.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt(SrvRecord::priority)
                .thenComparing(each -> turns.getOrDefault(each, 0.0)))
        .toList();
  }

  /** At random within each family, the families in turn. */
  List<InetAddress> addresses(Collection<InetAddress> addresses) {
    List<InetAddress> four = new ArrayList<>();
    List<InetAddress> six = new ArrayList<>();
    for (InetAddress address : new LinkedHashSet<>(addresses)) {
      (address instanceof Inet4Address ? four : six).add(address);
    }
    return sixFirst()
        ? inTurn(shuffled(six), shuffled(four))
        : inTurn(shuffled(four), shuffled(six));
  }

  private boolean sixFirst() {
    return switch (preference) {
      case ANY -> random.nextBoolean();
      case IPV4, IPV4_ONLY -> false;
      case IPV6, IPV6_ONLY -> true;
    };
  }

  private static <T> List<T> inTurn(List<T> first, List<T> second) {
    List<T> merged = new ArrayList<>(first.size() + second.size());
    Iterator<T> one = first.iterator();
    Iterator<T> other = second.iterator();
    while (one.hasNext() || other.hasNext()) {
      if (one.hasNext()) {
        merged.add(one.next());
      }
      if (other.hasNext()) {
        merged.add(other.next());
      }
    }
    return merged;
  }

  private <T> List<T> shuffled(List<T> items) {
    List<T> copy = new ArrayList<>(items);
    for (int i = copy.size() - 1; i > 0; i--) {
      Collections.swap(copy, i, random.nextInt(i + 1));
    }
    return copy;
  }
}
