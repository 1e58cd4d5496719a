// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.relay;

import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.Token;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainName;
import dev.postroad.core.domain.DomainPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

  /** Stands for what cannot be used, so that the others keep their places. */
  private static final DomainPattern NOTHING = new DomainPattern.AnyOf(List.of());

  private final ClassExpressions expressions;
  private final Problems problems;
  private final Map<DomainClass, Definition> defined = new LinkedHashMap<>();
  private final Set<DomainClass> own = new HashSet<>();

  ClassTable(PatternReader patterns, Problems problems) {
    this.expressions = new ClassExpressions(patterns, problems);
    this.problems = problems;
  }

  /**
   * A classifier of all that the lines define; a class with an error has no domains.
   *
   * @param ownLines of a policy; what they define is not taken from the others
   * @param shared of the file that all know
   */
  DomainClassifier read(
      List<TableLine> ownLines, List<TableLine> shared, Predicate<DomainName> local) {
    ownLines.forEach(this::define);
    own.addAll(defined.keySet());
    List<String> names = own.stream().map(DomainClass::name).toList();
    shared.stream().filter(line -> !names.contains(nameOf(line))).forEach(this::define);
    checkReferences();
    checkCycles();
    warnOfContradictions();
    DomainClassifier.Builder builder = DomainClassifier.builder().local(local);
    try {
      defined.forEach((name, definition) -> builder.define(name, definition.patterns()));
      return builder.build();
    } catch (IllegalArgumentException e) {
      String where = (ownLines.isEmpty() ? shared : ownLines).get(0).place().source();
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

  /**
   * Which of them are in use.
   *
   * @param named by lines that decide
   */
  ClassUse use(Collection<DomainClass> named) {
    Map<DomainClass, ClassUse.Definition> definitions = new LinkedHashMap<>();
    defined.forEach(
        (name, definition) ->
            definitions.put(
                name,
                new ClassUse.Definition(
                    definition.line().where(definition.line().tokens().get(0)),
                    own.contains(name),
                    definition.patterns().stream()
                        .flatMap(DomainPattern::classes)
                        .collect(Collectors.toSet()))));
    return new ClassUse(definitions, named);
  }

  private void define(TableLine line) {
    Faults faults = new Faults(line, "class \"" + line.tokens().get(0).text() + "\"", problems);
    Cursor cursor = new Cursor(line);
    try {
      Optional<DomainClass> name = name(cursor, faults);
      List<DomainPattern> read = expressions.read(cursor, line);
      if (name.isPresent() && !faults.any()) {
        defined.put(name.get(), new Definition(line, read));
      }
    } catch (InvalidValueException e) {
      faults.add(e.at(cursor.last()));
    }
    if (faults.any()) {
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

  /**
   * Steps over the name and its colon.
   *
   * @return empty if it is no name that can be defined here
   * @throws InvalidValueException if there is no colon, so that nobody knows where patterns begin
   */
  private Optional<DomainClass> name(Cursor cursor, Faults faults) throws InvalidValueException {
    Token word = cursor.next("the name of a class");
    String text = word.text();
    boolean colonFollows = !text.endsWith(":") && cursor.skip(":");
    if (!text.endsWith(":") && !colonFollows) {
      throw new InvalidValueException(
          "there is no colon behind the name", "write NAME: PATTERN, PATTERN");
    }
    DomainClass name;
    try {
      name = new DomainClass(colonFollows ? text : text.substring(0, text.length() - 1));
    } catch (IllegalArgumentException e) {
      faults.add(
          new InvalidValueException(String.valueOf(e.getMessage()), "choose another name")
              .at(word));
      return Optional.empty();
    }
    if (DomainClassifier.isFixed(name)) {
      faults.add(
          new InvalidValueException("this class is always there", "choose another name").at(word));
    }
    Definition earlier = defined.get(name);
    if (earlier != null) {
      faults.add(
          new InvalidValueException(
                  "it is already defined: " + earlier.line().place().where(),
                  "put all patterns on one line; a backslash at its end continues it")
              .at(word));
    }
    return Optional.of(name);
  }

  /** A class may speak of others, but only of such that are there. */
  private void checkReferences() {
    List<String> names = new ArrayList<>(List.of(DomainClass.LOCAL.name()));
    defined.keySet().forEach(name -> names.add(name.name()));
    for (Map.Entry<DomainClass, Definition> entry : defined.entrySet()) {
      Definition definition = entry.getValue();
      List<DomainPattern> known =
          definition.patterns().stream()
              .map(
                  pattern ->
                      pattern.classes().allMatch(name -> isKnown(name, names, definition.line()))
                          ? pattern
                          : NOTHING)
              .toList();
      entry.setValue(new Definition(definition.line(), known));
    }
  }

  private boolean isKnown(DomainClass name, List<String> names, TableLine line) {
    List<String> all = Stream.concat(names.stream(), BUILT_IN.stream()).distinct().toList();
    if (all.contains(name.name())) {
      return true;
    }
    problems.error(
        where(name, line),
        "class:" + name,
        "there is no such class",
        ClassExpressions.remedy(name, names, all));
    return false;
  }

  /** Where a line speaks of a class; the line as a whole if that stands in a list. */
  private static String where(DomainClass named, TableLine line) {
    return words(line).stream()
        .filter(word -> isName(named, word.text()))
        .findFirst()
        .map(line::where)
        .orElseGet(() -> line.place().where());
  }

  private static boolean isName(DomainClass named, String word) {
    return word.equalsIgnoreCase(named.name()) || word.equalsIgnoreCase("class:" + named.name());
  }

  /** Whoever writes {@code a.example and b.example} means both domains, and gets neither. */
  private void warnOfContradictions() {
    Contradictions contradictions = PolicyLint.contradictions(names());
    for (Map.Entry<DomainClass, Definition> entry : defined.entrySet()) {
      Definition definition = entry.getValue();
      for (int i = 0; i < definition.patterns().size(); i++) {
        int alternative = i;
        contradictions
            .in(definition.patterns().get(i))
            .ifPresent(
                found ->
                    problems.warning(
                        where(definition.line(), alternative, found.at()),
                        "class \"" + entry.getKey() + "\"",
                        found.why().replace("no mail is", "no domain is"),
                        "write a comma for whatever is in one or in the other"));
      }
    }
  }

  /**
   * Where a pattern of a line stands.
   *
   * @param alternative which of those divided by commas it is in, from 0
   * @param part which of those with {@code and} between them it is, from 0
   */
  private static String where(TableLine line, int alternative, int part) {
    int commas = 0;
    int parts = 0;
    for (Token word : words(line)) {
      if (word.is(",")) {
        commas++;
      } else if (commas == alternative && !word.is("and") && !word.is("not")) {
        if (parts == part) {
          return line.where(word);
        }
        parts++;
      }
    }
    return line.place().where();
  }

  /** What stands behind the name and the colon of a line. */
  private static List<Token> words(TableLine line) {
    try {
      return new Cursor(line)
          .rest().stream().skip(line.tokens().get(0).text().endsWith(":") ? 1 : 2).toList();
    } catch (InvalidValueException e) {
      throw new IllegalStateException("the line has been read before", e);
    }
  }

  /** A class cannot be made of itself, by whatever way. */
  private void checkCycles() {
    Set<DomainClass> done = new HashSet<>();
    List.copyOf(defined.keySet()).forEach(name -> visit(name, new ArrayList<>(), done));
  }

  private void visit(DomainClass name, List<DomainClass> path, Set<DomainClass> done) {
    Definition definition = defined.get(name);
    if (definition == null || done.contains(name)) {
      return;
    }
    int begin = path.indexOf(name);
    if (begin >= 0) {
      List<DomainClass> cycle = path.subList(begin, path.size());
      DomainClass next = cycle.size() > 1 ? cycle.get(1) : name;
      problems.error(
          where(next, definition.line()),
          "class \"" + name + "\"",
          "the class "
              + name
              + " is defined by itself: "
              + cycle.stream()
                  .map(DomainClass::name)
                  .collect(Collectors.joining(" -> ", "", " -> " + name)),
          "leave out one of these");
      defined.put(name, new Definition(definition.line(), List.of()));
      return;
    }
    path.add(name);
    definition.patterns().stream()
        .flatMap(DomainPattern::classes)
        .distinct()
        .forEach(other -> visit(other, path, done));
    path.remove(path.size() - 1);
    done.add(name);
  }
}
