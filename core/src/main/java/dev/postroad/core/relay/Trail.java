// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainClass;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a policy came to what it says of a recipient.
 *
 * @param classes of the recipient's domain, {@code local} first, then in the order of definition
 * @param permission whether the mail is taken; empty if the policy leaves that to the mail server
 * @param permits the lines of the permit table that were looked at, in order
 * @param routes the rules that were looked at, in order; none if the mail is denied
 */
public record Trail(
    Set<DomainClass> classes,
    Optional<Permission> permission,
    List<Look> permits,
    List<Look> routes) {

  /** No policy decided. */
  public static Trail withoutPolicy(Set<DomainClass> classes) {
    return new Trail(classes, Optional.empty(), List.of(), List.of());
  }

  public Trail {
    classes = Collections.unmodifiableSet(new LinkedHashSet<>(classes));
    permits = List.copyOf(permits);
    routes = List.copyOf(routes);
  }
}
