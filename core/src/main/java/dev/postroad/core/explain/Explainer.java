// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.Route;

/**
 * Asks the rules and the planner that delivery asks, and puts their answers together. Sends
 * nothing.
 */
public final class Explainer {
  private final Rules rules;
  private final Planner planner;

  /** Whoever decides on the way, such as {@code RelayRules}. */
  @FunctionalInterface
  public interface Rules {
    /**
     * Decides the route of a mail to one recipient.
     *
     * @throws IllegalStateException if a rule cannot be decided; says which
     */
    Decision decide(MailFacts facts, Mailbox recipient);
  }

  /** Whoever plans for delivery, such as an engine. */
  @FunctionalInterface
  public interface Planner {
    /** Where mail along a route to a domain would be delivered now; may ask the DNS. */
    DeliveryPlan plan(Route route, DomainName domain);
  }

  /**
   * An explainer.
   *
   * @param rules which way mail goes
   * @param planner which hosts that leads to
   */
  public Explainer(Rules rules, Planner planner) {
    this.rules = rules;
    this.planner = planner;
  }

  /**
   * Explains what would be done with a mail for one recipient now.
   *
   * @throws IllegalStateException as {@link Rules#decide}
   */
  public Explanation explain(MailFacts facts, Mailbox recipient) {
    Decision decision = rules.decide(facts, recipient);
    return new Explanation(recipient, decision, planner.plan(decision.route(), recipient.domain()));
  }
}
