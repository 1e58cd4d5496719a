// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sorts domains into classes: those that an operator has defined, and {@linkplain BuiltInClasses
 * those that are always there}. A domain may be in several classes, or in none.
 *
 * <p>Names and suffixes of all classes lie in one index, so that a hundred classes cost as much as
 * one; what else a class goes by is looked at when somebody asks about that class. What the DNS
 * says is told by an {@link MxLookup}, and which domains are the host's own by the host, each time.
 */
public final class DomainClassifier {
  /** Knows no class at all. */
  static final DomainClassifier NOTHING =
      new DomainClassifier(domain -> false, List.of(), DomainIndex.builder().build());

  private final Predicate<DomainName> local;
  private final List<Definition> definitions;
  private final Map<DomainClass, Definition> byName = new HashMap<>();
  private final DomainIndex index;

  /** Whose domains the index alone does not tell. */
  private final BitSet beyondNames = new BitSet();

  /**
   * What is in a class.
   *
   * @param number its place among all
   * @param patterns what is not in the index
   * @param isListed whether it is told of without being asked about: {@code local}, and what an
   *     operator has defined
   * @param asksDns whether it, or a class it speaks of, goes by the DNS
   * @param mayChange whether the answer may change with what else is asked
   * @param shipped whether domains are in it that nobody here has chosen, but a list that is
   *     shipped
   */
  record Definition(
      DomainClass name,
      int number,
      DomainPatterns patterns,
      boolean isListed,
      boolean asksDns,
      boolean mayChange,
      boolean shipped) {}

  private DomainClassifier(
      Predicate<DomainName> local, List<Definition> definitions, DomainIndex index) {
    this.local = local;
    this.definitions = List.copyOf(definitions);
    this.index = index;
    for (Definition definition : definitions) {
      byName.put(definition.name(), definition);
      beyondNames.set(definition.number(), !definition.patterns().isEmpty());
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A classifier that knows the local domains and the other built-in classes. */
  public static DomainClassifier ofLocal(Predicate<DomainName> local) {
    DomainClassifier builtIn = BuiltInAlone.CLASSIFIER;
    return new DomainClassifier(local, builtIn.definitions, builtIn.index);
  }

  /** All that differ in the local domains alone share it: its thousands of names take a while. */
  private static final class BuiltInAlone {
    static final DomainClassifier CLASSIFIER = builder().build();

    private BuiltInAlone() {}
  }

  /** The classes an operator has defined, in that order; those built in are not among them. */
  public Set<DomainClass> defined() {
    return definitions.stream()
        .map(Definition::name)
        .filter(this::isDefined)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether an operator has defined the class. */
  public boolean isDefined(DomainClass domainClass) {
    Definition definition = byName.get(domainClass);
    return definition != null && definition.isListed() && !isLocal(definition);
  }

  private static boolean isLocal(Definition definition) {
    return definition.name().equals(DomainClass.LOCAL);
  }

  /** The names of all classes: {@code local}, those defined, and the others built in. */
  public List<String> names() {
    return definitions.stream().map(definition -> definition.name().name()).toList();
  }

  /** Whether the class exists, those built in included. */
  public boolean knows(DomainClass domainClass) {
    return byName.containsKey(domainClass);
  }

  /**
   * Whether finding out about a class may take an answer of the DNS.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  public boolean asksDns(DomainClass domainClass) {
    return definition(domainClass).asksDns();
  }

  /**
   * Whether the names of domains alone tell who is in a class: {@link ClassifiedDomain#eachByName}
   * then tells of it, and it need not be asked about.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  public boolean isByNames(DomainClass domainClass) {
    return !beyondNames.get(definition(domainClass).number());
  }

  /**
   * Whether only domains are in a class that somebody here has chosen, by their names or by the
   * networks of their hosts, so that no stranger can have one of his own in it.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  public boolean isChosen(DomainClass domainClass) {
    Definition definition = definition(domainClass);
    return !definition.shipped()
        && definition.patterns().isChosen(this::isChosen)
        && !index.hasBelow(definition.number(), PublicSuffixes::isListed);
  }

  /**
   * Begins to find out which classes a domain is in. A regular expression that cannot tell is an
   * exception, as for whoever can ask again later.
   *
   * @param mx what the DNS says, for as long as the answer is used
   */
  public ClassifiedDomain classify(DomainName domain, MxLookup mx) {
    return classify(
        domain,
        mx,
        why -> {
          throw why;
        });
  }

  /**
   * The same for whoever has to answer now: what a regular expression cannot tell is unknown, as
   * what the DNS does not.
   *
   * @param left is told of each such expression
   */
  public ClassifiedDomain classify(
      DomainName domain, MxLookup mx, Consumer<TooManyStepsException> left) {
    return new ClassifiedDomain(this, domain, mx, left);
  }

  /**
   * The classes of a domain as far as the DNS does not matter: {@code local} first, then in the
   * order of definition.
   *
   * @throws IllegalStateException as {@link DomainPattern#test}
   */
  public Set<DomainClass> classesOf(DomainName domain) {
    return classify(domain, MxLookup.NOTHING).classes();
  }

  Definition definition(DomainClass domainClass) {
    Definition definition = byName.get(domainClass);
    if (definition == null) {
      throw new IllegalArgumentException("there is no class " + domainClass);
    }
    return definition;
  }

  List<Definition> definitions() {
    return definitions;
  }

  int size() {
    return definitions.size();
  }

  /** The numbers of the classes whose domains the index alone does not tell; not to be changed. */
  BitSet beyondNames() {
    return beyondNames;
  }

  DomainIndex index() {
    return index;
  }

  boolean isLocal(DomainName domain) {
    return local.test(domain);
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
     * @throws IllegalArgumentException if the class is defined already, or is always there
     */
    public Builder define(DomainClass domainClass, List<DomainPattern> patterns) {
      if (isFixed(domainClass)) {
        throw new IllegalArgumentException(
            "the class " + domainClass + " cannot be defined: it is always there");
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
      Map<DomainClass, DomainPatterns> all = new LinkedHashMap<>();
      all.put(DomainClass.LOCAL, builtIn(DomainClass.LOCAL));
      all.putAll(defined);
      BuiltInClasses.names().forEach(name -> all.computeIfAbsent(name, Builder::builtIn));
      Map<DomainClass, Traits> traits = new HashMap<>();
      all.keySet().forEach(name -> visit(name, new ArrayDeque<>(), all, traits));
      DomainIndex.Builder index = DomainIndex.builder();
      List<Definition> definitions = new ArrayList<>();
      all.forEach(
          (name, patterns) -> {
            Traits own = traits.getOrDefault(name, Traits.NONE);
            definitions.add(
                new Definition(
                    name,
                    definitions.size(),
                    patterns.indexedBy(index, definitions.size()),
                    defined.containsKey(name) || name.equals(DomainClass.LOCAL),
                    own.asksDns(),
                    own.mayChange(),
                    patterns.hasShippedLists()));
          });
      return new DomainClassifier(local, definitions, index.build());
    }

    private static DomainPatterns builtIn(DomainClass name) {
      return DomainPatterns.of(Optional.ofNullable(BuiltInClasses.ALL.get(name)).stream().toList());
    }

    /** What a class has of the classes that it speaks of. */
    private record Traits(boolean asksDns, boolean mayChange) {
      static final Traits NONE = new Traits(false, false);

      Traits with(Traits other) {
        return new Traits(asksDns || other.asksDns, mayChange || other.mayChange);
      }
    }

    private Traits visit(
        DomainClass domainClass,
        Deque<DomainClass> path,
        Map<DomainClass, DomainPatterns> all,
        Map<DomainClass, Traits> done) {
      Traits known = done.get(domainClass);
      if (known != null) {
        return known;
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
      DomainPatterns patterns = all.get(domainClass);
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
      Traits traits = new Traits(patterns.asksDns(), domainClass.equals(DomainClass.UNKNOWN));
      for (DomainClass other : patterns.classes().stream().sorted().toList()) {
        traits = traits.with(visit(other, path, all, done));
      }
      path.removeLast();
      done.put(domainClass, traits);
      return traits;
    }
  }

  /** Whether a class is a fact, which nobody can define otherwise. */
  public static boolean isFixed(DomainClass domainClass) {
    return BuiltInClasses.names().contains(domainClass)
        && !BuiltInClasses.mayBeRedefined(domainClass);
  }
}
