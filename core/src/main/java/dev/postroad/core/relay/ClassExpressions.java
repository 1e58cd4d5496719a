// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.FileResolver;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Reads what stands for a set of domains: alternatives divided by commas, each one or more patterns
 * with {@code and} between them, each of which may have {@code not} before it.
 *
 * <pre>{@code
 * partner and not .test.example.com, provider(google) and country(de, at)
 * }</pre>
 *
 * <p>There are no parentheses: what would stand in them is given a name, as a class.
 */
public final class ClassExpressions {
  private final PatternReader patterns;
  private final Problems problems;

  ClassExpressions(PatternReader patterns, Problems problems) {
    this.patterns = patterns;
    this.problems = problems;
  }

  /**
   * A reader for whoever has no table of classes.
   *
   * @param files where {@code file://} leads
   * @param problems takes what is wrong, but for the last
   */
  public static ClassExpressions reading(FileResolver files, Problems problems) {
    return new ClassExpressions(new PatternReader(files, problems), problems);
  }

  /**
   * Reads all that is left of a line: the alternatives. Where several have faults, all but the last
   * are noted as problems.
   *
   * @throws InvalidValueException if any has: the last of them
   */
  public List<DomainPattern> read(Cursor cursor, TableLine line) throws InvalidValueException {
    List<DomainPattern> alternatives = new ArrayList<>();
    List<InvalidValueException> faults = new ArrayList<>();
    List<Token> current = new ArrayList<>();
    for (Token word : cursor.rest()) {
      if (word.is(",")) {
        add(current, line, "there is a comma", alternatives, faults);
        current.clear();
      } else {
        current.add(word);
      }
    }
    add(current, line, "the line ends", alternatives, faults);
    if (!faults.isEmpty()) {
      faults.subList(0, faults.size() - 1).forEach(fault -> note(fault, line));
      throw faults.get(faults.size() - 1);
    }
    return alternatives;
  }

  private void add(
      List<Token> words,
      TableLine line,
      String end,
      List<DomainPattern> alternatives,
      List<InvalidValueException> faults) {
    try {
      alternatives.add(alternative(words, line, end, faults));
    } catch (InvalidValueException e) {
      faults.add(e);
    }
  }

  private void note(InvalidValueException fault, TableLine line) {
    String word = fault.word().map(Token::text).orElse(line.place().text());
    problems.error(line.where(fault), '"' + word + '"', fault);
  }

  private DomainPattern alternative(
      List<Token> words, TableLine line, String end, List<InvalidValueException> faults)
      throws InvalidValueException {
    List<DomainPattern> all = new ArrayList<>();
    boolean negated = false;
    boolean expected = true;
    for (Token word : words) {
      if (word.is("not") && expected && !negated) {
        negated = true;
      } else if (word.is("and") && !expected) {
        expected = true;
      } else if (expected && !word.is("and") && !word.is("not")) {
        DomainPattern pattern = pattern(word, line, faults);
        all.add(negated ? new DomainPattern.Not(pattern) : pattern);
        negated = false;
        expected = false;
      } else {
        throw misplaced(word).at(word);
      }
    }
    if (expected) {
      throw new InvalidValueException(end + " where a pattern is expected", "");
    }
    return all.size() == 1 ? all.get(0) : new DomainPattern.AllOf(all);
  }

  /** Where a word is no pattern, what stands behind it is still read. */
  private DomainPattern pattern(Token word, TableLine line, List<InvalidValueException> faults)
      throws InvalidValueException {
    try {
      return pattern(word, line);
    } catch (InvalidValueException e) {
      if (word.text().startsWith("(")) {
        // Somewhere behind it is the other one, which would be told of a second time.
        throw e;
      }
      faults.add(e);
      return new DomainPattern.AnyOf(List.of());
    }
  }

  private DomainPattern pattern(Token word, TableLine line) throws InvalidValueException {
    if (word.text().startsWith("(")) {
      throw new InvalidValueException(
              "there are no parentheses",
              "define a class for what stands in them, and write its name")
          .at(word);
    }
    try {
      return patterns.read(word.text(), line.where(word));
    } catch (InvalidValueException e) {
      throw e.at(word);
    }
  }

  private static InvalidValueException misplaced(Token word) {
    String text = word.text();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "or" -> new InvalidValueException("\"or\" is written as a comma", "write A, B");
      case "and", "not" ->
          new InvalidValueException(
              "\"" + text + "\" stands in the wrong place", "write A and B, or A and not B");
      default ->
          new InvalidValueException(
              "there is no comma before \"" + text + "\"",
              "separate patterns by commas, or write and between them");
    };
  }

  /**
   * What to write instead of a class that does not exist.
   *
   * @param own the names of those that the operator has defined, and {@code local}
   * @param all the names of all classes
   */
  public static String remedy(DomainClass missing, Collection<String> own, Collection<String> all) {
    return Suggestions.nearest(missing.name(), all).isPresent()
        ? Suggestions.remedy(missing.name(), all)
        : Suggestions.remedy(missing.name(), own)
            + " and the built-in ones; a top-level domain is written \""
            + missing
            + ".\"";
  }

  /** The same for whoever has the classes. */
  public static String remedy(DomainClass missing, DomainClassifier classes) {
    List<String> own = new ArrayList<>(List.of(DomainClass.LOCAL.name()));
    classes.defined().forEach(name -> own.add(name.name()));
    return remedy(missing, own, classes.names());
  }
}
