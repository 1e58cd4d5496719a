// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Trail;

/**
 * Everything that is decided about one recipient before anything is connected to: the plan that
 * delivery would follow.
 *
 * @param recipient whose mail it is about
 * @param decision which way the mail goes, and by which rule
 * @param trail how that was decided: the classes of the recipient's domain, and the rules that were
 *     looked at
 * @param plan where that leads; a refused or held recipient goes nowhere
 */
public record Explanation(Mailbox recipient, Decision decision, Trail trail, DeliveryPlan plan) {

  /** What became of the search for hosts. */
  public MxStatus mxStatus() {
    return MxStatus.of(plan);
  }

  /** Whether mail to the recipient is to be sent at all, directly or through relays. */
  public boolean leaves() {
    return decision.route().leaves();
  }
}
