// SPDX-License-Identifier: Apache-2.0
package dev.postroad.james;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.explain.Explainer;
import dev.postroad.core.explain.Explanation;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.MailFacts;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import javax.inject.Singleton;

/**
 * Which way mail would go, by the policy and the delivery that run in this James: the first of each
 * in mailetcontainer.xml, as {@code postroad route} has it. Sends nothing.
 */
@Singleton
public final class Explanations {
  private final WholeConfiguration whole;
  private final RelayPolicies policies;
  private final DomainListLocal local;
  private final Outbound outbound;

  @Inject
  public Explanations(
      WholeConfiguration whole, RelayPolicies policies, DomainListLocal local, Outbound outbound) {
    this.whole = whole;
    this.policies = policies;
    this.local = local;
    this.outbound = outbound;
  }

  /**
   * Explains what would be done with a mail for one recipient now; asks the DNS.
   *
   * @throws IllegalStateException if it cannot be said, with the reason: nothing delivers
   */
  public Explanation explain(MailFacts facts, Mailbox recipient) {
    Explainer.Planner planner =
        outbound
            .planner()
            .orElseThrow(() -> new IllegalStateException("no MxRemoteDelivery runs in this James"));
    return new Explainer(rules(), planner, policies::lookup).explain(facts, recipient, true);
  }

  private Explainer.Rules rules() {
    List<Map<String, String>> written = whole.relayPolicies();
    if (written.isEmpty()) {
      DeliverySettings delivery = whole.delivery();
      return Explainer.Rules.withoutPolicy(
          delivery.gateway().map(Gateways::new),
          SourceLine.whole(WholeConfiguration.DELIVERY + "/gateway", ""),
          DomainClassifier.ofLocal(local));
    }
    try {
      return Explainer.Rules.of(policies.open(written.get(0)).current());
    } catch (ConfigurationProblems e) {
      throw new IllegalStateException("the policy cannot be used: " + e.getMessage(), e);
    }
  }
}
