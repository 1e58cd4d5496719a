// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.setup;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.relay.ClassExpressions;
import dev.postroad.core.relay.ClassFile;
import dev.postroad.core.relay.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the condition of one of our matchers, without its {@link Scope}: for the matcher itself as
 * for whoever looks over a configuration, so that both find the same wrong with it.
 */
public final class MatcherConditions {
  /** Between the ways of a route that has several. */
  private static final String THEN = "then";

  private final String matcher;
  private final String where;
  private final Problems problems;

  /**
   * A reader for one matcher.
   *
   * @param matcher its name, without its package
   * @param where the condition stands
   * @param problems where it is noted what is wrong
   */
  public MatcherConditions(String matcher, String where, Problems problems) {
    this.matcher = matcher;
    this.where = where;
    this.problems = problems;
  }

  /** What conditions may name, found out when one has to be read that may name it. */
  public interface Named {
    /** Where lists lie. */
    FileResolver files();

    /** The classes that there are; empty if their own file has problems. */
    Optional<DomainClassifier> classes();

    /** The names of all relays; empty if some policy has problems. */
    Optional<? extends Collection<String>> relays();
  }

  /**
   * Notes what is wrong with a condition, whichever of our matchers it is of.
   *
   * @param written the condition with its {@link Scope}
   * @throws IllegalArgumentException if the matcher is none of ours
   */
  public void check(String written, Named named) {
    String condition = Scope.at(written).without(written);
    switch (matcher) {
      case "RelayPermitted" -> none(condition);
      case "RelayRouteIs" -> {
        List<Set<String>> unused = routes(condition, named.relays());
      }
      default -> {
        DomainPattern unused = domains(condition, named.files(), named.classes());
      }
    }
  }

  /** What a condition on domains may speak of. */
  private record Known(FileResolver files, Optional<DomainClassifier> classes) {}

  /**
   * The domains that the condition of a matcher of domains means; of no use if there are problems.
   *
   * @param files where lists lie
   * @param classes that there are; empty if their own file has problems
   * @throws IllegalArgumentException if the matcher does not go by domains
   */
  public DomainPattern domains(
      String text, FileResolver files, Optional<DomainClassifier> classes) {
    Known known = new Known(files, classes);
    return switch (matcher) {
      case "RecipientDomainIn", "SenderDomainIn" -> pattern(text, "a domain pattern", known);
      case "RecipientDomainClassIs", "SenderDomainClassIs" -> classes(text, known);
      case "RecipientMxIn" -> function("mx", text, known);
      case "RecipientMxInNetwork" -> function("mx-net", text, known);
      case "RecipientProviderIs" -> function("provider", text, known);
      case "RecipientAcceptsNoMail" -> fixed("no-mail", text, known);
      case "BackupMxFor" ->
          text.isEmpty() ? fixed("backup-mx", text, known) : function("backup-mx", text, known);
      default -> throw new IllegalArgumentException(matcher + " does not go by domains");
    };
  }

  /**
   * The routes that a condition means, each by the words that must be in it.
   *
   * @param relays the names of all relays; empty if some policy has problems
   */
  public List<Set<String>> routes(String text, Optional<? extends Collection<String>> relays) {
    Set<String> known = new TreeSet<>(Route.KEYWORDS);
    known.add(THEN);
    relays.ifPresent(known::addAll);
    List<Set<String>> wanted = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (item.isBlank()) {
        problems.error(where, quoted(text), "a route is needed", "write direct, via, or a relay");
        continue;
      }
      Set<String> words = new TreeSet<>(Arrays.asList(item.strip().split("\\s+", -1)));
      words.stream()
          .filter(word -> relays.isPresent() && !known.contains(word))
          .forEach(
              word ->
                  problems.error(
                      where,
                      quoted(word),
                      "no route has this word, and no relay this name",
                      Suggestions.remedy(word, known)));
      wanted.add(words);
    }
    return wanted;
  }

  /** Nothing may be written. */
  public void none(String text) {
    if (!text.isEmpty()) {
      problems.error(where, quoted(text), "it takes no condition", "write " + matcher);
    }
  }

  /** What is of names of classes alone. */
  private DomainPattern classes(String text, Known known) {
    DomainPattern read = pattern(text, "the name of a class", known);
    if (!hasClassesOnly(read)) {
      problems.error(
          where,
          quoted(text),
          "it is about classes, and this has something else",
          "write names of classes; for patterns use RecipientDomainIn or SenderDomainIn");
    }
    return read;
  }

  /** What stands between the parentheses of a function. */
  private DomainPattern function(String name, String text, Known known) {
    return text.isEmpty()
        ? missing("something to look for", text)
        : pattern(name + "(" + text + ")", "", known);
  }

  private DomainPattern fixed(String pattern, String text, Known known) {
    none(text);
    return pattern(pattern, "", known);
  }

  private DomainPattern pattern(String text, String what, Known known) {
    List<TableLine> lines = TableParser.parse(text, where, problems);
    if (lines.size() != 1) {
      return missing(what, text);
    }
    try {
      DomainPattern pattern =
          new DomainPattern.AnyOf(
              ClassExpressions.reading(known.files(), problems)
                  .read(new Cursor(lines.get(0)), lines.get(0)));
      known
          .classes()
          .ifPresent(classes -> pattern.classes().distinct().forEach(name -> check(name, classes)));
      return pattern;
    } catch (InvalidValueException e) {
      problems.error(where, quoted(text), e);
      return nothing();
    }
  }

  private void check(DomainClass named, DomainClassifier classes) {
    if (!classes.knows(named)) {
      problems.error(
          where,
          "class \"" + named + "\"",
          "there is no such class in " + ClassFile.REFERENCE,
          ClassExpressions.remedy(named, classes));
    }
  }

  private DomainPattern missing(String what, String text) {
    problems.error(
        where,
        quoted(text),
        what + " is needed",
        "write " + matcher + "= and a list, its items separated by commas");
    return nothing();
  }

  private static DomainPattern nothing() {
    return new DomainPattern.AnyOf(List.of());
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static boolean hasClassesOnly(DomainPattern pattern) {
    if (pattern instanceof DomainPattern.Joined joined) {
      return joined.patterns().stream().allMatch(MatcherConditions::hasClassesOnly);
    }
    return pattern instanceof DomainPattern.Not not
        ? hasClassesOnly(not.pattern())
        : pattern instanceof DomainPattern.OfClass;
  }
}
