// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the table of those who may relay.
 *
 * @param place where it is written, with the conditions as its text
 * @param conditions all of which must hold; at least one
 * @param quota the quota that such mail counts to
 */
record PermitRule(SourceLine place, List<Condition> conditions, Optional<String> quota) {
  PermitRule(SourceLine place, List<Condition> conditions, Optional<String> quota) {
    this.conditions = List.copyOf(conditions);
    this.quota = quota;
    this.place = place.withText(RelayRule.text(this.conditions));
  }

  /** Whether the line permits this recipient; unknown if the DNS does not tell for now. */
  Truth permits(Subject subject) {
    Truth all = Truth.YES;
    for (Condition condition : conditions) {
      all = all.and(condition.truth(subject));
      if (all == Truth.NO) {
        return all;
      }
    }
    return isUntrustedRoute(subject) ? Truth.NO : all;
  }

  /** Looks at the line as {@link #permits} does. */
  Look look(Looks looks) {
    Look look = looks.atAll(place, conditions);
    if (look.answer() == Truth.NO || !isUntrustedRoute(looks.subject())) {
      return look;
    }
    List<Look.Asked> asked = new ArrayList<>(look.conditions());
    asked.add(
        new Look.Asked(
            "no route in the local part, for no user or client is named",
            Truth.NO,
            looks.subject().recipient().toString()));
    return new Look(place, Truth.NO, asked);
  }

  /**
   * A line that does not say whom it trusts permits no recipient whose local part holds a route:
   * the next host could follow that to anywhere, since it trusts us.
   */
  private boolean isUntrustedRoute(Subject subject) {
    return holdsRoute(subject.recipient().localPart()) && !saysWhomItTrusts();
  }

  /** Whether a client or a user is named, and not only where mail goes or whence it says it is. */
  boolean saysWhomItTrusts() {
    return conditions.stream().anyMatch(PermitRule::namesSomebody);
  }

  private static boolean namesSomebody(Condition condition) {
    if (condition instanceof Condition.AnyOf any) {
      return any.conditions().stream().allMatch(PermitRule::namesSomebody);
    }
    return condition instanceof Condition.User || condition instanceof Condition.Client;
  }

  /** {@code user%host}, {@code host!user}, {@code "user@host"}: whoever interprets it sends on. */
  static boolean holdsRoute(String localPart) {
    return localPart.indexOf('%') >= 0
        || localPart.indexOf('!') >= 0
        || localPart.indexOf('@') >= 0;
  }
}
