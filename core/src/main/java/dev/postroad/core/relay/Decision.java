// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which way a mail goes to one recipient, and why.
 *
 * @param route the way it goes now
 * @param rule the rule that decided, with what it matches on as its text
 * @param classes of the recipient's domain, {@code local} first, then in the order of definition
 * @param stamp the way it goes now and at later attempts
 * @param rules the rule of each way of the stamp
 */
public record Decision(
    Route route,
    SourceLine rule,
    Set<DomainClass> classes,
    RouteStamp stamp,
    List<SourceLine> rules) {
  public Decision {
    classes = Collections.unmodifiableSet(new LinkedHashSet<>(classes));
    rules = List.copyOf(rules);
  }

  /** A decision that holds for all attempts. */
  public Decision(Route route, SourceLine rule, Set<DomainClass> classes) {
    this(route, rule, classes, RouteStamp.of(route), List.of(rule));
  }
}
