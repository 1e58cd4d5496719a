// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.explain.Explainer;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
import dev.postroad.core.relay.Trail;
import java.util.List;
import java.util.Optional;

/**
 * What a configuration says of routing.
 *
 * @param policy which way mail goes; empty if there is no RelayPolicy
 * @param withoutPolicy what holds where there is none: the local domains, and all mail goes direct
 * @param delivery how it is delivered
 * @param gateway where the gateway of the delivery is written, if it has one
 * @param james what James' other files say
 * @param warnings what likely was not meant, though it can be used
 * @param notes what the operator should know of how this was read
 */
public record Routing(
    Optional<RelayPolicyConfig> policy,
    RelayRules withoutPolicy,
    DeliverySettings delivery,
    SourceLine gateway,
    JamesFolder james,
    List<Problem> warnings,
    List<String> notes) {

  public Routing {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /** Who decides: the policy, or without one the gateway, or without that the domains' own MX. */
  public Explainer.Rules rules() {
    if (policy.isPresent()) {
      return new OfPolicy(policy.get());
    }
    if (delivery.gateway().isEmpty()) {
      return withoutPolicy::decide;
    }
    Gateways gateways = new Gateways(delivery.gateway().get());
    return (facts, recipient) ->
        new Decision(
            gateways.route(), gateway, withoutPolicy.classifier().classesOf(recipient.domain()));
  }

  /** What a policy decides, and how it comes to that. */
  private record OfPolicy(RelayPolicyConfig policy) implements Explainer.Rules {
    @Override
    public Decision decide(MailFacts facts, Mailbox recipient) {
      return policy.decide(facts, recipient).decision();
    }

    @Override
    public Trail trail(MailFacts facts, Mailbox recipient, boolean looks) {
      return policy.trail(facts, recipient, looks);
    }
  }
}
