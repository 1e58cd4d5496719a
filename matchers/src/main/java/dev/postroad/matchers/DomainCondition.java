// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.DomainPatterns;
import dev.postroad.james.DomainClasses;
import dev.postroad.james.JamesFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;

/**
 * What a matcher's condition says of domains: a list, its items separated by commas, of patterns or
 * of classes.
 */
final class DomainCondition {
  private final Predicate<DomainName> means;

  private DomainCondition(Predicate<DomainName> means) {
    this.means = means;
  }

  /**
   * Reads a list of patterns.
   *
   * @param condition as written behind the {@code =}
   * @param matcher its name, for what is wrong
   * @throws MessagingException with everything that is wrong
   */
  static DomainCondition ofPatterns(
      String condition, String matcher, JamesFiles files, DomainClasses classes)
      throws MessagingException {
    Problems problems = new Problems();
    List<DomainPattern> patterns = new ArrayList<>();
    for (String item : items(condition, matcher, "a domain pattern", problems)) {
      try {
        patterns.add(
            DomainPattern.parse(
                item,
                reference ->
                    Files.newBufferedReader(files.resolve(reference), StandardCharsets.UTF_8)));
      } catch (IllegalArgumentException e) {
        problems.error(matcher, '"' + item + '"', String.valueOf(e.getMessage()), "");
      }
    }
    DomainPatterns all = DomainPatterns.of(patterns);
    DomainClassifier classifier = read(classes, problems);
    all.classes().forEach(named -> check(named, classifier, matcher, problems));
    throwIfErrors(problems);
    return new DomainCondition(
        domain -> all.matches(domain, named -> classifier.classesOf(domain).contains(named)));
  }

  /**
   * Reads a list of classes.
   *
   * @param condition as written behind the {@code =}
   * @param matcher its name, for what is wrong
   * @throws MessagingException with everything that is wrong
   */
  static DomainCondition ofClasses(String condition, String matcher, DomainClasses classes)
      throws MessagingException {
    Problems problems = new Problems();
    DomainClassifier classifier = read(classes, problems);
    Set<DomainClass> wanted = new HashSet<>();
    for (String item : items(condition, matcher, "the name of a class", problems)) {
      try {
        DomainClass named = new DomainClass(item);
        check(named, classifier, matcher, problems);
        wanted.add(named);
      } catch (IllegalArgumentException e) {
        problems.error(matcher, '"' + item + '"', String.valueOf(e.getMessage()), "");
      }
    }
    throwIfErrors(problems);
    return new DomainCondition(
        domain -> classifier.classesOf(domain).stream().anyMatch(wanted::contains));
  }

  private static List<String> items(
      String condition, String matcher, String what, Problems problems) {
    List<TableLine> lines = TableParser.parse(condition, matcher, problems);
    if (lines.size() != 1) {
      problems.error(
          matcher,
          '"' + condition + '"',
          what + " is needed",
          "write " + matcher + "= and a list, its items separated by commas");
      return List.of();
    }
    try {
      Cursor cursor = new Cursor(lines.get(0));
      List<String> items = cursor.list(what).stream().map(Token::text).toList();
      if (cursor.hasNext()) {
        throw new InvalidValueException(
            "there is no comma before \"" + cursor.peek().text() + '"', "separate by commas");
      }
      return items;
    } catch (InvalidValueException e) {
      problems.error(matcher, '"' + condition + '"', e);
      return List.of();
    }
  }

  private static DomainClassifier read(DomainClasses classes, Problems problems) {
    try {
      return classes.read();
    } catch (ConfigurationProblems e) {
      problems.addAll(e.problems());
      return DomainClassifier.ofLocal(domain -> false);
    }
  }

  private static void check(
      DomainClass named, DomainClassifier classifier, String matcher, Problems problems) {
    if (!classifier.knows(named) && !problems.hasErrors()) {
      List<String> known = new ArrayList<>(List.of(DomainClass.LOCAL.name()));
      classifier.defined().forEach(other -> known.add(other.name()));
      problems.error(
          matcher,
          "class \"" + named + "\"",
          "there is no such class in " + DomainClasses.FILE,
          Suggestions.remedy(named.name(), known));
    }
  }

  private static void throwIfErrors(Problems problems) throws MessagingException {
    try {
      problems.throwIfErrors();
    } catch (ConfigurationProblems e) {
      throw new MessagingException(e.getMessage(), e);
    }
  }

  /**
   * Whether an address is in such a domain. One that no SMTP command could name is in none.
   *
   * @throws MessagingException if that cannot be told for now
   */
  boolean means(MailAddress address) throws MessagingException {
    Optional<DomainName> domain = domain(address);
    try {
      return domain.isPresent() && means.test(domain.get());
    } catch (IllegalStateException e) {
      throw new MessagingException("cannot classify " + address + ": " + e.getMessage(), e);
    }
  }

  private static Optional<DomainName> domain(MailAddress address) {
    try {
      String text = address.asString();
      return Optional.of(DomainName.parse(text.substring(text.lastIndexOf('@') + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
