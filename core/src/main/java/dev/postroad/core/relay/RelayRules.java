// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.TooManyStepsException;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ordered rules of a policy: the first that matches a recipient decides its route. */
public final class RelayRules {
  private static final Route DIRECT = new Route.Direct(Optional.empty());

  /** Decides where no rule of the operator's does. */
  private static final RelayRule NO_RULE =
      new RelayRule(
          SourceLine.whole("no rule matches", "direct"),
          List.of(),
          List.of(),
          DIRECT,
          RouteStamp.Branch.of(List.of(), DIRECT),
          RouteStamp.of(DIRECT));

  /** What holds where there are no rules: all mail goes direct. */
  public static final Decision WITHOUT_RULES = NO_RULE.decision();

  private final List<RelayRule> rules;
  private final RuleIndex index;
  private final DomainClassifier classifier;

  RelayRules(List<RelayRule> rules, DomainClassifier classifier) {
    this.rules = List.copyOf(rules);
    this.index = new RuleIndex(rules.stream().map(RelayRule::conditions).toList(), classifier);
    this.classifier = classifier;
  }

  /** No rules: all mail goes direct. */
  public static RelayRules none(DomainClassifier classifier) {
    return new RelayRules(List.of(), classifier);
  }

  /**
   * Decides the route of a mail to one recipient. Where no rule matches, it goes direct.
   *
   * @throws TooManyStepsException if a regular expression of a rule needs more steps than any sane
   *     one; says which
   */
  public Decision decide(MailFacts facts, Mailbox recipient) {
    return decide(new Subject(facts, recipient, classifier));
  }

  /**
   * The classes of the recipient's domain; of those that go by the DNS the ones that rules ask
   * about, and of none what a regular expression cannot tell.
   */
  Set<DomainClass> classes(MailFacts facts, Mailbox recipient) {
    Looks looks = new Looks(facts, recipient, classifier);
    Decision unused = decide(looks.subject());
    return looks.recipientClasses();
  }

  private Decision decide(Subject subject) {
    List<RelayRule> open = new ArrayList<>(0);
    RuleIndex.Walk walk = index.walk(subject);
    for (int next = walk.next(); next >= 0; next = walk.next()) {
      RelayRule rule = rules.get(next);
      if (rule.matches(subject)) {
        if (rule.ofProgress().isEmpty()) {
          return decision(open, rule, subject);
        }
        open.add(rule);
      }
    }
    return decision(open, NO_RULE, subject);
  }

  /**
   * @param open rules of which all holds that they ask of the mail, and more is asked
   * @param last decides if that does not hold
   */
  private static Decision decision(List<RelayRule> open, RelayRule last, Subject subject) {
    if (open.isEmpty()) {
      return last.decision();
    }
    List<RouteStamp.Branch> branches = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    List<SourceLine> places = new ArrayList<>();
    for (RelayRule rule : open) {
      branches.add(rule.branch());
      routes.add(rule.route());
      places.add(rule.place());
    }
    branches.add(last.branch());
    routes.add(last.route());
    places.add(last.place());
    RouteStamp stamp = new RouteStamp(branches);
    int way = stamp.wayAt(subject.mail().progress());
    return new Decision(routes.get(way), places.get(way), stamp, places);
  }

  /**
   * The rules that are looked at for a recipient, in order, up to the one that decides, or of which
   * a regular expression cannot tell whether it does.
   */
  List<Look> looks(MailFacts facts, Mailbox recipient) {
    Optional<TooManyStepsException> end = Looks.endOf(() -> decide(facts, recipient));
    Looks looks = new Looks(facts, recipient, classifier);
    List<Look> all = new ArrayList<>();
    for (RelayRule rule : rules) {
      Look look = looks.at(rule.place(), rule.conditions());
      all.add(look);
      if (look.matched() || looks.cameUpon(end)) {
        break;
      }
    }
    return all;
  }

  /** The classes that rules may name, and the local domains. */
  public DomainClassifier classifier() {
    return classifier;
  }

  /** Whether some rule keeps mail on this server. */
  public boolean anyLocal() {
    return rules.stream().anyMatch(rule -> rule.route() instanceof Route.Local);
  }

  /** The rules in their order. */
  List<RelayRule> rules() {
    return rules;
  }

  /** How many rules there are. */
  public int size() {
    return rules.size();
  }
}
