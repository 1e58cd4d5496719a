// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Suggestions;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.domain.DomainPatterns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads the table of classes: a name, a colon, and patterns.
 *
 * <pre>{@code
 * partner: example.net, .example.net, file://conf/partners
 * }</pre>
 */
final class ClassTable {
  private record Definition(TableLine line, List<DomainPattern> patterns) {}

  private final PatternReader patterns;
  private final Problems problems;
  private final Map<DomainClass, Definition> defined = new LinkedHashMap<>();

  ClassTable(PatternReader patterns, Problems problems) {
    this.patterns = patterns;
    this.problems = problems;
  }

  /** A classifier of all that the table defines rightly. */
  DomainClassifier read(List<TableLine> lines, Predicate<DomainName> local) {
    for (TableLine line : lines) {
      try {
        define(line);
      } catch (InvalidValueException e) {
        problems.error(line.place().where(), "class \"" + line.tokens().get(0).text() + "\"", e);
      }
    }
    checkReferences();
    DomainClassifier.Builder builder = DomainClassifier.builder().local(local);
    try {
      defined.forEach((name, definition) -> builder.define(name, definition.patterns()));
      return builder.build();
    } catch (IllegalArgumentException e) {
      String where = lines.get(0).place().source();
      problems.error(where, "the classes", String.valueOf(e.getMessage()), "");
      return DomainClassifier.ofLocal(local);
    }
  }

  private void define(TableLine line) throws InvalidValueException {
    Cursor cursor = new Cursor(line);
    DomainClass name = name(cursor);
    if (name.equals(DomainClass.LOCAL)) {
      throw new InvalidValueException(
          "this class is always there: the domains of the mail server itself",
          "choose another name");
    }
    Definition earlier = defined.get(name);
    if (earlier != null) {
      throw new InvalidValueException(
          "it is already defined: " + earlier.line().place().where(),
          "put all patterns on one line; a backslash at its end continues it");
    }
    List<DomainPattern> read = new ArrayList<>();
    for (Token item : cursor.list("a pattern")) {
      read.add(patterns.read(item.text(), line.where(item)));
    }
    if (cursor.hasNext()) {
      throw new InvalidValueException(
          "there is no comma before \"" + cursor.peek().text() + "\"",
          "separate patterns by commas");
    }
    defined.put(name, new Definition(line, read));
  }

  private static DomainClass name(Cursor cursor) throws InvalidValueException {
    String word = cursor.next("the name of a class").text();
    boolean colonFollows = !word.endsWith(":") && cursor.skip(":");
    if (!word.endsWith(":") && !colonFollows) {
      throw new InvalidValueException(
          "there is no colon behind the name", "write NAME: PATTERN, PATTERN");
    }
    String name = colonFollows ? word : word.substring(0, word.length() - 1);
    try {
      return new DomainClass(name);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), "choose another name");
    }
  }

  /** A class may speak of others, but only of such that are defined. */
  private void checkReferences() {
    List<String> names = new ArrayList<>(defined.keySet().stream().map(DomainClass::name).toList());
    names.add(DomainClass.LOCAL.name());
    for (Map.Entry<DomainClass, Definition> entry : defined.entrySet()) {
      Definition definition = entry.getValue();
      List<DomainPattern> known =
          definition.patterns().stream()
              .filter(
                  pattern ->
                      DomainPatterns.of(List.of(pattern)).classes().stream()
                          .allMatch(name -> isKnown(name, names, definition.line())))
              .toList();
      entry.setValue(new Definition(definition.line(), known));
    }
  }

  private boolean isKnown(DomainClass name, List<String> names, TableLine line) {
    if (names.contains(name.name())) {
      return true;
    }
    problems.error(
        line.place().where(),
        "class:" + name,
        "there is no such class",
        Suggestions.remedy(name.name(), names));
    return false;
  }
}
