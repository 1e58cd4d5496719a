// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Problem;
import dev.postroad.core.domain.DomainClass;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in a policy and changes nothing, so that it likely was not meant. Nothing is said
 * unless it is certain.
 *
 * @param rules rules, and lines of those who may relay, that never decide, since an earlier one
 *     matches all that they match, or they contradict themselves; rules behind one that every mail
 *     matches are told of among the warnings of the policy
 * @param relays relays that no rule names
 * @param classes says which classes are in use
 * @param places where each relay is written, by its name
 */
public record Idle(
    List<Problem> rules, List<RelayHost> relays, ClassUse classes, Map<String, String> places) {
  public Idle {
    places = Map.copyOf(places);
    rules = List.copyOf(rules);
    relays = List.copyOf(relays);
  }

  /**
   * What is idle in a policy.
   *
   * @param shadowed what is told of lines that never decide
   */
  static Idle of(
      List<PermitRule> permits,
      List<RelayRule> rules,
      List<Problem> shadowed,
      RelayTable relayTable,
      Collection<RelayHost> relays,
      ClassTable classes) {
    Set<RelayHost> used =
        rules.stream().flatMap(rule -> rule.route().relays().stream()).collect(Collectors.toSet());
    List<DomainClass> named =
        Stream.concat(
                permits.stream().map(PermitRule::conditions),
                rules.stream().map(RelayRule::conditions))
            .flatMap(List::stream)
            .flatMap(Condition::classes)
            .distinct()
            .toList();
    return new Idle(
        shadowed,
        relays.stream().filter(relay -> !used.contains(relay)).toList(),
        classes.use(named),
        relayTable.places());
  }
}
