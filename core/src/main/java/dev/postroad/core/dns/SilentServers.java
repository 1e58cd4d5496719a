// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Servers that were silent lately, so that not every question waits for them. Thread-safe. */
final class SilentServers {
  private static final Duration LAST_AFTER_SILENCE = Duration.ofSeconds(30);

  private final LongSupplier nanoTicker;

  /** Until which tick they come last. */
  private final Map<InetSocketAddress, Long> silentUntil = new ConcurrentHashMap<>();

  SilentServers(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  void began(InetSocketAddress server) {
    silentUntil.put(server, nanoTicker.getAsLong() + LAST_AFTER_SILENCE.toNanos());
  }

  void broken(InetSocketAddress server) {
    if (!silentUntil.isEmpty()) {
      silentUntil.remove(server);
    }
  }

  /** The same servers, with those at the end that were silent. */
  List<InetSocketAddress> last(List<InetSocketAddress> servers) {
    long now = nanoTicker.getAsLong();
    silentUntil.values().removeIf(until -> until - now <= 0);
    List<InetSocketAddress> ordered = new ArrayList<>(servers);
    List<InetSocketAddress> last = ordered.stream().filter(silentUntil::containsKey).toList();
    ordered.removeAll(last);
    ordered.addAll(last);
    return ordered;
  }
}
