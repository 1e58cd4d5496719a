// SPDX-License-Identifier: Apache-2.0
package dev.postroad.matchers;

import dev.postroad.core.config.ConfigurationProblems;
import dev.postroad.core.config.Cursor;
import dev.postroad.core.config.InvalidValueException;
import dev.postroad.core.config.Problems;
import dev.postroad.core.config.Reloadable;
import dev.postroad.core.config.TableLine;
import dev.postroad.core.config.TableParser;
import dev.postroad.core.domain.DomainClass;
import dev.postroad.core.domain.DomainClassifier;
import dev.postroad.core.domain.DomainPattern;
import dev.postroad.core.relay.ClassExpressions;
import dev.postroad.james.DomainClasses;
import java.util.List;
import javax.mail.MessagingException;

/**
 * What a matcher's condition says of domains.
 *
 * @param pattern the domains meant
 * @param classifier the classes, as they are at any moment
 */
record DomainCondition(DomainPattern pattern, Reloadable<DomainClassifier> classifier) {

  /** Reads the conditions of one matcher. */
  static final class Reader {
    private final String matcher;
    private final DomainClasses classes;
    private final Problems problems = new Problems();

    /**
     * @param matcher its name, for what is wrong
     */
    Reader(String matcher, DomainClasses classes) {
      this.matcher = matcher;
      this.classes = classes;
    }

    /** Reads what the table of classes has behind a colon. */
    DomainCondition patterns(String text) throws MessagingException {
      return condition(text, "a domain pattern");
    }

    /** Reads the same, of names of classes alone. */
    DomainCondition classes(String text) throws MessagingException {
      DomainCondition read = condition(text, "the name of a class");
      if (!hasClassesOnly(read.pattern())) {
        problems.error(
            matcher,
            '"' + text + '"',
            "it is about classes, and this has something else",
            "write names of classes; for patterns use RecipientDomainIn or SenderDomainIn");
        throwIfErrors();
      }
      return read;
    }

    /** Reads what stands between the parentheses of a function. */
    DomainCondition function(String name, String text) throws MessagingException {
      if (text.isEmpty()) {
        throw missing("something to look for", text);
      }
      return condition(name + "(" + text + ")", "");
    }

    /** The condition that needs no text. */
    DomainCondition fixed(String pattern, String text) throws MessagingException {
      if (!text.isEmpty()) {
        problems.error(matcher, '"' + text + '"', "it takes no condition", "write " + matcher);
        throwIfErrors();
      }
      return condition(pattern, "");
    }

    private DomainCondition condition(String text, String what) throws MessagingException {
      List<TableLine> lines = TableParser.parse(text, matcher, problems);
      if (lines.size() != 1) {
        throw missing(what, text);
      }
      DomainPattern pattern = new DomainPattern.AnyOf(List.of());
      try {
        pattern =
            new DomainPattern.AnyOf(
                ClassExpressions.reading(classes.files(), problems)
                    .read(new Cursor(lines.get(0)), lines.get(0)));
      } catch (InvalidValueException e) {
        problems.error(matcher, '"' + text + '"', e);
      }
      try {
        Reloadable<DomainClassifier> classifier = classes.open();
        List<DomainClass> named = pattern.classes().distinct().toList();
        named.forEach(name -> check(name, classifier.current()));
        throwIfErrors();
        classes.keep(named, matcher);
        return new DomainCondition(pattern, classifier);
      } catch (ConfigurationProblems e) {
        problems.addAll(e.problems());
        throwIfErrors();
        throw new MessagingException(e.getMessage(), e);
      }
    }

    private void check(DomainClass named, DomainClassifier classifier) {
      if (!classifier.knows(named)) {
        problems.error(
            matcher,
            "class \"" + named + "\"",
            "there is no such class in " + DomainClasses.FILE,
            ClassExpressions.remedy(named, classifier));
      }
    }

    private MessagingException missing(String what, String text) {
      problems.error(
          matcher,
          '"' + text + '"',
          what + " is needed",
          "write " + matcher + "= and a list, its items separated by commas");
      return failure();
    }

    private void throwIfErrors() throws MessagingException {
      if (problems.hasErrors()) {
        throw failure();
      }
    }

    private MessagingException failure() {
      ConfigurationProblems all = new ConfigurationProblems(problems.all());
      return new MessagingException(all.getMessage(), all);
    }

    private static boolean hasClassesOnly(DomainPattern pattern) {
      if (pattern instanceof DomainPattern.AnyOf any) {
        return any.patterns().stream().allMatch(Reader::hasClassesOnly);
      }
      if (pattern instanceof DomainPattern.AllOf all) {
        return all.patterns().stream().allMatch(Reader::hasClassesOnly);
      }
      return pattern instanceof DomainPattern.Not not
          ? hasClassesOnly(not.pattern())
          : pattern instanceof DomainPattern.OfClass;
    }
  }
}
