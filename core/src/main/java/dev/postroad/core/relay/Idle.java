// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Problem;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in a policy and changes nothing, so that it likely was not meant. Nothing is said
 * unless it is certain.
 *
 * @param rules rules that never decide, since an earlier one matches all that they match
 * @param relays relays that no rule names
 * @param classes classes that no line of the policy names; a matcher may
 */
public record Idle(List<Problem> rules, List<RelayHost> relays, List<DomainClass> classes) {
  public Idle {
    rules = List.copyOf(rules);
    relays = List.copyOf(relays);
    classes = List.copyOf(classes);
  }

  static Idle of(
      PolicyTables tables,
      List<RelayRule> rules,
      Collection<RelayHost> relays,
      DomainClassifier classes,
      ClassNames names) {
    Set<RelayHost> used =
        rules.stream().flatMap(rule -> rule.route().relays().stream()).collect(Collectors.toSet());
    Set<String> words = words(tables);
    return new Idle(
        PolicyLint.check(rules, names),
        relays.stream().filter(relay -> !used.contains(relay)).toList(),
        classes.defined().stream()
            .filter(name -> isOwn(name, tables) && !words.contains(name.name()))
            .toList());
  }

  /** Whether the policy defines it, and not the file that all know. */
  private static boolean isOwn(DomainClass name, PolicyTables tables) {
    return tables.classes().stream().anyMatch(line -> ClassTable.nameOf(line).equals(name.name()));
  }

  /** Every word of a line that could name a class; too many of them do no harm. */
  private static Set<String> words(PolicyTables tables) {
    Set<String> words = new HashSet<>();
    Stream.of(tables.routes(), tables.permit().map(PolicyTables.Permit::lines).orElse(List.of()))
        .flatMap(List::stream)
        .forEach(line -> add(line.tokens(), words));
    for (TableLine line : tables.classes()) {
      add(line.tokens().subList(1, line.tokens().size()), words);
    }
    return words;
  }

  private static void add(List<Token> tokens, Set<String> words) {
    tokens.forEach(
        token ->
            words.addAll(List.of(token.text().toLowerCase(Locale.ROOT).split("[^a-z0-9.-]+"))));
  }
}
