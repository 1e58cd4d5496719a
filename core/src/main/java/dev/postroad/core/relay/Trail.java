// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import java.util.List;
import java.util.Optional;

/**
 * How a policy came to what it says of a recipient.
 *
 * @param permission whether the mail is taken; empty if the policy leaves that to the mail server
 * @param permits the lines of the permit table that were looked at, in order
 * @param routes the rules that were looked at, in order; none if the mail is denied
 */
public record Trail(Optional<Permission> permission, List<Look> permits, List<Look> routes) {

  /** No policy decided. */
  public static final Trail NONE = new Trail(Optional.empty(), List.of(), List.of());

  public Trail {
    permits = List.copyOf(permits);
    routes = List.copyOf(routes);
  }
}
