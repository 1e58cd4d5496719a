// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Problem;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds rules that can never decide: whatever they match, an earlier rule matches, too. Nothing is
 * said of a rule unless that is certain; regular expressions and lists are the same only if they
 * are written the same, and of classes the names and suffixes count that are written out.
 */
final class PolicyLint {
  private static final DomainClassifier NO_CLASSES = DomainClassifier.ofLocal(domain -> false);

  private final Problems problems = new Problems();

  /** Earlier rules by something without which they do not match. */
  private final Map<String, List<RelayRule>> anchored = new HashMap<>();

  private final List<RelayRule> others = new ArrayList<>();

  private final ClassNames classes;

  private PolicyLint(ClassNames classes) {
    this.classes = classes;
  }

  /** What is never reached, in the order of the rules. */
  static List<Problem> check(List<RelayRule> rules, ClassNames classes) {
    PolicyLint lint = new PolicyLint(classes);
    rules.forEach(lint::check);
    return lint.problems.all();
  }

  private void check(RelayRule rule) {
    Optional<RelayRule> first = shadowOf(rule);
    first.ifPresent(earlier -> tell(rule.place(), earlier.place()));
    if (first.isEmpty()) {
      remember(rule);
    }
  }

  private void tell(SourceLine rule, SourceLine earlier) {
    problems.warning(
        rule.where(),
        '"' + rule.text() + '"',
        "it never decides, since all it matches is matched by "
            + earlier.where()
            + " ("
            + earlier.text()
            + ") before",
        "move it up, or remove it");
  }

  /** The first rule that matches whenever this one does. */
  private Optional<RelayRule> shadowOf(RelayRule rule) {
    List<RelayRule> candidates = new ArrayList<>(others);
    for (Condition condition : rule.conditions()) {
      lookups(first(condition))
          .forEach(key -> candidates.addAll(anchored.getOrDefault(key, List.of())));
    }
    return candidates.stream()
        .filter(earlier -> shadows(earlier, rule))
        .min((one, other) -> Integer.compare(one.place().line(), other.place().line()));
  }

  private boolean shadows(RelayRule earlier, RelayRule rule) {
    return earlier.conditions().stream()
        .allMatch(wanted -> rule.conditions().stream().anyMatch(given -> implies(given, wanted)));
  }

  /** Files a rule under the values of one condition, if it has one of few certain values. */
  private void remember(RelayRule rule) {
    for (Condition condition : rule.conditions()) {
      List<Condition> values =
          condition instanceof Condition.AnyOf any ? any.conditions() : List.of(condition);
      List<String> keys = values.stream().map(PolicyLint::anchor).toList();
      if (!keys.contains("")) {
        keys.stream()
            .distinct()
            .forEach(key -> anchored.computeIfAbsent(key, any -> new ArrayList<>()).add(rule));
        return;
      }
    }
    others.add(rule);
  }

  private static String anchor(Condition condition) {
    if (condition instanceof Condition.ToDomain to) {
      return anchor("to ", to.pattern());
    }
    if (condition instanceof Condition.FromDomain from) {
      return anchor("from ", from.pattern());
    }
    if (condition instanceof Condition.ToMailbox to) {
      return "to " + to.mailbox().domain();
    }
    if (condition instanceof Condition.FromMailbox from) {
      return "from " + from.mailbox().domain();
    }
    return condition instanceof Condition.User user ? "user " + user.name() : "";
  }

  private static String anchor(String keyword, DomainPattern pattern) {
    if (pattern instanceof DomainPattern.Exact exact) {
      return keyword + exact.domain();
    }
    return pattern instanceof DomainPattern.Below below ? keyword + below.domain() : "";
  }

  /** The anchors under which whatever implies this condition is filed. */
  private static List<String> lookups(Condition condition) {
    String key = anchor(condition);
    if (key.isEmpty()) {
      return List.of();
    }
    List<String> keys = new ArrayList<>(List.of(key));
    if (condition instanceof Condition.User) {
      keys.add("user *");
      return keys;
    }
    String keyword = key.substring(0, key.indexOf(' ') + 1);
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      keys.add(keyword + key.substring(dot + 1));
    }
    return keys;
  }

  private static Condition first(Condition condition) {
    return condition instanceof Condition.AnyOf any ? any.conditions().get(0) : condition;
  }

  /** Whether the second holds wherever the first does. */
  private boolean implies(Condition given, Condition wanted) {
    if (wanted instanceof Condition.Always || given.toString().equals(wanted.toString())) {
      return true;
    }
    if (given instanceof Condition.AnyOf any) {
      return any.conditions().stream().allMatch(each -> implies(each, wanted));
    }
    if (wanted instanceof Condition.AnyOf any) {
      return any.conditions().stream().anyMatch(each -> implies(given, each));
    }
    if (wanted instanceof Condition.Not not) {
      return given instanceof Condition.Not other && implies(not.condition(), other.condition());
    }
    if (wanted instanceof Condition.ToDomain to) {
      return (given instanceof Condition.ToDomain other && covers(to.pattern(), other.pattern()))
          || (given instanceof Condition.ToMailbox box && covers(to.pattern(), box.mailbox()));
    }
    if (wanted instanceof Condition.FromDomain from) {
      return (given instanceof Condition.FromDomain other
              && covers(from.pattern(), other.pattern()))
          || (given instanceof Condition.FromMailbox box && covers(from.pattern(), box.mailbox()));
    }
    if (wanted instanceof Condition.User user) {
      return given instanceof Condition.User && user.name().equals("*");
    }
    return wanted instanceof Condition.Client client
        && given instanceof Condition.Client other
        && client.network().contains(other.network());
  }

  private boolean covers(DomainPattern wide, Mailbox mailbox) {
    return covers(wide, new DomainPattern.Exact(mailbox.domain()));
  }

  /** Whether all domains of the second pattern are meant by the first. */
  private boolean covers(DomainPattern wide, DomainPattern narrow) {
    if (wide instanceof DomainPattern.Any || wide.toString().equals(narrow.toString())) {
      return true;
    }
    if (wide instanceof DomainPattern.OfClass all) {
      return classes.cover(all.domainClass(), narrow);
    }
    if (narrow instanceof DomainPattern.Exact exact) {
      return (wide instanceof DomainPattern.Below || wide instanceof DomainPattern.Glob)
          && wide.test(NO_CLASSES.classify(exact.domain(), MxLookup.NOTHING)).isYes();
    }
    return wide instanceof DomainPattern.Below above
        && narrow instanceof DomainPattern.Below below
        && below.domain().isSubdomainOf(above.domain());
  }
}
