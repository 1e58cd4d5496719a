// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
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

  /**
   * The rules that are looked at for a recipient, in order, up to the one that decides.
   *
   * @throws IllegalStateException as {@link #decide}
   */
  List<Look> looks(MailFacts facts, Mailbox recipient) {
    Subject subject = new Subject(facts, recipient, classifier);
    List<Look> looks = new ArrayList<>();
    for (RelayRule rule : rules) {
      Look look = Look.at(rule.place(), rule.conditions(), subject);
      looks.add(look);
      if (look.matched()) {
        break;
      }
    }
    return looks;
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
