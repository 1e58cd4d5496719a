// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Problems;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The relays of a whole server, gathered from all its policies: a mail that one policy stamped is
 * delivered by a mailet that knows the relay by its name alone. Safe for use by several threads.
 */
public final class RelayRegistry implements RelayDirectory {
  private volatile Map<String, RelayHost> relays = Map.of();

  /**
   * Adds the relays of one policy. Policies may define the same relay in the same words.
   *
   * @param where the policy stands
   * @throws ConfigurationProblems if a name already means another relay; nothing is then added
   */
  public synchronized void register(Collection<RelayHost> added, String where)
      throws ConfigurationProblems {
    Map<String, RelayHost> all = new HashMap<>(relays);
    Problems problems = new Problems();
    for (RelayHost relay : added) {
      RelayHost known = all.putIfAbsent(relay.name(), relay);
      if (known != null && !known.equals(relay)) {
        problems.error(
            where + "/relays",
            "relay \"" + relay.name() + "\" is " + relay,
            "another policy says that it is " + known + ", or gives it other options",
            "use two names, or the same words in both");
      }
    }
    problems.throwIfErrors();
    relays = Map.copyOf(all);
  }

  @Override
  public Optional<RelayHost> find(String name) {
    return Optional.ofNullable(relays.get(name));
  }
}
