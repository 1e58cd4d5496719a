// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.delivery.PlannedHost;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.DeliveryStatus;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Route;
import dev.postroad.core.relay.Trail;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is decided about one recipient before anything is connected to: the plan that
 * delivery would follow.
 *
 * @param recipient whose mail it is about
 * @param decision which way the mail goes, and by which rule
 * @param trail how that was decided: the classes of the recipient's domain, and the rules that were
 *     looked at
 * @param plan where that leads; a refused or held recipient goes nowhere
 * @param withoutLogin the relays of that way that nobody can log in to for the sender
 */
public record Explanation(
    Mailbox recipient,
    Decision decision,
    Trail trail,
    DeliveryPlan plan,
    List<MissingLogin> withoutLogin) {
  public Explanation {
    withoutLogin = List.copyOf(withoutLogin);
  }

  /** What became of the search for hosts. */
  public MxStatus mxStatus() {
    return MxStatus.of(plan);
  }

  /** Whether mail to the recipient is to be sent at all, directly or through relays. */
  public boolean leaves() {
    return decision.route().leaves();
  }

  /** Why nobody can log in to a relay for the sender; empty if somebody can, or need not. */
  public Optional<MissingLogin> missingLogin(String relay) {
    return withoutLogin.stream().filter(missing -> missing.relay().equals(relay)).findFirst();
  }

  /**
   * What the mail waits with, if it can go nowhere for now: the policy cannot decide, the DNS does
   * not say, or nobody can log in to any of its relays for the sender.
   */
  public Optional<DeliveryStatus> waits() {
    if (decision.route() instanceof Route.Wait wait) {
      return Optional.of(wait.status());
    }
    if (!leaves()) {
      return Optional.empty();
    }
    if (plan instanceof DeliveryPlan.Nowhere nowhere) {
      return Optional.of(nowhere.status()).filter(status -> !status.isPermanent());
    }
    List<PlannedHost> hosts = ((DeliveryPlan.Hosts) plan).hosts();
    return hosts.stream().allMatch(host -> missingLogin(host).isPresent())
        ? missingLogin(hosts.get(hosts.size() - 1)).map(MissingLogin::status)
        : Optional.empty();
  }

  private Optional<MissingLogin> missingLogin(PlannedHost host) {
    return host.relay().flatMap(relay -> missingLogin(relay.name()));
  }
}
