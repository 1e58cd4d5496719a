// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sorts domains into the classes that an operator has defined. A domain may be in several classes,
 * or in none. The class {@link DomainClass#LOCAL} is always there: the host's own domains, asked
 * for anew at each call.
 */
public final class DomainClassifier {
  private final Predicate<DomainName> local;
  private final Set<DomainClass> definedOrder;

  /** Each class after those that its patterns speak of. */
  private final Map<DomainClass, DomainPatterns> evaluationOrder;

  private DomainClassifier(Builder builder, Map<DomainClass, DomainPatterns> evaluationOrder) {
    this.local = builder.local;
    this.definedOrder = Collections.unmodifiableSet(new LinkedHashSet<>(builder.defined.keySet()));
    this.evaluationOrder = evaluationOrder;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A classifier that knows the local domains and no other class. */
  public static DomainClassifier ofLocal(Predicate<DomainName> local) {
    return builder().local(local).build();
  }

  /** The classes an operator has defined, in that order; {@code local} is not among them. */
  public Set<DomainClass> defined() {
    return definedOrder;
  }

  /** Whether the class exists, {@code local} included. */
  public boolean knows(DomainClass domainClass) {
    return domainClass.equals(DomainClass.LOCAL) || definedOrder.contains(domainClass);
  }

  /**
   * The classes of a domain: {@code local} first, then in the order of definition.
   *
   * @throws IllegalStateException as {@link DomainPattern#matches}
   */
  public Set<DomainClass> classesOf(DomainName domain) {
    Set<DomainClass> found = new HashSet<>();
    Set<DomainClass> ordered = new LinkedHashSet<>();
    if (local.test(domain)) {
      found.add(DomainClass.LOCAL);
      ordered.add(DomainClass.LOCAL);
    }
    evaluationOrder.forEach(
        (domainClass, patterns) -> {
          if (patterns.matches(domain, found::contains)) {
            found.add(domainClass);
          }
        });
    definedOrder.stream().filter(found::contains).forEach(ordered::add);
    return Collections.unmodifiableSet(ordered);
  }

  /** Collects definitions; a class may speak of one that is defined later. */
  public static final class Builder {
    private final Map<DomainClass, DomainPatterns> defined = new LinkedHashMap<>();
    private Predicate<DomainName> local = domain -> false;

    private Builder() {}

    /** Which domains are the host's own; none, unless told. */
    public Builder local(Predicate<DomainName> local) {
      this.local = local;
      return this;
    }

    /**
     * Defines a class: the domains that some pattern means.
     *
     * @throws IllegalArgumentException if the class is defined already, or is {@code local}
     */
    public Builder define(DomainClass domainClass, List<DomainPattern> patterns) {
      if (domainClass.equals(DomainClass.LOCAL)) {
        throw new IllegalArgumentException(
            "the class local cannot be defined: it is the mail server's own list of domains");
      }
      if (defined.putIfAbsent(domainClass, DomainPatterns.of(patterns)) != null) {
        throw new IllegalArgumentException(
            "the class " + domainClass + " is defined twice: put its patterns together");
      }
      return this;
    }

    /**
     * The classifier of what was defined.
     *
     * @throws IllegalArgumentException if a pattern speaks of a class that nobody defined, or a
     *     class is defined by itself
     */
    public DomainClassifier build() {
      Map<DomainClass, DomainPatterns> order = new LinkedHashMap<>();
      for (DomainClass domainClass : defined.keySet()) {
        visit(domainClass, new ArrayDeque<>(), order);
      }
      return new DomainClassifier(this, Collections.unmodifiableMap(order));
    }

    private void visit(
        DomainClass domainClass, Deque<DomainClass> path, Map<DomainClass, DomainPatterns> order) {
      if (domainClass.equals(DomainClass.LOCAL) || order.containsKey(domainClass)) {
        return;
      }
      if (path.contains(domainClass)) {
        throw new IllegalArgumentException(
            "the class "
                + domainClass
                + " is defined by itself: "
                + path.stream()
                    .dropWhile(before -> !before.equals(domainClass))
                    .map(DomainClass::name)
                    .collect(Collectors.joining(" -> ", "", " -> " + domainClass)));
      }
      DomainPatterns patterns = defined.get(domainClass);
      if (patterns == null) {
        throw new IllegalArgumentException(
            "the class "
                + path.peekLast()
                + " speaks of class:"
                + domainClass
                + ", which nobody defined; defined are "
                + defined.keySet());
      }
      path.addLast(domainClass);
      patterns.classes().stream().sorted().forEach(other -> visit(other, path, order));
      path.removeLast();
      order.put(domainClass, patterns);
    }
  }
}
