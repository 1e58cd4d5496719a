// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Many patterns, asked at once: exact names and suffixes in a hash look-up however many there are,
 * the others one after the other. Immutable.
 */
public final class DomainPatterns {
  private static final int EXACT = 1;
  private static final int BELOW = 2;

  private final NameTable names;
  private final List<DomainPattern> others;

  private DomainPatterns(Builder builder) {
    this.names = builder.names;
    this.others = List.copyOf(builder.others);
  }

  /** The union of patterns. */
  public static DomainPatterns of(Collection<? extends DomainPattern> patterns) {
    Builder builder = builder();
    patterns.forEach(builder::add);
    return builder.build();
  }

  static Builder builder() {
    return new Builder();
  }

  /**
   * Whether some pattern means the domain.
   *
   * @throws IllegalStateException as {@link DomainPattern#test}
   */
  public Truth test(ClassifiedDomain domain) {
    return isNamed(domain.domain()) ? Truth.YES : anyOther(domain);
  }

  /** Whether some pattern other than names and suffixes means the domain. */
  Truth anyOther(ClassifiedDomain domain) {
    Truth any = Truth.NO;
    for (DomainPattern pattern : others) {
      any = any.or(pattern.test(domain));
      if (any == Truth.YES) {
        break;
      }
    }
    return any;
  }

  private boolean isNamed(DomainName domain) {
    if (names.size() == 0) {
      return false;
    }
    String name = domain.inAddress();
    boolean hasParents = domain.literal().isEmpty();
    int hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      char c = name.charAt(i);
      if (c == '.' && hasParents && has(names.get(name, i + 1, hash), BELOW)) {
        return true;
      }
      hash = NameTable.before(hash, c);
    }
    return has(names.get(name, 0, hash), EXACT);
  }

  private static boolean has(int marks, int mark) {
    return marks != NameTable.ABSENT && (marks & mark) != 0;
  }

  /** The classes that these patterns speak of, lists included. */
  public Set<DomainClass> classes() {
    return others.stream().flatMap(DomainPattern::classes).collect(Collectors.toSet());
  }

  /** Whether each of them means only domains that somebody here has chosen. */
  boolean isChosen(Predicate<DomainClass> classes) {
    boolean[] open = new boolean[1];
    names.forEach((name, marks) -> open[0] |= has(marks, BELOW) && PublicSuffixes.isListed(name));
    return !open[0] && others.stream().allMatch(pattern -> pattern.isChosen(classes));
  }

  /** Whether there is a list among them that nobody here has written. */
  boolean hasShippedLists() {
    return others.stream()
        .anyMatch(pattern -> pattern instanceof DomainPattern.Listed list && !list.own());
  }

  boolean asksDns() {
    return others.stream().anyMatch(DomainPattern::asksDns);
  }

  /** These without the names and suffixes, which an index has by this number from now on. */
  DomainPatterns indexedBy(DomainIndex.Builder index, int number) {
    Builder rest = builder();
    moveTo(index, number, rest);
    return rest.build();
  }

  private void moveTo(DomainIndex.Builder index, int number, Builder rest) {
    names.forEach(
        (name, marks) -> {
          if (has(marks, EXACT)) {
            index.add(name, false, number);
          }
          if (has(marks, BELOW)) {
            index.add(name, true, number);
          }
        });
    for (DomainPattern pattern : others) {
      if (pattern instanceof DomainPattern.Listed list) {
        list.patterns().moveTo(index, number, rest);
      } else {
        rest.add(pattern);
      }
    }
  }

  /** Whether no domain is meant. */
  boolean isEmpty() {
    return names.size() == 0 && others.isEmpty();
  }

  /** How many names and suffixes there are, those of lists aside. */
  int size() {
    return names.size();
  }

  @Override
  public String toString() {
    return names.size() + " names and suffixes, others " + others;
  }

  /** Collects patterns; to be thrown away once built. */
  static final class Builder {
    private final NameTable names = new NameTable();
    private final List<DomainPattern> others = new ArrayList<>();

    private Builder() {}

    void add(DomainPattern pattern) {
      if (pattern instanceof DomainPattern.Exact only) {
        mark(only.domain().inAddress(), EXACT);
      } else if (pattern instanceof DomainPattern.Below subdomains) {
        mark(subdomains.domain().canonical(), BELOW);
      } else if (pattern instanceof DomainPattern.AnyOf any) {
        any.patterns().forEach(this::add);
      } else {
        others.add(pattern);
      }
    }

    private void mark(String name, int mark) {
      names.update(name, before -> Math.max(0, before) | mark);
    }

    DomainPatterns build() {
      return new DomainPatterns(this);
    }
  }
}
