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
  private final Map<String, Collection<RelayHost>> policies = new HashMap<>();
  private volatile Map<String, RelayHost> relays = Map.of();

  /**
   * Takes over the relays of a policy, in place of those that it had before. Policies may define
   * the same relay in the same words.
   *
   * @param policy tells it from others
   * @param where it stands
   * @throws ConfigurationProblems if a name means another relay in another policy; then nothing
   *     changes
   */
  public synchronized void register(String policy, Collection<RelayHost> added, String where)
      throws ConfigurationProblems {
    Map<String, RelayHost> all = new HashMap<>();
    policies.forEach(
        (other, known) -> {
          if (!other.equals(policy)) {
            known.forEach(relay -> all.put(relay.name(), relay));
          }
        });
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
    policies.put(policy, added);
    relays = Map.copyOf(all);
  }

  @Override
  public Optional<RelayHost> find(String name) {
    return Optional.ofNullable(relays.get(name));
  }
}
