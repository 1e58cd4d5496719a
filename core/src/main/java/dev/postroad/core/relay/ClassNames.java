// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The domains of classes as far as they stand in their definitions, as names and suffixes. Lists
 * change without the policy, and all else only a mail can show.
 */
final class ClassNames {
  private final Map<DomainClass, List<DomainPattern>> definitions;
  private final Map<DomainClass, Names> read = new HashMap<>();

  /**
   * @param definitions what is in each class, any of which will do
   */
  ClassNames(Map<DomainClass, List<DomainPattern>> definitions) {
    this.definitions = definitions;
  }

  /** What a class has by name, and whether that is all. */
  private static final class Names {
    private final Set<DomainName> exact = new HashSet<>();
    private final Set<String> above = new HashSet<>();
    private boolean isAll = true;

    void add(Names other) {
      exact.addAll(other.exact);
      above.addAll(other.above);
      isAll &= other.isAll;
    }

    boolean hasDomain(DomainName domain) {
      return exact.contains(domain)
          || (domain.literal().isEmpty() && hasAncestor(domain.canonical()));
    }

    boolean hasAllBelow(String canonical) {
      return above.contains(canonical) || hasAncestor(canonical);
    }

    private boolean hasAncestor(String canonical) {
      for (int dot = canonical.indexOf('.'); dot >= 0; dot = canonical.indexOf('.', dot + 1)) {
        if (above.contains(canonical.substring(dot + 1))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether all domains that a pattern means are certain to be in a class. */
  boolean cover(DomainClass wide, DomainPattern narrow) {
    if (narrow instanceof DomainPattern.Exact exact) {
      return names(wide).hasDomain(exact.domain());
    }
    if (narrow instanceof DomainPattern.Below below) {
      return names(wide).hasAllBelow(below.domain().canonical());
    }
    return narrow instanceof DomainPattern.OfClass other
        && cover(names(wide), names(other.domainClass()));
  }

  private static boolean cover(Names wide, Names narrow) {
    boolean isEmpty = narrow.exact.isEmpty() && narrow.above.isEmpty();
    return narrow.isAll
        && !isEmpty
        && narrow.exact.stream().allMatch(wide::hasDomain)
        && narrow.above.stream().allMatch(wide::hasAllBelow);
  }

  private Names names(DomainClass domainClass) {
    Names known = read.get(domainClass);
    if (known == null) {
      known = new Names();
      read.put(domainClass, known);
      List<DomainPattern> patterns = definitions.get(domainClass);
      known.isAll = patterns != null;
      if (patterns != null) {
        add(patterns, known);
      }
    }
    return known;
  }

  private void add(List<DomainPattern> patterns, Names names) {
    for (DomainPattern pattern : patterns) {
      if (pattern instanceof DomainPattern.Exact exact) {
        names.exact.add(exact.domain());
      } else if (pattern instanceof DomainPattern.Below below) {
        names.above.add(below.domain().canonical());
      } else if (pattern instanceof DomainPattern.OfClass other) {
        names.add(names(other.domainClass()));
      } else {
        names.isAll = false;
      }
    }
  }
}
