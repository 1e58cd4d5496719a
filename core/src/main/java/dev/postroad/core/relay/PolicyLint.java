// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.Problem;
import dev.postroad.core.config.SourceLine;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.MxLookup;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds rules that can never decide: whatever they match, an earlier rule matches, too, or they
 * contradict themselves. Nothing is said of a rule unless that is certain; regular expressions and
 * lists are the same only if they are written the same, and of classes the names and suffixes count
 * that are written out.
 */
final class PolicyLint {
  private static final DomainClassifier NO_CLASSES = DomainClassifier.ofLocal(domain -> false);

  /** The highest that a mail can have. */
  private static final int MOST_PRIORITY = 9;

  /** What never decides, in the order of the lines. */
  private final Map<SourceLine, Problem> idle = new LinkedHashMap<>();

  /** Earlier rules by something without which they do not match. */
  private final Map<String, List<Line>> anchored = new HashMap<>();

  private final List<Line> others = new ArrayList<>();

  private final ClassNames classes;
  private final ConditionPlaces places;
  private final Contradictions contradictions = new Contradictions(this::implies, this::covers);

  /**
   * What is looked at of a line.
   *
   * @param trusts whether it says whom it trusts; of routes, that is the same for all
   */
  private record Line(SourceLine place, List<Condition> conditions, boolean trusts) {}

  private PolicyLint(ClassNames classes, ConditionPlaces places) {
    this.classes = classes;
    this.places = places;
  }

  /**
   * The rules that never decide, in their order, and why.
   *
   * @param rules without those behind one that every mail matches, which is told as they are read
   */
  static Map<SourceLine, Problem> check(
      List<RelayRule> rules, ClassNames classes, ConditionPlaces places) {
    PolicyLint lint = new PolicyLint(classes, places);
    rules.forEach(rule -> lint.check(new Line(rule.place(), rule.conditions(), true)));
    return lint.idle;
  }

  /** The same of those who may relay: the first line that permits says which quota counts. */
  static Map<SourceLine, Problem> checkPermits(
      List<PermitRule> rules, ClassNames classes, ConditionPlaces places) {
    PolicyLint lint = new PolicyLint(classes, places);
    rules.forEach(
        rule -> lint.check(new Line(rule.place(), rule.conditions(), rule.saysWhomItTrusts())));
    return lint.idle;
  }

  /** What no mail and no domain can fulfil. */
  static Contradictions contradictions(ClassNames classes) {
    return new PolicyLint(classes, new ConditionPlaces()).contradictions;
  }

  private void check(Line rule) {
    Optional<Contradictions.Found> contradiction = contradictions.among(rule.conditions());
    if (contradiction.isPresent()) {
      tell(
          rule.place(),
          places.of(rule.place(), contradiction.get().at()),
          "it never decides, since " + contradiction.get().why(),
          "remove one; of several values any will do if they stand behind one word, divided by"
              + " commas");
      return;
    }
    Optional<Line> first = shadowOf(rule);
    first.ifPresent(earlier -> tellShadowed(rule.place(), earlier.place()));
    if (first.isEmpty()) {
      remember(rule);
    }
  }

  private void tellShadowed(SourceLine rule, SourceLine earlier) {
    tell(
        rule,
        places.of(rule),
        "it never decides, since all it matches is matched by "
            + earlier.where()
            + " ("
            + earlier.text()
            + ") before",
        "move it up, or remove it");
  }

  private void tell(SourceLine rule, String where, String why, String remedy) {
    idle.put(
        rule, new Problem(Problem.Severity.WARNING, where, '"' + rule.text() + '"', why, remedy));
  }

  /** The first rule that matches whenever this one does. */
  private Optional<Line> shadowOf(Line rule) {
    List<Line> candidates = new ArrayList<>(others);
    for (Condition condition : rule.conditions()) {
      lookups(first(condition))
          .forEach(key -> candidates.addAll(anchored.getOrDefault(key, List.of())));
    }
    return candidates.stream()
        .filter(earlier -> shadows(earlier, rule))
        .min((one, other) -> Integer.compare(one.place().line(), other.place().line()));
  }

  private boolean shadows(Line earlier, Line rule) {
    // A line that trusts nobody permits no local part with a route, whatever it says.
    return (earlier.trusts() || !rule.trusts())
        && earlier.conditions().stream()
            .allMatch(
                wanted -> rule.conditions().stream().anyMatch(given -> implies(given, wanted)));
  }

  /** Files a rule under the values of one condition, if it has one of few certain values. */
  private void remember(Line rule) {
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
    if (condition instanceof Condition.Client client) {
      return "client " + client.network();
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
    if (condition instanceof Condition.Client client) {
      return client.network().around().map(network -> "client " + network).toList();
    }
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
      return given instanceof Condition.Not other
          ? implies(not.condition(), other.condition())
          : areApart(given, not.condition());
    }
    if (isRange(wanted)) {
      return range(wanted, given).filter(range(wanted, wanted).orElseThrow()::covers).isPresent();
    }
    if (wanted instanceof Condition.Last last) {
      return given instanceof Condition.Last other && covers(last.pattern(), other.pattern());
    }
    if (wanted instanceof Condition.Header header) {
      return given instanceof Condition.Header other
          && header.name().equalsIgnoreCase(other.name());
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

  private static boolean isRange(Condition condition) {
    return range(condition, condition).isPresent();
  }

  /** The range of a condition that asks for the same as another, within what there can be. */
  private static Optional<Range> range(Condition same, Condition condition) {
    if (same instanceof Condition.Size && condition instanceof Condition.Size size) {
      return Optional.of(size.range());
    }
    if (same instanceof Condition.Attempt && condition instanceof Condition.Attempt attempt) {
      return Optional.of(attempt.range().within(1, Long.MAX_VALUE));
    }
    return same instanceof Condition.Priority && condition instanceof Condition.Priority priority
        ? Optional.of(priority.range().within(0, MOST_PRIORITY))
        : Optional.empty();
  }

  /** Whether two conditions never hold together; nothing is said but of ranges. */
  private static boolean areApart(Condition one, Condition other) {
    Optional<Range> first = range(one, one);
    Optional<Range> second = range(one, other);
    return first.isPresent() && second.isPresent() && first.get().isApartFrom(second.get());
  }

  /** Whether one result, or kind of results, is of another kind: {@code 4.7.1} of {@code 4.7.*}. */
  private static boolean covers(String wide, String narrow) {
    return wide.endsWith("*") && narrow.startsWith(wide.substring(0, wide.length() - 1));
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
      return (wide instanceof DomainPattern.Below
              || wide instanceof DomainPattern.Glob
              || isOfWholeDomains(wide))
          && means(wide, exact.domain());
    }
    if (narrow instanceof DomainPattern.Below below) {
      return wide instanceof DomainPattern.Below above
          ? below.domain().isSubdomainOf(above.domain())
          : isOfWholeDomains(wide) && means(wide, below.domain());
    }
    return false;
  }

  private static boolean means(DomainPattern pattern, DomainName domain) {
    return pattern.test(NO_CLASSES.classify(domain, MxLookup.NOTHING)).isYes();
  }

  /** Whether a pattern that means a domain means all below it, too. Lists may change. */
  private static boolean isOfWholeDomains(DomainPattern pattern) {
    return pattern instanceof DomainPattern.Country
        || pattern instanceof DomainPattern.UnderSuffix
        || (pattern instanceof DomainPattern.Registrable registrable
            && !registrable.written().contains(FileResolver.SCHEME));
  }
}
