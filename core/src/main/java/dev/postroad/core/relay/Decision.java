// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which way a mail goes to one recipient, and why.
 *
 * @param route the way
 * @param rule the rule that decided, with what it matches on as its text
 * @param classes of the recipient's domain, {@code local} first, then in the order of definition
 */
public record Decision(Route route, SourceLine rule, Set<DomainClass> classes) {
  public Decision {
    classes = Collections.unmodifiableSet(new LinkedHashSet<>(classes));
  }
}
