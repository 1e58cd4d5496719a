// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds relays by the name that rules, and stamped mails, call them. */
@FunctionalInterface
public interface RelayDirectory {

  /** The relay of that name, if it is (still) configured. */
  Optional<RelayHost> find(String name);

  /**
   * A directory of these relays.
   *
   * @throws IllegalStateException if two share a name
   */
  static RelayDirectory of(Collection<RelayHost> relays) {
    Map<String, RelayHost> byName =
        relays.stream().collect(Collectors.toUnmodifiableMap(RelayHost::name, Function.identity()));
    return name -> Optional.ofNullable(byName.get(name));
  }
}
