// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads the table of classes: a name, a colon, and what {@link ClassExpressions} reads.
 *
 * <pre>{@code
 * partner: example.net, .example.net, file://conf/partners and not test.example.net
 * }</pre>
 */
final class ClassTable {
  private record Definition(TableLine line, List<DomainPattern> patterns) {}

  private static final List<String> BUILT_IN = DomainClassifier.ofLocal(domain -> false).names();

  private final ClassExpressions expressions;
  private final Problems problems;
  private final Map<DomainClass, Definition> defined = new LinkedHashMap<>();

  ClassTable(PatternReader patterns, Problems problems) {
    this.expressions = new ClassExpressions(patterns, problems);
    this.problems = problems;
  }

  /**
   * A classifier of all that the lines define; a class with an error has no domains.
   *
   * @param own of a policy; what they define is not taken from the others
   * @param shared of the file that all know
   */
  DomainClassifier read(List<TableLine> own, List<TableLine> shared, Predicate<DomainName> local) {
    own.forEach(this::tryDefine);
    List<String> names = defined.keySet().stream().map(DomainClass::name).toList();
    shared.stream().filter(line -> !names.contains(nameOf(line))).forEach(this::tryDefine);
    checkReferences();
    DomainClassifier.Builder builder = DomainClassifier.builder().local(local);
    try {
      defined.forEach((name, definition) -> builder.define(name, definition.patterns()));
      return builder.build();
    } catch (IllegalArgumentException e) {
      String where = (own.isEmpty() ? shared : own).get(0).place().source();
      problems.error(where, "the classes", String.valueOf(e.getMessage()), "");
      return DomainClassifier.ofLocal(local);
    }
  }

  /**
   * What is in each class that the lines define; classes that are always there are not among them.
   */
  ClassNames names() {
    Map<DomainClass, List<DomainPattern>> definitions = new LinkedHashMap<>();
    defined.forEach((name, definition) -> definitions.put(name, definition.patterns()));
    return new ClassNames(definitions);
  }

  private void tryDefine(TableLine line) {
    Cursor cursor = new Cursor(line);
    try {
      define(line, cursor);
    } catch (InvalidValueException e) {
      problems.error(
          line.where(e.at(cursor.last())), "class \"" + line.tokens().get(0).text() + "\"", e);
      defineEmpty(line);
    }
  }

  /** So that whoever names a class that has an error is not told that there is none. */
  private void defineEmpty(TableLine line) {
    try {
      DomainClass name = new DomainClass(nameOf(line));
      if (!DomainClassifier.isFixed(name)) {
        defined.putIfAbsent(name, new Definition(line, List.of()));
      }
    } catch (IllegalArgumentException e) {
      return; // what has no name is named by nobody
    }
  }

  /** The name that a line defines, whether or not it may. */
  static String nameOf(TableLine line) {
    String word = line.tokens().get(0).text();
    return (word.endsWith(":") ? word.substring(0, word.length() - 1) : word)
        .toLowerCase(Locale.ROOT);
  }

  private void define(TableLine line, Cursor cursor) throws InvalidValueException {
    DomainClass name = name(cursor);
    if (DomainClassifier.isFixed(name)) {
      throw new InvalidValueException("this class is always there", "choose another name")
          .at(line.tokens().get(0));
    }
    Definition earlier = defined.get(name);
    if (earlier != null) {
      throw new InvalidValueException(
              "it is already defined: " + earlier.line().place().where(),
              "put all patterns on one line; a backslash at its end continues it")
          .at(line.tokens().get(0));
    }
    List<DomainPattern> read = expressions.read(cursor, line);
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

  /** A class may speak of others, but only of such that are there. */
  private void checkReferences() {
    List<String> own = new ArrayList<>(List.of(DomainClass.LOCAL.name()));
    defined.keySet().forEach(name -> own.add(name.name()));
    for (Map.Entry<DomainClass, Definition> entry : defined.entrySet()) {
      Definition definition = entry.getValue();
      List<DomainPattern> known =
          definition.patterns().stream()
              .filter(
                  pattern ->
                      pattern.classes().allMatch(name -> isKnown(name, own, definition.line())))
              .toList();
      entry.setValue(new Definition(definition.line(), known));
    }
  }

  private boolean isKnown(DomainClass name, List<String> own, TableLine line) {
    List<String> all = Stream.concat(own.stream(), BUILT_IN.stream()).distinct().toList();
    if (all.contains(name.name())) {
      return true;
    }
    problems.error(
        line.place().where(),
        "class:" + name,
        "there is no such class",
        ClassExpressions.remedy(name, own, all));
    return false;
  }
}
