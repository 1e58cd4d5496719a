// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.message.Mailbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the rules that may match a mail and a recipient, those of which that is not known among
 * them, without looking at the others: each rule lies under what one of its conditions asks for,
 * such as a domain, or among the rest that is always looked at. The order of the rules is kept.
 * Immutable.
 */
final class RuleIndex {
  private static final int[] NONE = {};

  /** Where a rule may lie, from the narrowest to the widest. */
  private enum Kind {
    TO_MAILBOX,
    FROM_MAILBOX,
    TO_DOMAIN,
    FROM_DOMAIN,
    USER,
    TO_BELOW,
    FROM_BELOW,
    TO_CLASS,
    FROM_CLASS,
    FROM_NOBODY,
    REST
  }

  /** One place: of a kind, and there under a name. */
  private record Key(Kind kind, String name) {}

  private final Map<Kind, Map<String, int[]>> places;
  private final int[] rest;
  private final OfClasses toClasses;
  private final OfClasses fromClasses;

  /** The rules that lie under a class. */
  private static final class OfClass {
    private final DomainClass name;
    private final int[] rules;

    OfClass(DomainClass name, int[] rules) {
      this.name = name;
      this.rules = rules;
    }
  }

  /**
   * The rules that lie under classes.
   *
   * @param named of classes that a look at the domain's name tells, all at once
   * @param asked of those that are asked about one by one, in the order of their first rules
   */
  private record OfClasses(Map<DomainClass, int[]> named, List<OfClass> asked) {
    static OfClasses of(Map<String, int[]> byName, DomainClassifier classes) {
      Map<DomainClass, int[]> named = new HashMap<>();
      List<OfClass> asked = new ArrayList<>();
      byName.forEach(
          (text, rules) -> {
            DomainClass name = new DomainClass(text);
            if (classes.isByNames(name)) {
              named.put(name, rules);
            } else {
              asked.add(new OfClass(name, rules));
            }
          });
      asked.sort(Comparator.comparingInt(each -> each.rules[0]));
      return new OfClasses(named, asked);
    }
  }

  /**
   * @param rules the conditions of each, all of which must hold
   */
  RuleIndex(List<List<Condition>> rules, DomainClassifier classes) {
    Map<Kind, Map<String, List<Integer>>> filed = new EnumMap<>(Kind.class);
    for (int i = 0; i < rules.size(); i++) {
      for (Key key : keys(rules.get(i), classes)) {
        filed
            .computeIfAbsent(key.kind(), kind -> new HashMap<>())
            .computeIfAbsent(key.name(), name -> new ArrayList<>())
            .add(i);
      }
    }
    Map<Kind, Map<String, int[]>> all = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Map<String, int[]> byName = new HashMap<>();
      filed
          .getOrDefault(kind, Map.of())
          .forEach(
              (name, numbers) ->
                  byName.put(name, numbers.stream().mapToInt(Integer::intValue).toArray()));
      all.put(kind, byName);
    }
    this.places = all;
    this.rest = all.getOrDefault(Kind.REST, Map.of()).getOrDefault("", NONE);
    this.toClasses = OfClasses.of(all.getOrDefault(Kind.TO_CLASS, Map.of()), classes);
    this.fromClasses = OfClasses.of(all.getOrDefault(Kind.FROM_CLASS, Map.of()), classes);
  }

  /** Where a rule lies: at all places that its narrowest condition asks for. */
  private static Collection<Key> keys(List<Condition> rule, DomainClassifier classes) {
    Optional<List<Key>> narrowest = Optional.empty();
    for (Condition condition : rule) {
      List<Key> keys = keys(condition, classes);
      if (narrowest.isEmpty() || width(keys).compareTo(width(narrowest.get())) < 0) {
        narrowest = Optional.of(keys);
      }
    }
    List<Key> keys = narrowest.orElseThrow();
    return width(keys) == Kind.REST ? List.of(new Key(Kind.REST, "")) : List.copyOf(keys);
  }

  private static Kind width(List<Key> keys) {
    return keys.stream().map(Key::kind).max(Kind::compareTo).orElse(Kind.REST);
  }

  private static List<Key> keys(Condition condition, DomainClassifier classes) {
    if (condition instanceof Condition.AnyOf any) {
      return any.conditions().stream()
          .flatMap(each -> keys(each, classes).stream())
          .distinct()
          .toList();
    }
    if (condition instanceof Condition.ToMailbox to) {
      return List.of(new Key(Kind.TO_MAILBOX, folded(to.mailbox())));
    }
    if (condition instanceof Condition.FromMailbox from) {
      return List.of(new Key(Kind.FROM_MAILBOX, folded(from.mailbox())));
    }
    if (condition instanceof Condition.ToDomain to) {
      return keys(to.pattern(), classes, Kind.TO_DOMAIN, Kind.TO_BELOW, Kind.TO_CLASS);
    }
    if (condition instanceof Condition.FromDomain from) {
      return keys(from.pattern(), classes, Kind.FROM_DOMAIN, Kind.FROM_BELOW, Kind.FROM_CLASS);
    }
    if (condition instanceof Condition.FromNobody) {
      return List.of(new Key(Kind.FROM_NOBODY, ""));
    }
    return condition instanceof Condition.User user && !user.name().equals("*")
        ? List.of(new Key(Kind.USER, user.name()))
        : List.of(new Key(Kind.REST, ""));
  }

  private static List<Key> keys(
      DomainPattern pattern, DomainClassifier classes, Kind exact, Kind below, Kind ofClass) {
    if (pattern instanceof DomainPattern.Exact only) {
      return List.of(new Key(exact, only.domain().canonical()));
    }
    if (pattern instanceof DomainPattern.Below subdomains) {
      return List.of(new Key(below, subdomains.domain().canonical()));
    }
    // What goes by the DNS is asked about in its turn, or not at all.
    return pattern instanceof DomainPattern.OfClass named
            && classes.isDefined(named.domainClass())
            && !classes.asksDns(named.domainClass())
        ? List.of(new Key(ofClass, named.domainClass().name()))
        : List.of(new Key(Kind.REST, ""));
  }

  /** The same text for all mailboxes that a rule takes for the same. */
  private static String folded(Mailbox mailbox) {
    String local = mailbox.localPart();
    StringBuilder folded = new StringBuilder(local.length() + 32);
    for (int i = 0; i < local.length(); i++) {
      // As String.equalsIgnoreCase has it.
      folded.append(Character.toLowerCase(Character.toUpperCase(local.charAt(i))));
    }
    return folded.append('@').append(mailbox.domain().canonical()).toString();
  }

  /** The numbers of the rules that may match, in their order. */
  Walk walk(Subject subject) {
    return new Walk(subject);
  }

  /** Goes through some ascending lists of numbers as one. */
  final class Walk {
    private final Subject subject;
    private int[][] lists = new int[8][];
    private int[] at = new int[8];
    private int count;
    private int last = -1;
    private int toAsked;
    private int fromAsked;

    private Walk(Subject subject) {
      this.subject = subject;
      add(rest);
      Mailbox recipient = subject.recipient();
      addMailbox(Kind.TO_MAILBOX, recipient);
      addDomain(Kind.TO_DOMAIN, Kind.TO_BELOW, recipient.domain());
      addNamed(toClasses, recipient.domain());
      Optional<Mailbox> sender = subject.mail().sender();
      if (sender.isPresent()) {
        addMailbox(Kind.FROM_MAILBOX, sender.get());
        addDomain(Kind.FROM_DOMAIN, Kind.FROM_BELOW, sender.get().domain());
        addNamed(fromClasses, sender.get().domain());
      } else {
        add(Kind.FROM_NOBODY, "");
      }
      if (!isEmpty(Kind.USER)) {
        subject
            .mail()
            .authenticatedUser()
            .ifPresent(user -> add(Kind.USER, user.toLowerCase(Locale.ROOT)));
      }
    }

    /**
     * The number of the next rule; -1 if there is none. Where a name does not tell the class, that
     * is asked about only when it comes to a rule that it may decide.
     */
    int next() {
      int next = smallest();
      List<OfClass> to = toClasses.asked();
      while (toAsked < to.size() && to.get(toAsked).rules[0] < next) {
        addIfIn(to.get(toAsked++), Optional.of(subject.recipient()));
        next = smallest();
      }
      List<OfClass> from = fromClasses.asked();
      while (fromAsked < from.size() && from.get(fromAsked).rules[0] < next) {
        addIfIn(from.get(fromAsked++), subject.mail().sender());
        next = smallest();
      }
      last = next;
      return next == Integer.MAX_VALUE ? -1 : next;
    }

    private void addNamed(OfClasses classes, DomainName domain) {
      if (!classes.named().isEmpty()) {
        subject
            .classified(domain)
            .eachByName(name -> add(classes.named().getOrDefault(name, NONE)));
      }
    }

    private void addIfIn(OfClass named, Optional<Mailbox> mailbox) {
      if (mailbox.isPresent() && subject.classified(mailbox.get().domain()).isIn(named.name)) {
        add(named.rules);
      }
    }

    /** The smallest number above the last one. */
    private int smallest() {
      int smallest = Integer.MAX_VALUE;
      for (int i = 0; i < count; i++) {
        int[] list = lists[i];
        while (at[i] < list.length && list[at[i]] <= last) {
          at[i]++;
        }
        if (at[i] < list.length && list[at[i]] < smallest) {
          smallest = list[at[i]];
        }
      }
      return smallest;
    }

    private boolean isEmpty(Kind kind) {
      return byName(kind).isEmpty();
    }

    private Map<String, int[]> byName(Kind kind) {
      return places.getOrDefault(kind, Map.of());
    }

    private void addMailbox(Kind kind, Mailbox mailbox) {
      if (!isEmpty(kind)) {
        add(kind, folded(mailbox));
      }
    }

    private void addDomain(Kind exact, Kind below, DomainName domain) {
      String name = domain.canonical();
      add(exact, name);
      if (isEmpty(below) || domain.literal().isPresent()) {
        return;
      }
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        add(below, name.substring(dot + 1));
      }
    }

    private void add(Kind kind, String name) {
      add(byName(kind).getOrDefault(name, NONE));
    }

    private void add(int[] list) {
      if (list.length == 0) {
        return;
      }
      if (count == lists.length) {
        lists = Arrays.copyOf(lists, count * 2);
        at = Arrays.copyOf(at, count * 2);
      }
      lists[count] = list;
      at[count++] = 0;
    }
  }
}
