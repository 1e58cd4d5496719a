// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainClass;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which classes of a policy are in use: those that its rules and those who may relay are told by,
 * and whatever classes these are made of.
 */
public final class ClassUse {
  private final Map<DomainClass, Definition> definitions;
  private final Set<DomainClass> named;

  /**
   * How a class is defined.
   *
   * @param where its name stands
   * @param isOwn whether by the policy itself, and not by the file that all know
   * @param speaksOf the classes that it is made of
   */
  record Definition(String where, boolean isOwn, Set<DomainClass> speaksOf) {
    Definition {
      speaksOf = Set.copyOf(speaksOf);
    }
  }

  /**
   * A class that is defined for nothing.
   *
   * @param where it is defined
   */
  public record IdleClass(DomainClass name, String where) {}

  /**
   * @param definitions in their order
   * @param named by the lines of the policy that decide
   */
  ClassUse(Map<DomainClass, Definition> definitions, Collection<DomainClass> named) {
    this.definitions = new LinkedHashMap<>(definitions);
    this.named = Set.copyOf(named);
  }

  /**
   * The classes that the policy itself defines, and that nothing uses.
   *
   * @param elsewhere the names of classes in use elsewhere, such as by matchers; words that name
   *     none do no harm
   */
  public List<IdleClass> idle(Set<String> elsewhere) {
    Set<DomainClass> used =
        reached(
            Stream.concat(
                    named.stream(),
                    definitions.keySet().stream().filter(name -> elsewhere.contains(name.name())))
                .toList());
    return definitions.entrySet().stream()
        .filter(entry -> entry.getValue().isOwn() && !used.contains(entry.getKey()))
        .map(entry -> new IdleClass(entry.getKey(), entry.getValue().where()))
        .toList();
  }

  /** The names of classes of the file that all know which the policy uses. */
  public List<String> shared() {
    return reached(named).stream()
        .filter(
            name -> {
              Definition definition = definitions.get(name);
              return definition != null && !definition.isOwn();
            })
        .map(DomainClass::name)
        .toList();
  }

  private Set<DomainClass> reached(Collection<DomainClass> from) {
    Set<DomainClass> reached = new HashSet<>();
    Deque<DomainClass> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      DomainClass next = open.removeLast();
      Definition definition = definitions.get(next);
      if (reached.add(next) && definition != null) {
        open.addAll(definition.speaksOf());
      }
    }
    return reached;
  }
}
