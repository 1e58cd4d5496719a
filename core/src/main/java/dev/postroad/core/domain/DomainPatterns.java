// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Many patterns, asked at once: exact names and suffixes in a hash look-up however many there are,
 * the others one after the other. Immutable.
 */
public final class DomainPatterns {
  private final Set<String> exact;
  private final Set<String> below;
  private final List<DomainPattern> others;

  private DomainPatterns(Builder builder) {
    this.exact = builder.exact;
    this.below = builder.below;
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
   * @param member says which classes the domain is in
   * @throws IllegalStateException as {@link DomainPattern#matches}
   */
  public boolean matches(DomainName domain, Predicate<DomainClass> member) {
    return exact.contains(domain.inAddress())
        || (!below.isEmpty() && domain.literal().isEmpty() && isBelow(domain.canonical()))
        || others.stream().anyMatch(pattern -> pattern.matches(domain, member));
  }

  private boolean isBelow(String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (below.contains(name.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  /** The classes that these patterns speak of, lists included. */
  public Set<DomainClass> classes() {
    Set<DomainClass> classes = new HashSet<>();
    for (DomainPattern pattern : others) {
      if (pattern instanceof DomainPattern.OfClass ofClass) {
        classes.add(ofClass.domainClass());
      } else if (pattern instanceof DomainPattern.Listed listed) {
        classes.addAll(listed.patterns().classes());
      }
    }
    return classes;
  }

  @Override
  public String toString() {
    return exact.size() + " names, " + below.size() + " suffixes, others " + others;
  }

  /** Collects patterns; to be thrown away once built. */
  static final class Builder {
    private final Set<String> exact = new HashSet<>();
    private final Set<String> below = new HashSet<>();
    private final List<DomainPattern> others = new ArrayList<>();

    private Builder() {}

    void add(DomainPattern pattern) {
      if (pattern instanceof DomainPattern.Exact only) {
        exact.add(only.domain().inAddress());
      } else if (pattern instanceof DomainPattern.Below subdomains) {
        below.add(subdomains.domain().canonical());
      } else {
        others.add(pattern);
      }
    }

    DomainPatterns build() {
      return new DomainPatterns(this);
    }
  }
}
