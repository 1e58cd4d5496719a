// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.explain;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.delivery.DeliveryPlan;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import dev.postroad.core.outcome.ReplyClassifier;
import dev.postroad.core.relay.Decision;
import dev.postroad.core.relay.Gateways;
import dev.postroad.core.relay.MailFacts;
import dev.postroad.core.relay.RelayHost;
import dev.postroad.core.relay.RelayPolicyConfig;
import dev.postroad.core.relay.RelayRules;
import dev.postroad.core.relay.Route;
import dev.postroad.core.relay.Trail;
import dev.postroad.core.smtp.Credentials;
import dev.postroad.core.smtp.Evidence;
import dev.postroad.core.smtp.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Asks the rules and the planner that delivery asks, and puts their answers together. Sends
 * nothing.
 */
public final class Explainer {
  private final Rules rules;
  private final Planner planner;
  private final Supplier<MxLookup> lookups;

  /** Whoever decides on the way. */
  public interface Rules {
    /**
     * Decides the route of a mail to one recipient: that it waits, where a rule cannot be decided.
     */
    Decision decide(MailFacts facts, Mailbox recipient);

    /**
     * How {@link #decide} comes to that.
     *
     * @param looks whether every rule that is looked at is wanted, too
     */
    Trail trail(MailFacts facts, Mailbox recipient, boolean looks);

    /** What a policy decides, and how it comes to that. */
    static Rules of(RelayPolicyConfig policy) {
      return new OfPolicy(policy);
    }

    /**
     * What holds without a policy: all mail goes to a gateway, or direct.
     *
     * @param written where the gateway is written
     * @param domains knows which classes a domain is in
     */
    static Rules withoutPolicy(
        Optional<Gateways> gateways, SourceLine written, DomainClassifier domains) {
      return new WithoutPolicy(
          gateways
              .map(found -> new Decision(found.route(), written))
              .orElse(RelayRules.WITHOUT_RULES),
          domains);
    }
  }

  private record OfPolicy(RelayPolicyConfig policy) implements Rules {
    @Override
    public Decision decide(MailFacts facts, Mailbox recipient) {
      try {
        return policy.decide(facts, recipient).decision();
      } catch (TooManyStepsException e) {
        return RelayPolicyConfig.Ruling.undecided(e).decision();
      }
    }

    @Override
    public Trail trail(MailFacts facts, Mailbox recipient, boolean looks) {
      return policy.trail(facts, recipient, looks);
    }
  }

  private record WithoutPolicy(Decision decision, DomainClassifier domains) implements Rules {
    @Override
    public Decision decide(MailFacts facts, Mailbox recipient) {
      return decision;
    }

    @Override
    public Trail trail(MailFacts facts, Mailbox recipient, boolean looks) {
      return Trail.withoutPolicy(domains.classesOf(recipient.domain()));
    }
  }

  /** Whoever plans for delivery, such as an engine. */
  @FunctionalInterface
  public interface Planner {
    /**
     * Where mail along a route to a domain would be delivered now; may ask the DNS.
     *
     * @param size of the message in octets, as far as it is known
     */
    DeliveryPlan plan(Route route, DomainName domain, OptionalLong size);
  }

  /**
   * An explainer.
   *
   * @param rules which way mail goes
   * @param planner which hosts that leads to
   * @param lookups what the DNS says to classes, anew for each explanation
   */
  public Explainer(Rules rules, Planner planner, Supplier<MxLookup> lookups) {
    this.rules = rules;
    this.planner = planner;
    this.lookups = lookups;
  }

  /**
   * Explains what would be done with a mail for one recipient now.
   *
   * @param looks whether every rule that is looked at is wanted, too
   */
  public Explanation explain(MailFacts mail, Mailbox recipient, boolean looks) {
    MailFacts facts = mail.with(lookups.get());
    Decision decision = rules.decide(facts, recipient);
    return new Explanation(
        recipient,
        decision,
        rules.trail(facts, recipient, looks),
        planner.plan(decision.route(), recipient.domain(), mail.message().size().get()),
        withoutLogin(decision.route(), mail.sender()));
  }

  /** The relays of a way that nobody can log in to for this sender. */
  private static List<MissingLogin> withoutLogin(Route route, Optional<Mailbox> sender) {
    List<MissingLogin> missing = new ArrayList<>();
    for (RelayHost relay : route.relays()) {
      unreadable(relay, sender)
          .flatMap(fact -> ReplyClassifier.refusedLogin(fact, relay.tls()))
          .ifPresent(status -> missing.add(new MissingLogin(relay.name(), status)));
    }
    return missing;
  }

  /** As a delivery finds it. */
  private static Optional<Evidence> unreadable(RelayHost relay, Optional<Mailbox> sender) {
    if (relay.credentials().isEmpty()) {
      return Optional.empty();
    }
    try {
      Credentials unused = relay.credentials().get().read(sender);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Evidence.Failed(
              Stage.AUTH, Evidence.Failure.AUTH_NOT_POSSIBLE, String.valueOf(e.getMessage())));
    }
  }
}
