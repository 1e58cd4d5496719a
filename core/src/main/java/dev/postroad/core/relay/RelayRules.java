// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.message.Mailbox;
import java.util.List;
import java.util.Optional;

/** The ordered rules of a policy: the first that matches a recipient decides its route. */
public final class RelayRules {
  private static final SourceLine NO_RULE = SourceLine.whole("no rule matches", "direct");
  private static final Route DIRECT = new Route.Direct(Optional.empty());

  private final List<RelayRule> rules;
  private final DomainClassifier classifier;

  RelayRules(List<RelayRule> rules, DomainClassifier classifier) {
    this.rules = List.copyOf(rules);
    this.classifier = classifier;
  }

  /** No rules: all mail goes direct. */
  public static RelayRules none(DomainClassifier classifier) {
    return new RelayRules(List.of(), classifier);
  }

  /**
   * Decides the route of a mail to one recipient. Where no rule matches, it goes direct.
   *
   * @throws IllegalStateException if a regular expression of a rule needs more steps than any sane
   *     one; says which
   */
  public Decision decide(MailFacts facts, Mailbox recipient) {
    Subject subject = new Subject(facts, recipient, classifier);
    for (RelayRule rule : rules) {
      if (rule.matches(subject)) {
        return new Decision(rule.route(), rule.place(), subject.recipientClasses());
      }
    }
    return new Decision(DIRECT, NO_RULE, subject.recipientClasses());
  }

  /** The classes that rules may name, and the local domains. */
  public DomainClassifier classifier() {
    return classifier;
  }

  /** How many rules there are. */
  public int size() {
    return rules.size();
  }
}
