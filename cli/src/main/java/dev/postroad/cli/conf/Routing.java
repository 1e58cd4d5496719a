// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.conf;

import dev.postroad.core.config.DeliverySettings;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.explain.Explainer;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
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
    return policy
        .map(Explainer.Rules::of)
        .orElseGet(
            () ->
                Explainer.Rules.withoutPolicy(
                    delivery.gateway().map(Gateways::new), gateway, withoutPolicy.classifier()));
  }
}
